"""Lessons: the shipped studies ask what they mean to, sentences follow numbers alone, committed pages are of today's studies."""

import json
import math
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from equilibrium.cli import main
from equilibrium.lessons import NAMES, lesson, page
from equilibrium.lessons.numbers import Number, Numbers, chosen, interaction, mean, resampled, together, topmost
from equilibrium.lessons.telling import words
from equilibrium.parameters import REGISTRY
from equilibrium.simulation import versions
from equilibrium.studies.runs import Chunk, job, run
from equilibrium.studies.study import Study, shipped
from equilibrium.studies.sweep import sweep
from equilibrium.words import LANGUAGES

PAGES = Path(__file__).parent.parent / "docs" / "lessons"
LONG = ("renaming", "yesterday-and-today")  # their figures name weeks, so that they cannot be shortened


FEWER = {  # some levels of each factor are enough to see that a lesson works; the studies' own points are looked at above
    "indie-weconomy": {"context": ["mixed", "crowded"]},
    "rhythm": {"stay": ["26", "52"], "inertia_push_pull": [2, 8]},
    "turbulence-organism": {"drift_factor": [0.0, 3.0, 12.0]},
    "renaming": {"found": [0.02, 0.05], "substance": [1.0, 0.3]},
    "crafts-make-balance-pay": {"request_hours": [0.2, 0.48], "selling_serving": [0.05, 0.5, 0.95]},
    "yesterday-and-today": {"course": [f"{turn}, {when}" for turn in ("calm > crowded", "crowded > calm")
                                       for when in ("on time", "a year late", "never")]},
}  # fmt: skip


def small(name):
    """A shipped study with few points, customers, weeks and replicates."""
    study = Study.load(name)
    factors = dict(study.document["factors"])
    for key, kept in FEWER[name].items():
        levels = factors[key]
        factors[key] = {"levels": {k: levels["levels"][k] for k in kept}} if isinstance(levels, dict) else kept
    short = {} if name in LONG else {"weeks": 20}
    said = {**study.document.get("set", {}), "customers": 100, "credit": 1e9, **short}
    return study.with_(set=said, factors=factors, replicates=4)


def all_numbers(numbers, value):
    """`numbers` as if every amount of money had been `value`, with an interval of 1000 about it."""
    units = {key for name in NAMES for key in lesson(name).UNITS}
    said = Number(value, value - 1000.0, value + 1000.0)
    table = {key: number if key[0] in units else said for key, number in numbers.table.items()}
    return Numbers(numbers.places, table)


def with_number(numbers, figure, *at, value):
    """`numbers` as if that one had been `value`."""
    at = (*at, *[""] * (len(numbers.places) - len(at)))
    return Numbers(numbers.places, {**numbers.table, (figure, *at): Number(value, value - 1000.0, value + 1000.0)})


def text(name, numbers, language="en"):
    return " ".join(lesson(name).paragraphs(numbers, language))


def test_every_lesson_has_its_shipped_study():
    assert set(NAMES) <= set(shipped())
    assert all(name == lesson(name).STUDY for name in NAMES)


def test_indie_and_weconomy_visits_every_corner_in_every_context_with_hours_added():
    study = Study.load("indie-weconomy")
    assert len(study.points) == 5 * 3 * 4 and not study.points.duplicated().any()
    for point, row in study.points.iterrows():
        changes, _ = study.changes(point)
        indie, weconomy = (
            row["activities"] in ("both", "indie"),
            row["activities"] in ("both", "weconomy"),
        )
        assert changes["development"] == pytest.approx(0.1 * (indie + weconomy))
        hours = changes["development"] * (1 - changes["indie_weconomy"])
        assert hours == pytest.approx(0.1 * indie)


def test_what_absorbing_asks_lies_within_its_plausible_range():
    study = Study.load("indie-weconomy")
    for level in study.document["factors"]["absorbing"]["levels"].values():
        for name, value in level.items():
            assert REGISTRY[name].low <= value <= REGISTRY[name].high


def test_rhythms_swing_between_regimes_that_reign_equally_long_and_some_period_is_in_step():
    study = Study.load("rhythm")
    weeks = int(study.scenario.value("weeks"))
    for point, row in study.points.iterrows():
        calendar = study.changes(point)[0]["calendar"]
        dates = [week for week, _ in calendar] + [weeks]
        assert {end - start for start, end in pairwise(dates)} == {int(row["stay"])}
        assert [name for _, name in calendar] == ["price_war", "crowded"] * (len(calendar) // 2)
    fixed = {float(rhythm.split()[1]) for rhythm in study.points["rhythm"] if rhythm.startswith("fixed")}
    for level in study.document["factors"]["rhythm"]["levels"].values():
        if isinstance(level["push_pull"], dict):  # who swings is at no place that nobody stands at
            assert {level["push_pull"]["alternate"][end] for end in ("low", "high")} == {min(fixed), max(fixed)}
    periods = {rhythm for rhythm in study.points["rhythm"] if not rhythm.startswith("fixed")}
    assert {str(2 * int(stay)) for stay in study.points["stay"]} <= periods


def test_every_turn_from_one_regime_to_another_is_met_in_time_late_and_never():
    study = Study.load("yesterday-and-today")
    first, last = {}, {}
    for point, course in enumerate(study.points["course"]):
        (old, new), when = course.split(", ")[0].split(" > "), course.split(", ")[1]
        changes = dict(study.changes(point)[0])
        assert changes.pop("calendar") == [[0, old], [104, new]]
        moves = {
            axis: plan["calendar"] if isinstance(plan, dict) else [[0, plan], [0, plan]]
            for axis, plan in changes.items()
        }
        dates = {plan[1][0] for plan in moves.values()} - {0}
        assert dates <= {"on time": {104}, "a year late": {156}, "never": set()}[when]
        assert first.setdefault(old, {axis: plan[0][1] for axis, plan in moves.items()}) == {
            axis: plan[0][1] for axis, plan in moves.items()
        }
        if when != "never":
            last.setdefault(new, []).append({axis: plan[1][1] for axis, plan in moves.items()})
    assert len(study.points) == 36 and all(mix == first[new] for new, mixes in last.items() for mix in mixes)


@pytest.mark.slow
def test_the_mixes_of_yesterday_and_today_are_those_that_the_claims_search_for():
    from equilibrium.claims.landscape import best, regimes

    study = Study.load("yesterday-and-today")
    courses = study.points["course"].tolist()
    for regime in regimes():
        point = next(k for k, course in enumerate(courses) if course.startswith(regime) and course.endswith("never"))
        changes = dict(study.changes(point)[0])
        changes.pop("calendar")
        assert changes == pytest.approx(dict(best(regime)))


@pytest.mark.parametrize("name", NAMES)
def test_a_study_runs_through_to_page_and_pictures(name, tmp_path):
    results = sweep(small(name), tmp_path / "work", backend="here", workers=1)
    (tmp_path / "out").mkdir()
    files = page.write(name, results, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(files)
    numbers, by = page.read(name, tmp_path / "out")
    assert numbers == lesson(name).measured(results) and by["digest"] == results.manifest["digest"]
    said = (tmp_path / "out" / f"{name}.md").read_text("utf-8")
    assert "a simulation, not a forecast" in said.lower() and "una simulazione, non una previsione" in said.lower()
    assert f"equilibrium lessons {name}" in said and results.receipt["outputs"] in said
    for value in (5000.0, -5000.0, 0.0):
        for language in LANGUAGES:
            paragraphs = lesson(name).paragraphs(all_numbers(numbers, value), language)
            assert len(paragraphs) == 2 and not set("{}") & set("".join(paragraphs))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_opposite_numbers_give_other_sentences_and_so_do_numbers_that_tell_nothing(name, language):
    numbers, _ = page.read(name, PAGES)
    above, below, open_ = (lesson(name).paragraphs(all_numbers(numbers, v), language) for v in (5000.0, -5000.0, 0.0))
    for k in (0, 1):
        assert len({above[k], below[k], open_[k]}) == 3


def test_indie_and_weconomy_are_said_to_help_or_replace_each_other_by_the_sign_alone():
    name = "indie-weconomy"
    numbers, _ = page.read(name, PAGES)
    at = ("complementarity", "mixed", "default")
    assert "reinforce each other: in five years" in text(name, with_number(numbers, *at, value=5000.0))
    assert "each makes the other worth less: in five years" in text(name, with_number(numbers, *at, value=-5000.0))
    assert "it cannot be told whether indie and weconomy" in text(name, with_number(numbers, *at, value=0.0))
    assert "ciascuna fa valere di meno l'altra: in cinque anni" in text(
        name, with_number(numbers, *at, value=-5000.0), "it"
    )


@pytest.mark.parametrize(
    ("above", "in_english", "in_italian"),
    [
        (("both", "indie", "weconomy", "neither"), "Hold both, and count on less than the sum", "Tienile entrambe"),
        (
            ("indie", "both", "weconomy", "neither"),
            "thing, and building from within is enough",
            "e basta costruire da dentro",
        ),
        (("weconomy", "both", "indie", "neither"), "thing, and allying is enough", "e basta allearsi"),
        (("neither", "both", "indie", "weconomy"), "doing neither earns most", "rende di più lasciarle entrambe"),
        ((), "enough cannot be told from these runs", "basti, da queste prove non si può dire"),
    ],
)
def test_that_each_makes_the_other_worth_less_is_never_said_to_mean_that_one_is_enough(above, in_english, in_italian):
    """Only what the corners earn says so: here they follow the order of `above`, or cannot be told apart."""
    name = "indie-weconomy"
    numbers, _ = page.read(name, PAGES)
    said = with_number(all_numbers(numbers, 0.0), "complementarity", "mixed", "default", value=-5000.0)
    for first, second in combinations(("both", "indie", "weconomy", "neither"), 2):
        gap = 0.0 if not above else 5000.0 if above.index(first) < above.index(second) else -5000.0
        said = with_number(said, f"{first} - {second}", "mixed", "default", value=gap)
    assert in_english in text(name, said) and in_italian in text(name, said, "it")
    told = [
        words("en")[name][key]
        for key in words("en")[name]
        if key.startswith("answer_no_") and "{" not in words("en")[name][key]
    ]
    assert sum(each in text(name, said) for each in told) == 1


def test_learning_is_said_to_decide_only_where_both_signs_are_real():
    numbers, _ = page.read("indie-weconomy", PAGES)
    said = words("en")["indie-weconomy"]["learning"].partition("{")[0]
    decided = all_numbers(numbers, 5000.0)
    assert said not in text("indie-weconomy", decided)
    decided = with_number(decided, "complementarity", "crowded", "easy", value=-5000.0)
    assert said + "in a crowded market, " in text("indie-weconomy", decided)


def test_where_one_is_enough_it_is_said_which():
    numbers, _ = page.read("indie-weconomy", PAGES)
    said = with_number(all_numbers(numbers, 5000.0), "complementarity", "calm", "default", value=-5000.0)
    for first, second in (("both", "indie"), ("both", "weconomy"), ("both", "neither")):
        said = with_number(said, f"{first} - {second}", "calm", "default", value=-5000.0)
    assert "in calm building from within is enough" in text("indie-weconomy", said)
    assert "nella calma basta costruire da dentro" in text("indie-weconomy", said, "it")
    allying = with_number(said, "indie - weconomy", "calm", "default", value=-5000.0)
    assert "in calm allying is enough" in text("indie-weconomy", allying)


def test_the_contexts_own_period_is_said_to_be_best_only_where_its_interval_holds_no_other():
    numbers, _ = page.read("rhythm", PAGES)
    for bounds, sign in (((104.0, 104.0), 1), ((52.0, 104.0), 0), ((26.0, 52.0), -1)):
        best = Number(bounds[1], *bounds)
        held = Numbers(numbers.places, {**numbers.table, ("best period", "52", "8", ""): best})
        assert lesson("rhythm").own(held, "52", "8") == sign


def test_ruin_is_said_only_where_a_fixed_place_ruins_clearly_more_than_the_best_period():
    numbers, _ = page.read("rhythm", PAGES)
    figure, period = lesson("rhythm").RUINED, "104"
    table = {key: Number(0.1, 0.0, 0.3) if key[0] == figure else number for key, number in numbers.table.items()}
    said = words("en")["rhythm"]["ruin"].partition("{")[2].partition("}")[2].partition(":")[0]
    assert said not in text("rhythm", Numbers(numbers.places, table))
    table[figure, "52", "8", "fixed 0.95"] = Number(0.8, 0.5, 0.9)
    table["best period", "52", "8", ""] = Number(float(period), 52.0, 208.0)
    assert text("rhythm", Numbers(numbers.places, table)).count(said) == 1


def test_a_turn_is_said_to_cost_most_only_if_it_is_clear_of_each_other_one():
    name = "yesterday-and-today"
    numbers, _ = page.read(name, PAGES)
    figure = lesson(name).DEAREST
    clear = numbers
    for key in numbers.table:
        if key[0] == figure:
            clear = with_number(clear, *key, value=5000.0)
    said = words("en")[name]["dearest"].partition("{")[0]
    assert said in text(name, clear)
    close = next(key for key in numbers.table if key[0] == figure and key[2])
    assert said not in text(name, with_number(clear, *close, value=1100.0))


@pytest.mark.parametrize(
    "name, figure, at, key",
    [
        ("turbulence-organism", "fastest - still, organism - organisation", (), "shift"),
        ("renaming", "ahead", ("0.02", "0.3", "52"), "year"),
        ("yesterday-and-today", "cost of staying", (), "stays"),
        ("rhythm", "quick - slow", ("104",), "inertia"),
        ("crafts-make-balance-pay", "price of splitting", ("1", "conceptual"), "price"),
    ],
)
def test_the_sentence_is_that_of_the_sign(name, figure, at, key):
    numbers, _ = page.read(name, PAGES)
    for value, sign in ((5e6, "yes"), (-5e6, "no"), (0.0, "open")):
        beginning = words("en")[name][f"{key}_{sign}"].partition("{")[0]
        assert beginning.lower() in text(name, with_number(numbers, figure, *at, value=value)).lower()


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_page_is_of_todays_study_and_of_its_own_numbers(name):
    numbers, by = page.read(name, PAGES)
    study = Study.load(name)
    assert by["digest"] == study.digest, f"run: equilibrium lessons {name}"
    assert by["scenario"]["digest"] == study.scenario.digest
    assert (by["seed"], by["replicates"], by["runs"]) == (study.seed, study.replicates, study.runs)
    assert (PAGES / f"{name}.md").read_text("utf-8") == page.page(name, numbers, by)
    assert all((PAGES / f"{name}.{language}.png").stat().st_size > 10_000 for language in LANGUAGES)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_points_held_by_a_committed_page_come_out_the_same_to_the_last_bit(name):
    study, held = Study.load(name), page.read(name, PAGES)[1][page.HELD]
    assert set(map(int, held["means"])) == {0, len(study.points) - 1}
    for point, kept in held["means"].items():
        chunk = Chunk(0, int(point), int(point) + 1, 0, study.replicates)
        table = run(job(study, chunk, versions(), threads=None))
        assert not table["error"].any()
        assert math.fsum(table[held["measure"]]) / study.replicates == kept, f"run: equilibrium lessons {name}"


def test_the_index_says_what_the_pages_say():
    assert (PAGES / page.INDEX).read_text("utf-8") == page.index(PAGES)


def test_interaction_is_what_both_are_worth_beyond_each_alone():
    luck = np.random.default_rng(1).normal(size=(4, 400)) * 0.1
    found = interaction(10.0 + luck[0], 3.0 + luck[1], 2.0 + luck[2], luck[3])
    assert found.low < 5.0 < found.high and found.high - found.low < 0.1 and found.sign == 1


def test_a_number_whose_interval_holds_zero_tells_nothing():
    assert (Number(1.0, -1.0, 3.0).sign, Number(1.0, 0.5, 1.5).sign, Number(-1.0, -1.5, -0.5).sign) == (0, 1, -1)


def test_of_many_differences_that_are_nothing_one_is_called_real_in_one_family_of_twenty_at_most():
    luck = np.random.default_rng(11)
    families = [{k: mean(luck.normal(size=24)) for k in range(15)} for _ in range(1000)]
    alone = np.mean([any(number.sign for number in each.values()) for each in families])
    held = np.mean([any(together(each).values()) for each in families])
    assert alone > 0.4 and held < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1000)


def test_holms_rule_asks_less_of_the_second_once_the_first_is_real():
    first, second = Number(9.0, 8.0, 10.0), Number(1.1, 0.1, 2.1)  # the second alone is real, but not by half the level
    assert together({"a": first, "b": second}) == {"a": 1, "b": 1}
    assert together({"a": second, "b": second}) == {"a": 0, "b": 0}
    assert topmost([first, first]) and not topmost([first, second])


def test_a_p_value_is_that_of_students_test():
    values = np.random.default_rng(3).normal(0.4, size=24)
    assert mean(values).p == pytest.approx(stats.ttest_1samp(values, 0.0).pvalue)


def test_the_best_of_equals_is_found_no_better_than_they_are():
    luck = np.random.default_rng(5)
    gains = [chosen(luck.normal(size=(12, 40))).mean() for _ in range(400)]
    assert abs(np.mean(gains)) < 3 * np.std(gains) / 20
    assert chosen(np.stack([np.zeros(10), np.ones(10)])).tolist() == [1.0] * 10


def test_intervals_cover_the_truth_as_often_as_they_say():
    luck = np.random.default_rng(7)
    held = [found.low <= 0.0 <= found.high for found in (mean(luck.normal(size=12)) for _ in range(2000))]
    assert abs(np.mean(held) - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 2000)


def test_a_peak_that_luck_moves_has_an_interval_and_one_that_it_does_not_has_none():
    line = np.array([[0.0], [5.0], [0.0]]) + np.random.default_rng(2).normal(size=(3, 50))
    assert resampled(line, lambda each: float(each.mean(1).argmax())) == Number(1.0, 1.0, 1.0, 50)
    flat = np.random.default_rng(2).normal(size=(3, 50))
    found = resampled(flat, lambda each: float(each.mean(1).argmax()))
    assert found.low < found.high


def test_numbers_come_back_from_their_file_to_the_last_digit():
    numbers, _ = page.read("renaming", PAGES)
    assert Numbers.read(numbers.text()) == numbers
    with pytest.raises(KeyError):
        numbers.of("ahead", "0.02", "0.3", "53")


def test_an_unknown_finding_is_told_with_all_else_that_is_wrong(capsys):
    assert main(["lessons", "rythm", "--workers", "0", "--out", __file__, "--language", "it"]) == 2
    said = capsys.readouterr().err
    assert "rythm" in said and "rhythm" in said and "--workers" in said and "--out" in said


def test_the_command_writes_page_pictures_and_index_and_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    study = small("renaming")
    monkeypatch.setattr(Study, "load", lambda source: study)
    command = ["lessons", "renaming", "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work"), "--json"]
    assert main(command) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["findings"][0]["made"]["digest"] == study.digest
    names = {Path(file).name for file in first["files"]}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr("equilibrium.studies.backends.run", None)  # a finished sweep simulates nothing again
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert main([*command[:-1], "--language", "it"]) == 0
    assert words("it")["renaming"]["title"] in capsys.readouterr().out
