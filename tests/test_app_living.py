"""The living enterprise without a browser: which future it is, its route, its tables, its state in the address."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import equilibrium as eq
from equilibrium.app import components, links, live, tissues
from equilibrium.app.routes import routes
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.words import LANGUAGES

SMALL = 'extends = "storefront"\n[time]\nweeks = 30\n[population]\ncustomers = 200\n'
RUINED = SMALL + "[accounts]\ncredit = 0\nwage = 500\n"
PAGE = 'from equilibrium.app import frame\n\nframe.show(["living"])\n'


@pytest.fixture(scope="module")
def small():
    return Setting("", SMALL)


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=routes())) as opened:
        yield opened


def ask(client, setting, **more):
    return client.get("/living-api/future", params={"s": links.token(setting), "lang": "en", "f": "typical", **more})


# ---- which future -----------------------------------------------------------------------------------------------------------


def test_typical_lucky_and_unlucky_are_the_middle_the_highest_and_the_lowest_profit(small):
    profits = eq.simulate(small.now, replicates=live.REPLICATES, seed=small.seed).per_run("profit")
    assert profits[tissues.replicate(small, "lucky")] == profits.max()
    assert profits[tissues.replicate(small, "unlucky")] == profits.min()
    typical = profits[tissues.replicate(small, "typical")]
    assert (profits < typical).sum() == (live.REPLICATES - 1) // 2
    assert tissues.replicate(small, "5") == 5


@pytest.mark.parametrize("which", ["", "best", "-1", "64", "1.5", "٣", "0x1", "9999"])
def test_a_name_of_no_future_is_known_as_such(which):
    assert not tissues.known(which)


def test_a_future_is_recorded_once_and_kept(small):
    assert tissues.future(small, "3") is tissues.future(small.with_(named={"mine": {}}), "3")
    assert tissues.future(small, "3") is not tissues.future(small.with_(seed=8), "3")


# ---- the route --------------------------------------------------------------------------------------------------------------


def test_the_route_tells_the_future_that_was_asked_for(client, small):
    said = ask(client, small, f="2").json()
    direct = eq.simulate(small.now, replicates=[2], seed=small.seed).weekly
    assert said["replicate"] == 2 and said["weeks"] == 30 and said["count"] == live.REPLICATES
    assert said["figures"]["customers"][-1] == pytest.approx(direct["customers"].to_numpy()[0, -1, 0], rel=1e-3)
    assert sum(said["own"][-1]) == pytest.approx(said["figures"]["customers"][-1], rel=1e-2)


def test_a_mix_that_moves_makes_another_future_of_the_same_luck(client, small):
    boxes, cells = (ask(client, small.with_(mix={"organization_organism": at}), f="2").json() for at in (0.05, 0.95))
    assert boxes["key"] != cells["key"]
    assert boxes["figures"]["organization_organism"][-1] < 0.5 < cells["figures"]["organization_organism"][-1]
    assert boxes["regime"] == cells["regime"]


@pytest.mark.parametrize("params", [
    {"f": ""}, {"f": "best"}, {"f": "64"}, {"f": "-1"}, {"f": "1e1"}, {"f": "x" * 5000}, {"lang": "xx"}, {"s": "zz"}, {"s": ""},
    {"m": "1,2"},
])  # fmt: skip
def test_nonsense_is_answered_with_a_sentence(client, small, params):
    answer = ask(client, small, **params)
    assert answer.status_code == 400 and 3 < len(answer.json()["trouble"]) < 300
    assert "Traceback" not in answer.text


def test_what_fails_inside_is_a_sentence_and_no_traceback(client, small, monkeypatch):
    def fails(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(tissues, "picture", fails)
    answer = ask(client, small)
    assert answer.status_code == 500 and "secret" not in answer.text
    assert answer.json()["trouble"] == words("en")["frame"]["trouble"]


# ---- words and tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_above_the_picture_counts_what_happened(small, language):
    found = tissues.future(small, "2")
    text = tissues.headline(found, language)
    made, absorbed = ((found.crafts["origin"] == origin).sum() for origin in ("indie", "ally"))
    assert text.startswith(f"{'From' if language == 'en' else 'Da'} {found.alive[0].sum()} ") and "{" not in text
    for count in (found.alive[-1].sum(), made, absorbed):
        assert count == 0 or str(count) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_enterprise_in_ruin_is_told_and_drawn(client, language):
    ruined = Setting("", RUINED)
    said = ask(client, ruined, lang=language, f="0").json()
    died = max(said["lives"]["died"])
    assert (
        0 < died <= 30
        and {"en": "to ruin in week", "it": "al fallimento nella settimana"}[language] in said["headline"]
    )
    assert str(died) in said["headline"]
    assert len(tissues.cells(tissues.future(ruined, "0"), language)) == 10


def test_tables_tell_the_same_as_the_picture(small):
    found = tissues.future(small, "2")
    weeks, cells, crafts = (table(found, "en") for table in (tissues.quarters, tissues.cells, tissues.crafts))
    assert list(weeks.iloc[:, 0]) == ["1–13", "14–26", "27–30"]
    assert len(cells) == len(found.lives) and len(crafts) == len(found.crafts)
    assert (cells["Died in week"] != "lives").sum() == (found.lives["died"] >= 0).sum()
    served = found.serving[found.serving >= 0]
    assert (crafts["Practised in weeks"] != "-").sum() == len(np.unique(served))


def test_both_languages_say_all_that_the_picture_asks_for():
    english, italian = (words(language)["living"]["picture"] for language in ("en", "it"))
    assert len(english["figures"]) == len(italian["figures"]) == 8
    code = "".join(file.read_text("utf-8") for file in Path(components.HERE).glob("living*.js"))
    used = [key for key in english if f"w.{key}" in code or f"words.{key}" in code]
    indirect = {"typical", "lucky", "unlucky", "craft_founding", "craft_indie", "craft_ally", "craft_relabel"}
    assert set(english) == set(used) | indirect  # a sentence nobody says is left over


# ---- the page ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(small):
    def run(setting=small, **query):
        page = AppTest.from_string(PAGE, default_timeout=300)
        for key, value in {"s": links.token(setting), "lang": "en", **query}.items():
            page.query_params[key] = value
        return page.run()

    return run


def test_the_page_opens_on_a_typical_future_and_says_so_in_its_address(opened, small):
    page = opened()
    assert not page.exception and not page.warning
    assert page.query_params["future"] == "typical" and "week" not in page.query_params
    number = tissues.replicate(small, "typical")
    assert any(f"Future {number + 1} of {live.REPLICATES}" in caption.value for caption in page.caption)
    assert any(f"replicate={number}" in code.value for code in page.get("code"))


def test_the_lines_to_copy_make_the_same_future_again(opened, small, tmp_path, monkeypatch):
    page = opened(future="2")
    lines = next(code.value for code in page.get("code") if "tissue.record" in code.value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario.toml").write_text(small.now.text, "utf-8")
    said = {}
    exec(lines, said)
    assert said["future"].lives.equals(tissues.future(small, "2").lives)


def test_future_and_week_come_by_the_address_and_stay_there(opened):
    page = opened(future="7", week="12")
    assert not page.exception and not page.warning
    assert page.session_state.living_week == 12
    assert page.query_params["future"] == "7" and page.query_params["week"] == "12"
    page.selectbox(key="living_choice").set_value("lucky").run()
    assert page.query_params["future"] == "lucky" and page.query_params["week"] == "12"


@pytest.mark.parametrize("query", [
    {"future": "best"}, {"future": "64"}, {"future": "<b>"},
    {"week": "-1"}, {"week": "soon"}, {"week": "31"}, {"week": "9" * 400}, {"week": "1.5"},
])  # fmt: skip
def test_an_address_that_asks_for_what_is_not_there_is_told_so(opened, query):
    page = opened(**query)
    assert not page.exception and len(page.warning) == 1
    assert page.query_params["future"] == "typical"


def test_the_axis_that_one_sees_is_moved_on_the_page(opened):
    page = opened()
    page.slider(key="living.organization_organism").set_value(90).run()
    assert not page.exception
    assert page.session_state.setting.mix["organization_organism"] == pytest.approx(0.9)
    assert links.read(page.query_params["s"]).setting.mix["organization_organism"] == pytest.approx(0.9)


def test_the_page_speaks_italian_and_shows_the_same_future(opened):
    page = opened(lang="it", future="7")
    assert not page.exception and page.title[0].value == words("it")["living"]["title"]
    assert page.query_params["future"] == "7"
    assert any("Futuro 8 di" in caption.value for caption in page.caption)


def test_a_ruined_enterprise_opens_like_any_other(opened):
    page = opened(Setting("", RUINED))
    assert not page.exception
