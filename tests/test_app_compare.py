"""The page that sets mixes and scenarios side by side, without a browser; its words, and who leads."""

import json
import re
import shlex
import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from streamlit.testing.v1 import AppTest
from test_plots import seen_as

import equilibrium as eq
from equilibrium.app import charts, links, live, sides
from equilibrium.app.compare_cards import changes, difference_tick
from equilibrium.app.links import BadLink
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.cli import main
from equilibrium.studies.comparison import difference
from equilibrium.studies.leading import leading
from equilibrium.studies.paired import compare
from equilibrium.words import LANGUAGES
from equilibrium.words.side_by_side import answer

SMALL = 'extends = "storefront"\n[time]\nweeks = 30\n[population]\ncustomers = 200\n'
BOLD = {"selling_serving": 0.9, "development": 0.2}
SAID = words("en")["compare"]
SCRIPT = """
from equilibrium.app import frame
frame.show(["compare"])
"""


def settled(page):
    """Run the page until its long work is over."""
    until = time.monotonic() + 120.0
    page.run()
    while page.get("progress") and time.monotonic() < until:
        time.sleep(0.1)
        page.run()
    assert not page.exception and not page.get("progress")
    return page


def opened(setting, language="en", digest=""):
    page = AppTest.from_string(SCRIPT, default_timeout=120)
    page.query_params["s"] = links.token(setting, digest)
    page.query_params["lang"] = language
    return settled(page)


def html(page):
    return " ".join(each.value if hasattr(each, "value") else each.proto.body for each in page.get("html"))


@pytest.fixture
def setting():
    return Setting("", SMALL, mix=BOLD, named={"Quiet": {"push_pull": 0.9}}, seed=3)


@pytest.fixture(scope="module")
def found():
    scenario = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225.0, weeks=30)
    runs = [
        scenario,
        scenario.moved(selling_serving=0.95),
        scenario.moved(selling_serving=0.05),
        scenario.moved(push_pull=0.51),
    ]
    return compare(runs, 32, 3, figures=live.SIX, names=list("abcd"))


# ---- what is set side by side ---------------------------------------------------------------------------------------------


def test_every_mix_that_differs_is_proposed_the_scenarios_own_first(setting):
    assert sides.chosen(setting) == ["own", "here", "named:Quiet"]
    assert sides.chosen(setting.with_(pinned={"push_pull": 0.1}))[0] == "pinned"
    alone = sides.chosen(Setting())
    assert len(alone) == 2 and alone[0] == "here" and alone[1].startswith("scenario:")


def test_only_scenarios_that_run_as_many_weeks_can_stand_beside():
    weeks = Setting().base.value("weeks")
    others = [side for side in sides.there(Setting()) if not sides.is_mix(side)]
    assert others and all(Setting(sides.bare(side)).base.value("weeks") == weeks for side in others)
    assert not [side for side in sides.there(Setting("", SMALL)) if not sides.is_mix(side)]


def test_a_mix_moves_the_enterprise_alone_and_says_where(setting):
    here = sides.scenario(setting, "here")
    assert here.digest == setting.world.moved(**BOLD).digest
    assert sides.scenario(setting, "own").digest == setting.world.digest
    told = sides.differs(setting, "here", "own", "en")
    assert "selling ↔ serving 90" in told and "20%" in told and "push" not in told


@pytest.mark.parametrize(
    "bad", [["nonsense"], ["named:"], ["named:" + "x" * 41], ["here", "here"], [1], ["here"] * 5, "here"]
)
def test_a_link_with_sides_that_can_be_none_is_refused(setting, bad):
    with pytest.raises(BadLink) as refused:
        links._link({"scenario": "storefront", "seed": 1, "sides": bad})
    assert refused.value.reason in ("sides", "damaged")


def test_a_link_gives_back_its_sides(setting):
    asked = setting.with_(sides=("named:Quiet", "own"))
    assert links.read(links.token(asked)).setting == asked


# ---- who leads, in words ---------------------------------------------------------------------------------------------------


def test_the_lead_is_the_highest_mean_and_every_pair_is_judged(found):
    lead = leading(found, "satisfaction")
    values = found.values["satisfaction"].to_numpy()
    assert lead.best == values.mean(1).argmax() == 1 and lead.tied == (1,)
    for k, behind in lead.behind.items():
        assert behind.mean == pytest.approx((values[k] - values[1]).mean()) and behind.high < 0.0


def test_the_first_sentence_says_who_earns_most_and_how_sure_that_is(found):
    lead, names = leading(found, "profit"), ["A “a”", "B “b”", "C “c”", "D “d”"]
    first, *rest = answer(found, names, "en")
    assert names[lead.best] in first and "earn" in first
    assert all(names[k] in " ".join([first, *rest]) for k in range(4))


def one_figure(*rows):
    """A comparison of scenarios whose profits are `rows`."""
    scenario = eq.Scenario.load("storefront").with_(customers=100, customer_weight=450.0, weeks=2)
    made = compare([scenario] * len(rows), len(rows[0]), 1, figures=["profit"], names=list("abcd")[: len(rows)])
    values = made.values.copy(deep=True)
    values["profit"][:] = np.array(rows, float)
    first, *others = map(np.asarray, rows)
    differences = tuple((difference("profit", first, row, at_once=len(others)),) for row in others)
    return replace(made, values=values, differences=differences)


LUCK = np.random.default_rng(4).normal(0.0, 1.0, (3, 16))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_outcome_of_a_comparison_has_its_own_sentence(language):
    level, names = 100.0 + LUCK[0], ["A", "B", "C"]
    cases = {
        "B ahead": (level, level + 50 + LUCK[1], level + LUCK[2]),
        "A ahead": (level, level - 50 + LUCK[1], level - 60 + LUCK[2]),
        "B and C ahead": (level, level + 50 + LUCK[1], level + 50 + LUCK[2]),
        "open": (level, level + LUCK[1], level + LUCK[2]),
        "the same": (level, level, level),
        "nothing": (np.full(16, np.nan), level, level),
    }
    told = {name: answer(one_figure(*rows), names, language) for name, rows in cases.items()}
    assert len({lines[0] for lines in told.values()}) == len(cases)
    assert not any("{" in line for lines in told.values() for line in lines)
    assert "+50%" in told["B ahead"][0] and "−50%" in told["A ahead"][0]
    assert "B" in told["B and C ahead"][0] and "C" in told["B and C ahead"][0] and "A" in told["B and C ahead"][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_difference_is_told_with_its_sign_and_luck_is_called_luck(found, language):
    said = words(language)["compare"]
    for key in found.figures:
        told = changes(found, key, said, language)
        for line, row in zip(told, found.differences, strict=True):
            each = row[found.figures.index(key)]
            assert "{" not in line
            if each.verdict == "real":
                assert line.startswith("+" if each.mean > 0 else "−")
    assert difference_tick(-0.05, "share", "en") == "−5" and difference_tick(2e5, "EUR", "en") == "+€200k"


# ---- the page ---------------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_is_proposed_and_its_link_gives_the_same(setting):
    page = opened(setting)
    runs = [sides.scenario(setting, side) for side in ("own", "here", "named:Quiet")]
    digest = compare(runs, live.REPLICATES, setting.seed, figures=live.SIX).receipt.short
    link = links.read(page.query_params["s"])
    assert link.digest == digest and any(digest in caption.value for caption in page.caption)
    again = opened(link.setting, digest=digest)
    assert not again.warning
    assert len(page.get("vega_lite_chart")) == 2 * len(live.SIX)


def test_python_and_command_that_are_shown_give_the_digest_that_is_shown(setting, capsys, tmp_path, monkeypatch):
    page = opened(setting)
    python, command = (code.value for code in page.get("code")[:2])
    files = re.findall(r'load\("(side-\d\.toml)"\)', python)
    assert len(files) == 3 and all(name in command for name in files)
    monkeypatch.chdir(tmp_path)
    for name, side in zip(files, ("own", "here", "named:Quiet"), strict=True):
        sides.scenario(setting, side).save(name)
    exec(python, {})
    assert capsys.readouterr().out.strip().startswith(page.session_state.digest)
    assert main([*shlex.split(command)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["receipt"]["digest"].startswith(page.session_state.digest)


def test_sides_are_picked_and_kept_results_come_back_at_once(setting):
    page = opened(setting)
    first = page.session_state.digest
    page.multiselect(key="sides_choice").set_value(["here", "named:Quiet"])
    settled(page)
    assert page.session_state.setting.sides == ("here", "named:Quiet") and page.session_state.digest != first
    page.multiselect(key="sides_choice").set_value(["own", "here", "named:Quiet"]).run()
    assert page.session_state.digest == first


def test_one_side_alone_asks_for_another(setting):
    page = opened(setting.with_(sides=("own",)))
    assert page.info[0].value == SAID["more"]


def test_a_side_that_is_gone_is_said_and_the_rest_compared(setting):
    page = opened(setting.with_(sides=("own", "here", "named:Lost")))
    assert "Lost" in page.warning[0].value
    assert page.multiselect(key="sides_choice").value == ["own", "here"] and page.session_state.digest


def test_a_name_in_a_link_is_text_and_nothing_else(setting):
    name = "<img src=x onerror=alert(1)>"
    page = opened(setting.with_(named={name: {"push_pull": 0.9}}, sides=("own", f"named:{name}")))
    assert "<img" not in html(page) and "&lt;img" in html(page)


def test_the_robust_mix_is_found_when_it_is_asked_for_and_its_python_gives_the_same_digest(
    setting, capsys, tmp_path, monkeypatch
):
    page = opened(setting.with_(sides=("own", "here")))
    assert "robust one" not in html(page)
    page.button(key="contexts_try").click()
    settled(page)
    told = html(page)
    assert "robust one" in told and "A “" in told
    python = page.get("code")[-1].value
    monkeypatch.chdir(tmp_path)
    setting.world.save("side-1.toml")
    exec(python, {})
    short = re.search(r"# (\w{12})", python).group(1)
    assert capsys.readouterr().out.strip().startswith(short)


def test_the_page_speaks_italian(setting):
    page = opened(setting, "it")
    assert page.title[0].value == words("it")["compare"]["title"]
    assert "guadagna" in html(page).lower()


# ---- colours ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
def test_sides_stay_apart_for_colour_blind_eyes(look):
    blind = {
        "normal": np.eye(3),
        "deuteranopia": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
        "protanopia": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
        "tritanopia": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
    }
    for matrix in blind.values():
        seen = [seen_as(colour, matrix) for colour in look.sides]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 13.5
