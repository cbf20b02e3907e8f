"""The app without a browser: settings, links, what is kept, routes, and the balance page as AppTest drives it."""

import json
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import equilibrium as eq
from equilibrium.app import frame, links, live, server
from equilibrium.app.choices import opened
from equilibrium.app.kept import Kept
from equilibrium.app.links import BadLink
from equilibrium.app.routes import PREFIX, routes
from equilibrium.app.setting import ASSUMPTIONS, Setting, limits
from equilibrium.app.words import words
from equilibrium.balance import strips
from equilibrium.balance.objectives import objective
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import ScenarioError
from equilibrium.words import LANGUAGES
from equilibrium.words.strips import sentence, verdict

ROOT = Path(__file__).parent.parent
SMALL = 'extends = "storefront"\n[time]\nweeks = 60\n[population]\ncustomers = 300\n'


# ---- links ------------------------------------------------------------------------------------------------------------------

places = {name: st.floats(*ends).map(lambda value: round(value, 6)) for name, ends in limits().items()}
mixes = st.fixed_dictionaries({}, optional=places)
doubts = st.sampled_from(["patience", "price_sensitivity", "interference"]).flatmap(
    lambda key: st.floats(REGISTRY[key].low, REGISTRY[key].high).map(lambda value: {key: round(value, 6)})
)
settings = st.builds(
    Setting, scenario=st.sampled_from(["storefront", "price-war", "startup"]), mix=mixes, assumptions=doubts,
    seed=st.integers(0, 2**63 - 1), pinned=st.none() | mixes,
    named=st.dictionaries(st.text(min_size=1, max_size=12).filter(str.isprintable), mixes, max_size=3),
)  # fmt: skip


@given(settings)
def test_a_link_gives_back_the_setting_it_was_made_of(setting):
    found = links.read(links.token(setting, "0123456789ab"))
    assert found.setting == setting and found.digest == "0123456789ab"


@given(settings, st.data())
def test_a_link_that_was_cut_or_mistyped_is_refused(setting, data):
    token = links.token(setting)
    cut = token[: data.draw(st.integers(0, len(token) - 1))]
    at = data.draw(st.integers(2, len(token) - 2))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_").filter(lambda one: one != token[at]))
    for other in (cut, token[:at] + letter + token[at + 1 :]):
        try:
            links.read(other)
        except BadLink as error:
            assert error.reason in words("en")["link"]
        else:
            pytest.fail(f"read: {other}")


@pytest.mark.parametrize(("said", "reason"), [
    ({"scenario": "nowhere", "seed": 1}, "no_scenario"),
    ({"scenario": "storefront", "seed": -1}, "seed"),
    ({"scenario": "storefront", "seed": True}, "seed"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push_pull": 1.5}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push": 0.5}}, "unknown"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push_pull": "x"}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "mix": []}, "damaged"),
    ({"scenario": "storefront", "seed": 1, "context": "rain"}, "context"),
    ({"scenario": "storefront", "seed": 1, "assumptions": {"patience": 1e9}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "more": 1}, "unknown"),
    ({"own": "this is no toml =", "seed": 1}, "scenario"),
    ({"own": 'extends = "storefront"\n[mix]\npush_pul = 1', "seed": 1}, "scenario"),
    ({"scenario": "storefront", "seed": 1, "named": {str(k): {} for k in range(99)}}, "named"),
    ({"own": 'extends = "/etc/passwd"', "seed": 1}, "scenario"),
    ({"own": 'extends = "../../../../etc/passwd"', "seed": 1}, "scenario"),
    ({"own": '[population]\nnetwork = "edges"\nedges = "/etc/passwd"', "seed": 1}, "scenario"),
    ({"scenario": [], "seed": 1}, "no_scenario"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push_pull": 10**400}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push_pull": float("nan")}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "mix": {"push_pull": -float("inf")}}, "outside"),
    ({"scenario": "storefront", "seed": 1, "named": {"\ud800": {}}}, "damaged"),
    ({"own": "\ud800", "seed": 1}, "damaged"),
    ({"scenario": "storefront", "seed": 1, "digest": "[win](http://example.org)"}, "damaged"),
    ({"scenario": "storefront", "seed": 1, "digest": "ab", "versions": {"![x](//example.org)": "1"}}, "damaged"),
    ([], "damaged"),
])  # fmt: skip
def test_what_a_link_may_not_say_is_refused_with_its_reason(said, reason):
    with pytest.raises(BadLink) as found:
        links.read(links.sealed(json.dumps(said)))
    assert found.value.reason == reason
    for language in LANGUAGES:
        assert "{" not in words(language)["link"][reason].format(**found.value.places)


def test_a_visitors_scenario_tells_nothing_of_the_servers_files(tmp_path):
    (tmp_path / "there.toml").write_text('secret_key = "hunter2"')
    refused = []
    for name in ("there.toml", "not_there.toml"):
        with pytest.raises(ScenarioError) as found:
            opened(f'extends = "{tmp_path}/{name}"'.encode())
        refused.append(links.said(found.value)[0].replace(name, ""))
    assert refused[0] == refused[1] and "secret_key" not in refused[0]
    assert opened(b'extends = "price-war"').base.regime_names


def test_a_link_that_would_unpack_to_a_flood_is_refused():
    bomb = links.sealed('{"own":"' + "a" * 5_000_000 + '"}')
    assert len(bomb) < links.LONGEST
    with pytest.raises(BadLink):
        links.read(bomb)


# ---- settings ---------------------------------------------------------------------------------------------------------------


def test_a_lever_moves_the_enterprise_and_leaves_its_rivals():
    setting = Setting(mix={"substance": 0.6})
    records, before = setting.now.records(), Setting().now.records()
    assert records["substance"][0] == 0.6
    assert (records["substance"][1:] == before["substance"][1:]).all()


def test_a_context_reigns_in_all_weeks():
    world = Setting(context="price_war").world
    assert {world.forced_regime(week) for week in (0, 1, 260)} == {world.regime_names.index("price_war")}


def test_every_assumption_has_words_and_a_range():
    for key in ASSUMPTIONS:
        parameter = REGISTRY[key]
        assert parameter.en and parameter.it and parameter.low < parameter.high


# ---- what is kept -----------------------------------------------------------------------------------------------------------


def test_what_many_ask_for_at_once_is_made_once():
    kept, made, gate = Kept(4), [], threading.Event()

    def make():
        gate.wait(10)
        made.append(1)
        return "it"

    found = []
    askers = [threading.Thread(target=lambda: found.append(kept.get("key", make))) for _ in range(6)]
    for one in askers:
        one.start()
    gate.set()
    for one in askers:
        one.join(10)
    assert found == ["it"] * 6 and made == [1]


def test_a_failure_is_not_kept_and_the_oldest_goes_first():
    kept = Kept(2)

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("a", fails)
    assert [kept.get(key, lambda key=key: key * 2) for key in "abca"] == ["aa", "bb", "cc", "aa"]
    assert kept.peek("b") is None or kept.peek("c") is None


def test_what_weighs_more_than_there_is_room_for_goes_the_oldest_first():
    kept = Kept(10, weight=len)
    for key, value in (("a", "xxxx"), ("b", "xxxx"), ("c", "xxx")):
        kept.get(key, lambda value=value: value)
    assert [kept.peek(key) for key in "abc"] == [None, "xxxx", "xxx"]
    assert kept.get("d", lambda: "x" * 50) == "x" * 50
    assert [kept.peek(key) is None for key in "abcd"] == [True, True, True, False]


def test_who_opens_the_same_numbers_under_other_words_reads_their_own():
    one, other = (
        Setting("", SMALL + f'[title]\nen = "{title}"\nit = "{title}"\n') for title in ("Secret plan", "Mine")
    )
    assert one.now.digest == other.now.digest
    first, second = (live.ensemble(setting.now, 7, 2) for setting in (one, other))
    assert (first.scenario.title["en"], second.scenario.title["en"]) == ("Secret plan", "Mine")
    assert "Secret" not in second.scenario.text and second.receipt == first.receipt


# ---- strips -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small():
    return Setting("", SMALL)


def test_a_strip_says_of_a_place_what_a_run_on_the_same_seed_says(small):
    found = strips.strip(small.world, objective("profit"), "selling_serving", replicates=3, seed=5, places=5)
    for place, values in zip(found.places, found.values, strict=True):
        direct = eq.simulate(small.at({**small.full_mix, "selling_serving": float(place)}), replicates=3, seed=5)
        assert (direct.per_run("profit") == values).all()


def test_strips_of_few_and_of_other_futures_are_one_strip_of_all(small):
    def of(replicates):
        return strips.strip(small.world, objective("profit"), "push_pull", replicates=replicates, seed=5, places=4)

    whole, both = of(6), strips.joined(of(range(2)), of(range(2, 6)))
    assert (whole.values == both.values).all() and whole.best == both.best
    assert whole.ruined == pytest.approx(both.ruined) and (whole.low, whole.high) == (both.low, both.high)


def test_a_strip_finds_corridor_pull_and_ruin_of_a_known_range():
    places = np.linspace(0, 1, 11)
    luck = np.random.default_rng(1).normal(0, 1, 24)
    values = 100 - 400 * (places[:, None] - 0.7) ** 2 + luck
    found = strips.read("selling_serving", 0.2, places, values, np.where(places < 0.15, 0.5, 0.0))
    assert found.best == pytest.approx(0.7)
    assert (found.low, found.high) == pytest.approx((0.5, 0.9))  # 20 of 100 are lost .22 away
    assert found.gain.low > 90 and found.gain.high < 110 and not found.balanced
    assert found.tipping == pytest.approx(0.1)
    flat = strips.read("push_pull", 0.5, places, 100 + 0 * values, 0 * places)
    assert flat.balanced and flat.room == 1.0 and flat.tipping is None


@pytest.mark.parametrize("name, ruined, english, italian", [
    ("selling_serving", [0.0, 0.0, 0.5], "All the way to serving: ruin", "Tutto su serving: rovina"),
    ("selling_serving", [0.0, 0.5, 0.5], "From 50 toward serving: ruin", "Da 50 verso serving: rovina"),
])  # fmt: skip
def test_where_ruin_begins_is_said(name, ruined, english, italian):
    found = strips.read(name, 0.0, np.array([0.0, 0.5, 1.0]), np.zeros((3, 4)), np.array(ruined))
    assert english in sentence(found, "en") and italian in sentence(found, "it")


def test_where_one_is_ruined_already_there_is_no_tipping_place():
    places = np.linspace(0, 1, 3)
    assert strips.read("push_pull", 0.0, places, np.zeros((3, 4)), np.array([0.5, 0.5, 0.0])).tipping is None


def test_what_is_ruined_everywhere_is_no_balance():
    places = np.linspace(0, 1, 3)
    found = strips.read("push_pull", 0.5, places, np.zeros((3, 4)), np.array([0.75, 1.0, 1.0]))
    assert found.lost and not found.balanced
    assert sentence(found, "en").startswith("Wherever it stands, most futures end in ruin.")
    assert "are about in balance" not in verdict([found], "en")
    somewhere = strips.read(
        "push_pull", 0.5, places, np.array([[9.0] * 4, [0.0] * 4, [0.0] * 4]), np.array([0.0, 1.0, 1.0])
    )
    assert not somewhere.lost


# ---- routes -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes())) as opened:
        yield opened


def ask(client, what, setting, **more):
    return client.get(f"{PREFIX}/{what}", params={"s": links.token(setting), "lang": "en", **more})


def test_weeks_of_ruin_are_told(client):
    doomed = Setting("", SMALL.replace("weeks = 60", "weeks = 130"), mix={"selling_serving": 0.0, "push_pull": 0.0})
    found = ask(client, "exact", doomed).json()
    alive = live.ensemble(doomed.now, doomed.seed, found["replicates"]).weekly["alive"].isel(enterprise=0).to_numpy()
    assert found["ruins"] and found["ruins"] == sorted({int(row.sum()) for row in alive if row[-1] == 0})


def test_exact_panels_are_those_of_the_ensemble(client, small):
    answer = ask(client, "exact", small).json()
    direct = eq.simulate(small.now, replicates=live.FIRST, seed=small.seed)
    assert answer["digest"] == direct.receipt.short and answer["replicates"] == live.FIRST
    customers = next(figure for figure in answer["figures"] if figure["key"] == "customers")
    last = np.median(direct.weekly["customers"].to_numpy()[:, -1, 0])
    assert customers["band"][2][-1] == pytest.approx(last, rel=1e-5)


def test_the_mix_asked_for_is_the_mix_that_is_run(client, small):
    mix = [small.full_mix[name] for name in DIMENSIONS]
    mix[0] = 0.25
    answer = ask(client, "exact", small, m=",".join(map(str, mix))).json()
    moved = small.with_(mix={**small.full_mix, DIMENSIONS[0]: 0.25})
    assert answer["digest"] == eq.simulate(moved.now, replicates=live.FIRST, seed=small.seed).receipt.short
    assert [said["key"] for said in answer["change"]] == list(live.SIX)


def test_the_effort_adds_up_to_an_hour(small):
    assert sum(share for _, share, _ in live.effort(small, "en")) == pytest.approx(1.0)


@pytest.mark.parametrize("params", [
    {}, {"s": "zz"}, {"lang": "xx"}, {"m": "1,2"}, {"m": "a,b,c,d,e,f,g,h"}, {"m": "nan,0,0,0,0,.1,.01,1"},
    {"m": "9,0,0,0,0,.1,.01,1"},
])  # fmt: skip
def test_nonsense_is_answered_with_a_sentence(client, small, params):
    asked = {"s": links.token(small), "lang": "en", **params} if params else {}
    answer = client.get(f"{PREFIX}/exact", params=asked)
    assert answer.status_code == 400 and len(answer.json()["trouble"]) > 3


def test_an_unknown_slider_has_no_strip(client, small):
    assert ask(client, "strip", small, axis="luck").status_code == 400


def test_what_follows_a_hand_does_not_queue_behind_guesses_that_wait_for_their_turn(client, small, monkeypatch):
    monkeypatch.setattr(live, "ready", lambda: True)
    live.expected(small, small.full_mix)
    with ThreadPoolExecutor(5) as visitors:
        with live.TURNS.turn(live.FULL):
            guesses = [visitors.submit(ask, client, "guess", small, axis=axis) for axis in DIMENSIONS[:4]]
            while len(live.TURNS._waiting) < 2:
                time.sleep(0.01)
            followed = visitors.submit(ask, client, "follow", small)
            done, _ = wait([followed], 5)
        assert done and followed.result().json()["ready"]
        assert all(guess.result().json()["ready"] for guess in guesses)


@pytest.mark.parametrize(("address", "what", "module", "more"), [
    ("/living-api/future", "picture", "tissues", {"f": "typical"}),
    (f"{PREFIX}/map", "told", "maps", {"x": DIMENSIONS[0], "y": DIMENSIONS[1], "o": "profit", "who": "somebody"}),
])  # fmt: skip
def test_one_visitor_does_not_wait_for_what_takes_another_long(client, small, monkeypatch, address, what, module, more):
    gate = threading.Event()

    def slow(*asked):
        return {"waited": "it" in asked and gate.wait(20)}

    monkeypatch.setattr(f"equilibrium.app.{module}.{what}", slow)
    with ThreadPoolExecutor(2) as visitors:
        asked = [
            visitors.submit(client.get, address, params={"s": links.token(small), "lang": language, **more})
            for language in ("it", "en")
        ]
        done, _ = wait([asked[1]], 5)
        gate.set()
    assert done and not asked[1].result().json()["waited"] and asked[0].result().json()["waited"]


def test_what_fails_inside_is_a_sentence_and_no_traceback(client, small, monkeypatch):
    def fails(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(live, "panels", fails)
    answer = ask(client, "exact", small)
    assert answer.status_code == 500 and "secret" not in answer.text
    assert answer.json()["trouble"] == words("en")["frame"]["trouble"]


# ---- the page ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(small):
    opened = AppTest.from_file(str(ROOT / "equilibrium" / "app" / "script.py"), default_timeout=300)
    opened.query_params["s"] = links.token(small)
    opened.query_params["lang"] = "en"
    return opened.run()


def test_the_page_opens_with_the_setting_of_its_address_and_writes_it_back(page, small):
    assert not page.exception
    digest = eq.simulate(small.now, replicates=live.REPLICATES, seed=small.seed).receipt.short
    assert any(digest in caption.value for caption in page.caption)
    link = links.read(page.query_params["s"])
    assert link.setting == small and link.digest == digest


def test_lines_to_copy_give_the_digest_that_is_shown(page, small, capsys):
    digest = page.session_state.digest
    shown = [code.value for code in page.get("code")]
    assert any(line.startswith("equilibrium run") or "scenario.toml" in line for line in shown)
    assert sum(digest in text for text in shown) >= 2


def test_a_scenario_is_picked_and_the_mix_starts_anew(page):
    page.selectbox(key="scenario_choice").set_value("price-war").run()
    assert not page.exception
    assert page.session_state.setting == Setting("price-war")


@pytest.mark.parametrize(
    ("more", "called"), [("", "Your own scenario"), ('title = { en = "Ours", it = "Nostra" }\n', "Ours")]
)
def test_a_scenario_of_ones_own_is_called_by_its_title_if_it_has_one(page, more, called):
    page.query_params["s"] = links.token(Setting("", more + SMALL))
    page.run()
    assert called in page.selectbox(key="scenario_choice").options


def test_an_assumption_is_doubted_and_moved(page):
    page.multiselect(key="assumption_keys").set_value(["patience"]).run()
    page.slider(key="assumption.patience").set_value(6.0).run()
    assert not page.exception
    assert page.session_state.setting.assumptions == {"patience": pytest.approx(6.0, abs=0.1)}


def test_mixes_are_kept_compared_and_forgotten(page):
    page.text_input[0].input("mine")
    next(button for button in page.button if button.label == words("en")["choices"]["keep"]).click().run()
    assert not page.exception
    assert list(page.session_state.setting.named) == ["mine"]
    next(button for button in page.button if button.label == words("en")["choices"]["pin"]).click().run()
    assert page.session_state.setting.pinned == page.session_state.setting.full_mix
    page.button(key="drop.mine").click().run()
    assert not page.session_state.setting.named


def test_the_page_speaks_italian_and_keeps_its_setting(page):
    before = page.session_state.setting
    page.session_state.language = "it"
    page.run()
    assert not page.exception
    assert page.title[0].value == words("it")["balance"]["title"]
    assert page.session_state.setting == before and page.query_params["lang"] == "it"


def test_a_damaged_link_is_said_and_the_reference_shown():
    opened = AppTest.from_file(str(ROOT / "equilibrium" / "app" / "script.py"), default_timeout=300)
    opened.query_params["s"] = "1.abc"
    opened.query_params["lang"] = "it"
    opened.run()
    assert not opened.exception
    assert words("it")["link"]["damaged"] in opened.warning[0].value
    assert opened.session_state.setting == Setting()


def test_what_a_link_says_is_shown_as_text_not_as_markdown(small):
    picture = "![x](//example.org/x.png)"
    for token, places in (
        (links.token(small.with_(named={picture: {}})), "markdown"),
        (links.sealed(json.dumps({"scenario": picture, "seed": 1})), "warning"),
    ):
        opened = AppTest.from_file(str(ROOT / "equilibrium" / "app" / "script.py"), default_timeout=300)
        opened.query_params["s"], opened.query_params["lang"] = token, "en"
        opened.run()
        shown = [part.value for part in getattr(opened, places)]
        assert not opened.exception and not any("![x]" in text for text in shown)
        assert any(frame.plain(picture) in text and r"\!\[x\]" in text for text in shown)


def test_a_link_made_with_other_versions_says_so(small):
    opened = AppTest.from_file(str(ROOT / "equilibrium" / "app" / "script.py"), default_timeout=300)
    opened.query_params["s"] = links.token(small, "0" * 12)
    opened.query_params["lang"] = "en"
    opened.run()
    assert "0" * 12 in opened.warning[0].value


# ---- words and settings of the server ---------------------------------------------------------------------------------------


def test_both_catalogues_hold_the_same_keys_and_places():
    def shape(table, prefix=""):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from shape(value, f"{prefix}{key}.")
            else:
                texts = value if isinstance(value, list) else [value]
                fills = sorted(part.split("}")[0] for text in texts for part in text.split("{")[1:])
                yield f"{prefix}{key}", len(texts), tuple(fills)

    english, italian = (set(shape(words(language))) for language in LANGUAGES)
    assert english == italian


def test_the_page_is_served_the_same_way_from_the_repository_and_from_the_package():
    beside = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert dict(server._flat(beside)) == server.config()
    assert server.config()["runner.postScriptGC"] is False


def test_every_question_of_a_picture_is_passed_on_by_the_server():
    passed = {route.path.partition("{")[0] for route in server.options()["routes"]}
    assert all(any(route.path.startswith(start) for start in passed) for route in routes())
