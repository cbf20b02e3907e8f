"""Ashby (1956): variety, on made-up patterns and in runs of any scenario. Findings: test_findings.py."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.known_worlds import ashby


def test_entropy_counts_bits():
    assert ashby.entropy(np.arange(8)) == pytest.approx(3.0)
    assert ashby.entropy(np.zeros(9)) == 0.0
    assert ashby.entropy([0, 1, 1, 1]) == pytest.approx(2 - 0.75 * np.log2(3))


def test_what_two_share_is_nothing_if_independent_and_all_if_the_same():
    one, other = np.divmod(np.arange(16), 4)
    assert ashby.shared(one, other) == pytest.approx(0.0, abs=1e-12)
    assert ashby.shared(one, (one + 1) % 4) == pytest.approx(2.0)


def test_each_pattern_has_its_own_number():
    patterns = np.array([[[1, -1], [1, 1]], [[1, 1], [1, -1]]])
    codes = ashby.codes(patterns)
    assert codes.shape == (2, 2) and codes[0, 0] == codes[1, 1] != codes[0, 1] == codes[1, 0]


@pytest.mark.parametrize("silent", [0.0, 0.4])
@pytest.mark.parametrize("follows", [0.0, 0.5, 1.0])
def test_answer_and_errors_tell_the_disturbance_so_that_the_slack_is_what_they_share(follows, silent):
    """For any joint law: an answer that follows reality more or less, and is silent (0) on some facts."""
    luck = np.random.default_rng(11)
    reality = luck.choice([-1, 1], (3000, 3), p=[0.3, 0.7])
    content = np.where(luck.random((3000, 3)) < follows, reality, luck.choice([-1, 1], (3000, 3)))
    content[luck.random((3000, 3)) < silent] = 0
    wrong = ashby.errors(reality, content)
    d, r, e = (ashby.codes(x) for x in (reality, content, wrong))
    assert ashby.shared(np.stack([r, e], 1) @ [1000, 1], d) == pytest.approx(ashby.entropy(d), abs=1e-9)
    assert ashby.slack(d, r, e) == pytest.approx(ashby.shared(e, r), abs=1e-9)
    assert ashby.slack(d, r, e) >= -1e-9


def test_errors_that_do_not_say_what_is_wrong_may_break_the_inequality():
    """The check can fail: with only the number of wrong facts as outcome, less gets through than Ashby allows."""
    luck = np.random.default_rng(12)
    reality = luck.choice([-1, 1], (3000, 4))
    content = luck.choice([-1, 1], (3000, 4))
    number = (reality != content).sum(1)
    assert ashby.slack(ashby.codes(reality), ashby.codes(content), number) < -0.5


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"organization_organism": 0.0},
        {"indie_weconomy": 1.0, "drift": 0.03},
        {"needs": 4, "facts": 6},
        {"antenna": 0.2},
    ],
)
def test_in_every_run_what_is_not_matched_gets_through(changes):
    scenario = eq.Scenario.load("storefront").with_(weeks=40, customers=300, **changes)
    variety = ashby.watched(scenario, 4, seed=3).variety()
    assert (variety[:, 2] >= variety[:, 0] - variety[:, 1] - 1e-9).all() and (variety[:, 0] > 1.0).all()


@pytest.mark.parametrize("name", ["reference", "craft-workshop", "regime-carousel", "renaming-exercise"])
def test_a_year_of_any_shipped_scenario_lets_through_what_it_does_not_match(name):
    """Asserted and printed as in a run of one's own; the slack is what errors and answers share, counted another way."""
    scenario = eq.Scenario() if name == "reference" else eq.Scenario.load(name)
    watcher = ashby.Watcher()
    eq.simulate(scenario, 3, seed=1956, weeks=52, hooks=[watcher])
    slack = watcher.slack()
    print(f"{name}: slack {slack.round(3)} bits, with another run's answers {watcher.by_chance().round(3)}")
    assert slack.shape == (3,) and (slack >= -1e-9).all() and (watcher.variety()[:, 0] > 1.0).all()
    _, answers, outcomes = watcher.patterns()
    assert answers.shape == (3, 51 * int(scenario.value("needs")))
    assert slack == pytest.approx([ashby.shared(e, r) for e, r in zip(outcomes, answers, strict=True)], abs=1e-9)


def test_any_enterprise_can_be_watched_and_watching_changes_nothing():
    scenario = eq.Scenario.load("storefront").with_(weeks=12, customers=300)
    focal, rival = ashby.Watcher(), ashby.Watcher(enterprise=1)
    seen = eq.simulate(scenario, 2, seed=5, hooks=[focal, rival]).weekly
    assert seen.equals(eq.simulate(scenario, 2, seed=5).weekly)
    assert np.array_equal(focal.reality, rival.reality) and not np.array_equal(focal.content, rival.content)
    assert (rival.slack() >= -1e-9).all()


def test_errors_share_nothing_with_answers_that_fall_anyhow_but_what_few_items_share_by_chance():
    """Two replicates with answers of their own, by chance each week: both ways near 0; the same answers: both alike."""
    luck, watcher = np.random.default_rng(13), ashby.Watcher()
    watcher.reality = list(luck.choice([-1, 1], (2000, 2, 4, 2)))
    watcher.content = list(luck.choice([-1, 1], (2000, 2, 4, 2)))
    assert watcher.slack() == pytest.approx([0.0, 0.0], abs=0.01)
    assert watcher.by_chance() == pytest.approx([0.0, 0.0], abs=0.01)
    for facts in (*watcher.reality, *watcher.content):
        facts[1] = facts[0]
    assert watcher.by_chance() == pytest.approx(watcher.slack())


def test_who_watched_nothing_is_told_so():
    with pytest.raises(ValueError, match="at least two weeks"):
        ashby.Watcher().slack()
    alone = ashby.Watcher()
    eq.simulate(eq.Scenario.load("storefront").with_(weeks=4, customers=100), 1, seed=5, hooks=[alone])
    assert alone.slack().shape == (1,)
    with pytest.raises(ValueError, match="needs another"):
        alone.by_chance()
