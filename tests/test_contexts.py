"""A few mixes in every context: the numbers are those of plain runs, the choice is made in one lot and measured in another."""

import numpy as np
import pytest

import equilibrium as eq
from equilibrium.balance.contexts import in_contexts
from equilibrium.balance.objectives import objective
from equilibrium.balance.surface import Measured
from equilibrium.words import LANGUAGES
from equilibrium.words.contexts import context_sentences

SMALL = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225, weeks=20, missions=[])
MIXES = [{}, {"selling_serving": 0.1}, {"volume_value": 0.9}]


@pytest.fixture(scope="module")
def found():
    return in_contexts(SMALL, objective("profit", 20), MIXES, replicates=6, seed=3)


def test_each_number_is_that_of_plain_runs_in_that_context(found):
    war = SMALL.with_(calendar=[[0, "price_war"]])
    runs = eq.simulate(war.moved(**MIXES[1]), replicates=range(6, 12), seed=3)
    there = found.contexts.index("price_war")
    assert np.array_equal(found.values[there, 1], runs.per_run("profit"))
    assert found.worth[there][1].value == pytest.approx(runs.per_run("profit").mean())


def test_the_contexts_are_the_mixed_one_and_each_regime(found):
    assert found.contexts == ("mixed", *SMALL.regime_names)
    assert found.values.shape == (5, 3, 6) and found.runs == 5 * 3 * 12


def test_regret_is_none_for_the_best_of_each_context_and_the_gap_to_it_for_all_others(found):
    means = found.values.mean(-1)
    for c, row in enumerate(found.regret):
        assert [each.value for each in row] == pytest.approx(means[c].max() - means[c])
        assert all(each.low <= each.value <= each.high for each in row)
    for m, worst in enumerate(found.worst):
        at = found.contexts.index(found.worst_context(m))
        assert worst.value == found.regret[at][m].value == max(row[m].value for row in found.regret)
    assert [each.value for each in found.average] == pytest.approx(means.mean(0))


def test_the_choice_is_made_in_futures_that_are_not_measured(found):
    worlds = [SMALL.with_(calendar=[[0, name]]) if name != "mixed" else SMALL for name in found.contexts]
    choosing = np.array([
        [eq.simulate(world.moved(**mix), replicates=6, seed=3).per_run("profit").mean() for mix in MIXES] for world in worlds
    ])  # fmt: skip
    assert found.expected.candidate == choosing.mean(0).argmax()
    assert found.robust.candidate == (choosing.max(1, keepdims=True) - choosing).max(0).argmin()
    assert not np.isclose(found.values.mean(-1), choosing).any()


def test_two_mixes_that_are_the_same_cannot_be_told_apart():
    same = in_contexts(SMALL, objective("profit", 20), [{}, {}], contexts={"mixed": {}}, replicates=4)
    assert same.worst == (Measured(0.0, 0.0, 0.0), Measured(0.0, 0.0, 0.0))


def test_progress_ends_where_all_runs_are_done_and_an_interrupt_stops_it():
    told = []
    in_contexts(SMALL, objective("profit", 20), MIXES[:2], replicates=4, progress=lambda *at: told.append(at))
    assert told[-1] == (80, 80) and told == sorted(told)

    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        in_contexts(SMALL, objective("profit", 20), MIXES[:2], replicates=4, progress=stop)


def test_one_mix_alone_is_refused():
    with pytest.raises(ValueError, match="2 and 4"):
        in_contexts(SMALL, objective("profit", 20), MIXES[:1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_which_mix_is_robust_where_it_fits_least_and_how_sure_that_is(found, language):
    names = ["Uno", "Due", "Tre"]
    told = " ".join(context_sentences(found, names, language))
    assert names[found.robust.candidate] in told and str(round(100 * found.robust.sure)) in told
    assert "{" not in told
