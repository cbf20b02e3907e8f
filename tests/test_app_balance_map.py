"""The balance map without a browser: what is asked and answered, step by step, and the page as AppTest drives it."""

import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from equilibrium.app import balance_map, links, maps, searches
from equilibrium.app.routes import PREFIX, routes
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.app.work import WORKS, Works
from equilibrium.balance.best import best
from equilibrium.balance.objectives import objective
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.plots import style
from equilibrium.words import LANGUAGES

ROOT = Path(__file__).parent.parent
SMALL = 'extends = "storefront"\n[time]\nweeks = 30\n[population]\ncustomers = 120\n'
SETTING = Setting("", SMALL)
X, Y = "push_pull", "selling_serving"
ASKED = maps.Question(SETTING, X, Y, "profit")
TEXT = words("en")


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes())) as opened:
        yield opened


@pytest.fixture
def works():
    made = Works()
    yield made
    made.stop_all()


def ask(client, setting=SETTING, **more):
    asked = {"s": links.token(setting), "lang": "en", "x": X, "y": Y, "o": "profit", "who": "visitor1"} | more
    return client.get(f"{PREFIX}/map", params=asked)


def over(works, key):
    """The work of `key` when it is over."""
    until = time.monotonic() + 120
    while (work := works.look(key)) is not None and work.going:
        assert time.monotonic() < until
        time.sleep(0.01)
    return work


def at_step(client, step, **more):
    """The route's answer when that step is there, asked as a page does."""
    until = time.monotonic() + 120
    while (said := ask(client, **more).json())["step"] < step:
        assert time.monotonic() < until and not said.get("trouble")
        time.sleep(0.02)
    return said


# ---- the route --------------------------------------------------------------------------------------------------------------


def test_the_map_gets_finer_then_surer_while_one_asks(client):
    said = at_step(client, len(maps.STEPS))
    picture = said["picture"]
    assert said["work"] is None and picture["n"] == 11 and picture["replicates"] == 20
    assert len(picture["value"]) == len(picture["half"]) == 41 * 41
    assert len(picture["says"]) == 2 and "95%" in picture["says"][0]
    assert [maps.finest(ASKED)[1].replicates, maps.finest(ASKED)[0]] == [20, 3]
    assert all(0 <= number <= 1 for line in picture["lines"] for path in line["paths"] for number in path)
    again = ask(client, have=said["have"]).json()
    assert "picture" not in again and again["have"] == said["have"]
    assert "posto migliore" in ask(client, lang="it", have=said["have"]).json()["picture"]["says"][0].lower()


def test_a_moved_mix_sees_the_same_map_from_elsewhere_and_nothing_is_simulated_anew(client):
    before = at_step(client, len(maps.STEPS))["picture"]
    mix = SETTING.full_mix | {X: 0.2, Y: 0.8}
    said = ask(client, m=",".join(str(mix[name]) for name in DIMENSIONS)).json()
    assert said["work"] is None and said["picture"]["value"] == before["value"]
    gap = np.reshape(said["picture"]["gap"], (41, 41))
    assert gap[32, 8] == pytest.approx(0.0, abs=1e-6) and said["picture"]["gap"] != before["gap"]
    other = mix | {"volume_value": 0.9}  # what is not on the map has moved: another map
    assert ask(client, m=",".join(str(other[name]) for name in DIMENSIONS), stop="1").json() == {"work": None}
    assert maps.Question(SETTING.with_(mix=other), X, Y, "profit").key(1) != ASKED.key(1)


@pytest.mark.parametrize("wrong", [
    {"x": "push"}, {"y": X}, {"o": "happiness"}, {"who": "me"}, {"who": "../../etc/passwd"}, {"s": "zz"}, {"lang": "xx"},
    {"m": "1,2"},
    {"m": ",".join(["nan"] * len(DIMENSIONS))}, {"m": ",".join(["7"] * len(DIMENSIONS))},
])  # fmt: skip
def test_nonsense_is_answered_with_a_sentence(client, wrong):
    answer = ask(client, **wrong)
    assert answer.status_code == 400 and len(answer.json()["trouble"]) > 10


# ---- steps, stops, trouble --------------------------------------------------------------------------------------------------


def test_each_step_takes_over_what_the_one_before_has_simulated(works):
    done = []
    for step in (1, 2):
        maps.refine(ASKED, "anna", works=works)
        done.append(over(works, ASKED.key(step)).value)
    assert [found.runs for found in done] == [maps.runs(1), maps.runs(2) - maps.runs(1)]
    assert np.array_equal(done[1].simulated[::2, ::2], done[0].simulated)
    assert maps.refine(ASKED, "anna", works=works).key == ASKED.key(3)
    maps.leave(ASKED, "anna", works)


def test_refining_stops_when_its_visitor_leaves_and_goes_on_when_asked(works):
    slow = maps.Question(Setting(), X, Y, "profit")
    maps.told(slow, "en", "anna", "", False, works)
    maps.leave(slow, "anna", works)
    said = maps.told(slow, "en", "anna", "", False, works)
    assert said["work"]["state"] == "stopped" and said["step"] == 0
    assert maps.told(slow, "en", "anna", "", True, works)["work"]["going"]
    maps.leave(slow, "anna", works)


def test_where_too_much_waits_the_page_is_told_and_asks_again():
    full = Works(waiting=0)
    said = maps.told(ASKED, "en", "anna", "", False, full)
    assert said["busy"] and said["work"] is None
    full.stop_all()


@pytest.mark.parametrize(("error", "key"), [
    (ValueError("surface: 0 mixes with values found"), "no_numbers"), (ImportError("scikit-learn"), "needs"), (OSError(), "failed"),
])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_map_that_cannot_be_drawn_says_why(works, error, key, language):
    def fail(_):
        raise error

    works.ask(ASKED.key(1), fail, "anna", lane="sketch")
    over(works, ASKED.key(1))
    said = maps.told(ASKED, language, "anna", "", False, works)
    assert said["trouble"] == words(language)["map"][key] and said["work"]["state"] == "failed"


# ---- marks, regions, pictures -----------------------------------------------------------------------------------------------


def test_a_region_is_cut_out_where_the_margin_turns():
    up = np.linspace(-1.0, 1.0, 5)
    ((ring,),) = maps.regions(np.repeat(up[:, None], 5, 1))
    assert (
        min(ring[1::2]) == pytest.approx(0.5)
        and max(ring[1::2]) == 1.0
        and {min(ring[::2]), max(ring[::2])} == {0.0, 1.0}
    )
    assert maps.regions(np.full((5, 5), -1.0)) == []


def test_what_a_search_has_found_is_marked_and_leads_there(works):
    found = best(SETTING.world, objective("profit", 30), names=(X, Y), budget=400, seed=2)
    key, _ = searches.search(SETTING, "best", "profit")
    says = {"en": searches.in_words(found, objective("profit", 30), "en")}
    works.ask(key, lambda _: searches.Searched(found, says), "anna")
    over(works, key)
    mix = searches.mix_of(found, SETTING)
    assert mix[X] == found.mix[X] and mix["volume_value"] == SETTING.full_mix["volume_value"]
    (mark,) = balance_map.marks(ASKED, TEXT["map"]["picture"]["marks"], works)
    assert mark["kind"] == "best" and mark["place"] == [mix[X], mix[Y]] and not mark["hollow"]
    aside = maps.Question(SETTING.with_(mix={"volume_value": 0.9}), X, Y, "profit")
    others = {each["kind"]: each["hollow"] for each in balance_map.marks(aside, TEXT["map"]["picture"]["marks"], works)}
    assert others == {"pinned": True, "best": True}  # both lie elsewhere in what is not on the map
    table = balance_map.places(found, SETTING, TEXT["map"], "en")
    assert table.count("\n") == 1 + len(DIMENSIONS) and "push ↔ pull" in table
    assert any("95%" in line for line in says["en"])


def test_a_search_says_beforehand_how_long_it_takes():
    short, long = (searches.minutes(SETTING.with_(own=SMALL.replace("30", weeks)), "best") for weeks in ("30", "300"))
    assert 0 < short < long
    assert searches.minutes(SETTING, "robust") > searches.minutes(SETTING, "best")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_is_taken_along_as_a_picture(client, language):
    at_step(client, 1)
    assert balance_map.drawn(ASKED, language, style.svg)().lstrip().startswith(b"<?xml")


# ---- the page ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "found", "wrong"), [
    ("", ("push_pull", "selling_serving", "profit"), False),
    ("indie_weconomy.substance.energy", ("indie_weconomy", "substance", "energy"), False),
    ("push_pull.push_pull.energy", ("push_pull", "selling_serving", "profit"), True),
    ("push_pull.selling_serving.happiness", ("push_pull", "selling_serving", "profit"), True),
    ("push_pull", ("push_pull", "selling_serving", "profit"), True),
])  # fmt: skip
def test_the_address_names_the_map_or_it_is_said_that_it_does_not(text, found, wrong):
    assert balance_map.from_address(text) == (found, wrong)


def page(**query):
    opened = AppTest.from_string(
        "from equilibrium.app import frame\nframe.show(['balance_map'])",
        default_timeout=300,
    )
    for key, value in {"s": links.token(SETTING), "lang": "en", **query}.items():
        opened.query_params[key] = value
    return opened.run()


def test_axes_and_objective_are_chosen_and_kept_in_the_address():
    opened = page(map="indie_weconomy.substance.energy")
    assert not opened.exception and not opened.warning
    assert [box.value for box in opened.selectbox][-3:] == ["indie_weconomy", "substance", "energy"]
    opened.selectbox(key="map_0").select("substance").run()  # the same twice: they change places
    assert "substance.indie_weconomy.energy" in opened.query_params["map"]
    codes = [code.value for code in opened.code]
    assert any("landscape(scenario" in code and '"substance", "indie_weconomy"' in code for code in codes)
    assert any(code.startswith("equilibrium balance") for code in codes)


def test_an_address_that_names_no_map_is_said_in_a_sentence():
    assert TEXT["map"]["bad_address"] in [warning.value for warning in page(map="push_pull.rain.profit").warning]


def test_a_search_is_begun_followed_stopped_and_it_is_said():
    slow = Setting("", SMALL.replace("30", "500").replace("120", "2000"))
    opened = page(s=links.token(slow))
    opened.button(key="search.best").click().run()
    assert not opened.exception and opened.button(key="stop.best")
    opened.button(key="stop.best").click().run()
    assert TEXT["work"]["stopped"] in [caption.value for caption in opened.caption]
    assert opened.button(key="search.best")  # one can begin again
    key, _ = searches.search(slow, "best", "profit")
    assert WORKS.look(key).state == "stopped"
