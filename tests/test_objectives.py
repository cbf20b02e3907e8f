"""Objectives: what "best" means, said as a figure, an expression or a scorecard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equilibrium.balance.objectives import objective, scorecard, weights
from equilibrium.figures import FIGURES

VALUES = {"profit": np.array([[1.0, -2.0], [3.0, 4.0]]), "satisfaction": np.array([[0.5, 0.6], [0.7, 0.8]])}


def test_a_figure_is_an_objective():
    said = objective("profit")
    assert list(said.measures) == ["profit"]
    assert np.array_equal(said.read(VALUES), VALUES["profit"])


def test_an_expression_is_computed_as_it_reads():
    found = objective("2 * profit ** 2 - (1 - satisfaction) / 4 + abs(profit) + min(profit, 0, satisfaction)").read(
        VALUES
    )
    profit, satisfaction = VALUES["profit"], VALUES["satisfaction"]
    expected = 2 * profit**2 - (1 - satisfaction) / 4 + np.abs(profit) + np.minimum(np.minimum(profit, 0), satisfaction)
    assert np.allclose(found, expected, rtol=1e-15)


def test_weeks_of_a_figure_stand_apart_from_the_whole_run():
    said = objective("profit@209-260 - profit@1-52 + profit")
    assert set(said.measures) == {"profit@209-260", "profit@1-52", "profit"}
    assert said.measures["profit@209-260"].first == 209
    values = {"profit@209-260": np.array([5.0]), "profit@1-52": np.array([2.0]), "profit": np.array([10.0])}
    assert said.read(values).tolist() == [13.0]


def test_survival_is_whether_the_enterprise_is_still_there():
    assert list(objective("survival").measures) == ["alive"]


def test_what_is_no_number_gives_no_number():
    assert np.isnan(
        objective("profit + satisfaction").read({"profit": np.array([1.0]), "satisfaction": np.array([np.nan])})
    )


@pytest.mark.parametrize("said", [
    "", "3", "proft", "profit +", "profit@0-5", "profit@5-3", "profit@1-999",
    "__import__('os')",
    "profit.real", "profit if 1 else 2",
    "[profit]", "profit > 1",
    "'profit'", "profit; profit",
    "min()", "max(profit, key=profit)", "profit and profit", "lambda: profit",
    "abs(profit, profit)", "min(profit)", "True * profit", "1j * profit", "profit(1)", "min", "abs * profit",
])  # fmt: skip
def test_what_cannot_be_an_objective_is_refused_in_a_sentence(said):
    with pytest.raises(ValueError, match="allowed|names no figure|nearest"):
        objective(said)


@given(st.text(max_size=40))
def test_any_text_is_an_objective_or_refused(said):
    try:
        found = objective(said)
    except ValueError:
        return
    assert found.measures


@given(st.sampled_from(sorted(FIGURES)))
def test_every_figure_is_an_objective(key):
    assert objective(key).measures[key].figure == key


def test_a_scorecard_counts_each_figure_in_its_spread_between_runs():
    card = scorecard(
        {"profit": 3, "satisfaction": -1},
        VALUES | {"profit": np.array([1.0, 2.0, 3.0]), "satisfaction": np.array([0.2, 0.4, 0.6])},
    )
    found = card.read({"profit": np.array([2.0, 3.0]), "satisfaction": np.array([0.4, 0.6])})
    assert np.allclose(found, [0.0, 3.0 - 1.0])


def test_a_scorecard_refuses_a_figure_that_never_differs():
    with pytest.raises(ValueError, match="does not differ"):
        scorecard({"profit": 1.0}, {"profit": np.ones(5)})


def test_weights_are_read_from_words():
    assert weights("profit:3, survival:-1") == {"profit": 3.0, "alive": -1.0}
    assert weights("profit") is None
    with pytest.raises(ValueError, match="figure:weight"):
        weights("profit:much")
