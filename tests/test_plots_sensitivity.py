"""Pictures of a sensitivity analysis: they draw in both languages, say what was found, and part only what can be told apart."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from equilibrium.plots import flips as flips_picture
from equilibrium.plots import indices, spider, style, tornado
from equilibrium.studies.designs import SAMPLED
from equilibrium.studies.distribution import Pawn, pawn
from equilibrium.studies.flips import flips
from equilibrium.studies.one_by_one import one_by_one
from equilibrium.studies.response import Response, groups
from equilibrium.studies.screening import morris
from equilibrium.studies.study import Study
from equilibrium.studies.variance import sobol
from equilibrium.words.sensitivity import base_sentence, flips_sentences, pawn_sentences, sobol_sentences, with_half

pytestmark = pytest.mark.filterwarnings("error")

NAMES = ("loyalty", "energy_climate", "free_missions", "regimes.price_war.receptivity")
WEIGHTS = np.array([9e4, 5e4, 0.0, 0.0])
FOOT = "A simulation."


def sampled(method, luck=1e4, **settings):
    study = Study(
        {"factors": dict.fromkeys(NAMES, "plausible"), "design": {"method": method, **settings}, "figures": ["profit"]}
    )
    shares = SAMPLED[method](len(NAMES), 0, **settings)
    chance = np.random.default_rng(0).normal(0, luck, (len(shares), 4))
    return Response("profit", study.factors, study.points, (shares @ WEIGHTS)[:, None] + chance, study.design, 0)


def one(base=5e4, fails=False):
    """Along each range the difference falls by the factor's weight; the last point may have failed."""
    study = Study({"factors": dict.fromkeys(NAMES, "plausible"), "design": {"method": "one_at_a_time", "steps": 3}})
    fall = np.concatenate([[0.0], *(weight * np.array([0.0, -0.5, -1.0]) for weight in WEIGHTS)])
    values = base + fall[:, None] + np.random.default_rng(0).normal(0, 5e3, (len(fall), 12))
    values[-1] = np.nan if fails else values[-1]
    return Response("profit", study.factors, study.points, values, study.design, 0, ("serving", "selling"))


def texts(sheet):
    return " ".join(text.get_text() for text in sheet.findobj(Text)).replace("\n", " ")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize(
    ("analysis", "response"),
    [
        (sobol, ("saltelli", {"samples": 256})),
        (morris, ("morris", {"trajectories": 20})),
        (pawn, ("latin_hypercube", {"points": 200})),
    ],
)
def test_indices_name_their_factors_in_the_language(analysis, response, language):
    found = analysis(sampled(response[0], **response[1]))
    sheet = indices.plot(found, "profit", "Serving", FOOT, language)
    said = texts(sheet)
    assert ("Loyalty to the present supplier" if language == "en" else "Fedeltà al fornitore attuale") in said
    assert ("(price war)" if language == "en" else "(guerra dei prezzi)") in said
    assert found.ranked and FOOT in said
    style.png(sheet)


def test_where_nothing_can_be_told_apart_no_line_parts_the_rows_and_the_picture_says_so():
    found = sobol(sampled("saltelli", samples=8, luck=3e4))
    assert not found.ranked
    sheet = indices.plot(found, "profit", "Serving", FOOT)
    assert "cannot be ranked" in texts(sheet) and "Lines part" not in texts(sheet)


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("fails", [False, True])
def test_tornado_spider_and_flips_draw_what_is_there(language, fails):
    response = one(fails=fails)
    changes = one_by_one(response)
    for picture in (tornado, spider):
        style.png(picture.plot(changes, "Serving", FOOT, language))
    found = flips(response)
    said = texts(flips_picture.plot(found, "Serving", FOOT, language))
    assert ("turns it round" if language == "en" else "la ribalta") in said
    assert base_sentence(found, language) in said


def test_the_sentences_count_what_turns_it_round_and_what_may():
    said = flips_sentences(flips(one()), "en")
    assert said[0].startswith("“serving” is ahead of “selling” by 50,100 ± 2,300 EUR")
    assert said[1] == "Of 4 assumptions one turns it round if wrong: “Loyalty to the present supplier”."
    assert said[2].startswith("One may: “Spread, between cells and years")
    assert said[-1].startswith("We looked at 12 values. By chance alone up to 0.3 of them")


def test_without_a_clear_difference_there_is_no_conclusion_to_turn_round():
    found = flips(one(base=0.0))
    assert not found.clear
    assert "no clear difference" in flips_sentences(found, "en")[0]
    assert "non c'è ancora una conclusione" in flips_sentences(found, "it")[1]
    assert set(found.table()["verdict"]) == {"no conclusion"}


def test_without_a_conclusion_the_replicates_that_would_give_one_are_named_and_no_assumption():
    response = one(base=0.0)
    said = flips_sentences(flips(response), "en")
    assert len(said) == 3 and said[2].startswith("About ") and flips(response).needed > 12
    few = flips_sentences(flips(replace(response, values=response.values[:, 2:5])), "en")
    assert few[2] == "From 3 replicates it cannot be told how many would give one; from 8 on it can."
    same = replace(response, values=np.zeros_like(response.values))
    assert len(flips_sentences(flips(same), "en")) == 2


def test_of_assumptions_that_hold_the_nearest_to_turning_comes_first():
    response = one(base=2e5)
    found = flips(replace(response, values=response.values + 4e4 * np.random.default_rng(1).normal(size=(1, 12))))
    chances = [each.p for each in found.those("holds")]
    assert len(chances) > 1 and chances == sorted(chances)


def test_an_index_is_not_told_finer_than_a_tenth_of_a_per_cent():
    assert with_half(-0.00001, 0.00016, "share", "en", 1) == "0.0 ± 0.1%"
    assert with_half(0.5991, 0.0849, "share", "it", 1) == "59,9 ± 8,5%"
    assert with_half(0.25, 0.0, "share", "en", 1) == "25.0 ± 0.0%"


def test_sobols_verdict_says_what_is_taken_for_granted_and_what_is_open():
    luckless = replace(sampled("saltelli", luck=0.0, samples=1024), simulated=False)
    once = replace(luckless, values=luckless.values[:, :1])
    assert "taken as free of luck" in sobol_sentences(sobol(once), "en")[0]
    said = sobol_sentences(sobol(replace(once, simulated=True)), "en")
    assert said[0].startswith("With one replicate") and "matter" not in " ".join(said)
    assert "4 replicates" in said[1] and "not known whether the indices have settled" in said[1]
    few = sobol_sentences(sobol(sampled("saltelli", luck=3e4, samples=256)), "en")[0]
    assert "samples" in few and "," in few.split("about ")[1]


def test_pictures_of_indices_name_the_difference_they_are_about():
    found = morris(sampled("morris", trajectories=20))
    assert "Profit, “serving” less “selling”" in texts(
        indices.plot(found, "profit", "Serving", FOOT, "en", ("serving", "selling"))
    )


@pytest.mark.parametrize(
    ("value", "half", "unit", "en", "it"),
    [
        (118_340, 29_870, "EUR", "118,000 ± 30,000 EUR", "118.000 ± 30.000 euro"),
        (0.5991, 0.0849, "share", "59.9 ± 8.5%", "59,9 ± 8,5%"),
        (-0.02, 0.0131, "", "−0.020 ± 0.013", "−0,020 ± 0,013"),
        (3.0, 0.0, "", "3.00 ± 0.00", "3,00 ± 0,00"),
    ],
)
def test_a_number_and_its_half_width_are_rounded_alike(value, half, unit, en, it):
    said = [with_half(value, half, unit, language) for language in ("en", "it")]
    assert said == [en, it]


def test_where_intervals_chain_without_a_ranking_what_is_apart_is_still_said():
    table = pd.DataFrame({"factor": NAMES, "index": [0.5, 0.4, 0.3, 0.2], "half": 0.06, "above": True})
    table["rank"] = groups((table["index"] - table["half"]).to_numpy(), (table["index"] + table["half"]).to_numpy())
    said = pawn_sentences(Pawn(table, 0.1, 100, 10), "en")
    assert said[0].startswith("The factors cannot be ranked")
    assert "Yet “Loyalty to the present supplier” counts more than “Missions" in said[0]
    assert "Spread" not in said[0]
