"""Results in words: numbers as a reader wants them, every figure under a theme, sentences that count the futures."""

import tomllib
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
import xarray as xr

import equilibrium.words
from equilibrium.figures import FIGURES
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.words.numbers import between, euros, readable, unit_words
from equilibrium.words.outcome import outcome, sentences
from equilibrium.words.themes import THEMES, lines_by_theme, regime_shares


@pytest.fixture(scope="module")
def ensemble():
    return simulate(Scenario.load("storefront").with_(customers=300, weeks=60), replicates=4, seed=3)


def with_figure(ensemble, key, values):
    """`ensemble` as if figure `key` of the first enterprise had been `values`, one a replicate, in the last week only."""
    array = ensemble.weekly[key].copy(deep=True)
    array[:, :, 0] = 0.0
    array[:, -1, 0] = values
    return replace(ensemble, weekly=ensemble.weekly.assign({key: array}))


@pytest.mark.parametrize(
    "value, unit, en, it",
    [
        (1_163_000, "EUR", "1.16 million", "1,16 milioni"),
        (1_000_000, "EUR", "1 million", "1 milione"),
        (999_900, "EUR", "1 million", "1 milione"),
        (-2_345_678_901, "EUR", "-2.35 billion", "-2,35 miliardi"),
        (23_456, "customers", "23,500", "23.500"),
        (39.84, "persons", "40", "40"),
        (2.391, "allies", "2.39", "2,39"),
        (0, "crafts", "0", "0"),
        (12.5, "100 hours", "1,250", "1.250"),
        (0.5413, "share", "54%", "54%"),
        (0.0423, "share", "4.2%", "4,2%"),
        (0.00094, "share", "0.09%", "0,09%"),
        (0.9973, "share", "99.7%", "99,7%"),
        (0.99999, "share", "99.9%", "99,9%"),
        (1.0, "share", "100%", "100%"),
        (0.0, "share", "0%", "0%"),
        (0.5, "0 to 1", "0.50", "0,50"),
        (float("nan"), "share", "-", "-"),
    ],
)
def test_a_number_reads_as_the_language_writes_it(value, unit, en, it):
    assert (readable(value, unit, "en"), readable(value, unit, "it")) == (en, it)


def test_a_band_says_its_scale_once_and_nothing_if_it_has_no_width():
    assert between(0.9e6, 1.4e6, "EUR", "it") == "900.000 e 1,4 milioni"
    assert between(1.1e6, 1.4e6, "EUR", "en") == "1.1 and 1.4 million"
    assert between(0.5, 0.5001, "share", "en") == ""


def test_money_in_a_sentence_has_its_currency():
    assert euros(readable(1.5e6, "EUR", "it"), "it") == "1,5 milioni di euro"
    assert euros(readable(1.5e3, "EUR", "it"), "it") == "1.500 euro"
    assert euros(readable(1.5e6, "EUR", "en"), "en") == "1.5 million EUR"


def test_every_figure_stands_under_one_theme():
    listed = [key for keys in THEMES.values() for key in keys]
    assert sorted(listed) == sorted(FIGURES)


def test_every_unit_has_italian_words():
    units = {figure.unit.removesuffix("/week") if figure.over == "sum" else figure.unit for figure in FIGURES.values()}
    catalogue = tomllib.loads(Path(equilibrium.words.__file__).with_name("it.toml").read_text("utf-8"))["units"]
    assert units <= set(catalogue)
    assert unit_words("my own", "it") == "my own"


def test_a_figure_of_one_s_own_stands_under_its_own_heading(ensemble):
    weekly = ensemble.weekly.assign(mine=ensemble.weekly["profit"])
    themes = lines_by_theme(replace(ensemble, weekly=weekly), "en")
    assert [line.key for line in themes["Own figures"]] == ["mine"]


def test_the_lines_say_the_summary_s_numbers(ensemble):
    rows = ensemble.summary(language="it").set_index("figure")
    for lines in lines_by_theme(ensemble, "it").values():
        for line in (line for line in lines if line.key in rows.index):
            row = rows.loc[line.key]
            assert line.middle == readable(row["median"], row["unit"], "it") and line.label == row["label"]


def test_shares_of_regimes_are_shares_of_weeks(ensemble):
    means = [(ensemble.weekly["regime"] == k).mean().item() for k in range(len(ensemble.scenario.regime_names))]
    assert sum(means) == pytest.approx(1)
    rows = regime_shares(ensemble)
    assert rows["mean"].tolist() == pytest.approx(means)
    assert (rows["5 %"] <= rows["95 %"]).all()


@pytest.mark.parametrize(
    "profits, begins",
    [([1, 2, 3, 4], "The enterprise ends in profit in all 4 futures."),
     ([1, -2, 3, 4], "The enterprise ends in profit in 3 of 4 futures."),
     ([-1, -2, 0, -4], "The enterprise ends in profit in none of the 4 futures.")],
)  # fmt: skip
def test_futures_in_profit_are_counted(ensemble, profits, begins):
    assert sentences(with_figure(ensemble, "profit", profits), "en")[0] == begins


def test_futures_that_survive_are_counted(ensemble):
    seen = with_figure(ensemble, "alive", [1, 0, 0, 1])
    assert outcome(seen).surviving == 2
    assert "Alla fine è ancora in attività in 2 su 4; in 2 ha chiuso." in sentences(seen, "it")


def test_the_founding_text_s_figures_are_those_of_the_last_year(ensemble):
    """A craft made in week 1 of 60 is not of the last year."""
    crafts = ensemble.weekly["new_crafts"].copy(deep=True)
    crafts[:] = 0
    crafts[:, 0] = 5
    crafts[:, 30] = 2
    seen = replace(ensemble, weekly=ensemble.weekly.assign(new_crafts=crafts))
    assert outcome(seen).last_year.loc["new_crafts", "median"] == 2
    assert any("In the last year: new crafts 2," in sentence for sentence in sentences(seen, "en"))


def test_a_run_shorter_than_a_year_says_its_weeks(ensemble):
    short = replace(ensemble, weekly=ensemble.weekly.isel(week=slice(0, 10)))
    assert any(sentence.startswith("In these 10 weeks:") for sentence in sentences(short, "en"))


def test_few_futures_are_told_with_a_caution(ensemble):
    assert sentences(ensemble, "en")[-1].startswith("With 4 futures only")
    many = replace(ensemble, weekly=xr.concat([ensemble.weekly] * 5, "replicate"))
    assert not any("futures only" in sentence for sentence in sentences(many, "en"))


def test_both_catalogues_of_results_say_the_same_things():
    def shape(node):
        if isinstance(node, dict):
            return {key: shape(value) for key, value in node.items() if key != "units"}
        return sorted(
            place for text in [node] * isinstance(node, str) for _, place, _, _ in Formatter().parse(text) if place
        )

    catalogues = [equilibrium.words.words(language) for language in equilibrium.words.LANGUAGES]
    assert shape(catalogues[0]) == shape(catalogues[1])
