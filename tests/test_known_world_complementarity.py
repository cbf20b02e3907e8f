"""Milgrom & Roberts (1990): the statistic of complementarity, its size and power elsewhere. Findings: test_findings.py."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import complementarity


def test_the_statistic_is_the_contrast_over_its_error():
    both, first, second, none = np.array([[5.0, 7.0], [2.0, 4.0], [1.0, 3.0], [0.0, 4.0]])
    error = ((2 + 2 + 2 + 8) / 2) ** 0.5
    assert complementarity.statistic(both, first, second, none) == pytest.approx((6 - 3 - 2 + 2) / error)


def test_what_only_adds_up_is_no_complement_and_cells_may_differ_in_number():
    luck = np.random.default_rng(5)
    cells = [luck.normal(mean, 0.001, n) for mean, n in ((7, 30), (5, 20), (3, 50), (1, 10))]
    assert abs(complementarity.statistic(*cells)) < 4.0
    assert complementarity.statistic(cells[0] + 1, *cells[1:]) > 100.0


@pytest.mark.parametrize("runs", [20, 40, 1000])
def test_the_size_lies_between_five_and_six_percent_from_twenty_runs_on(runs):
    assert 0.05 <= complementarity.size(runs) <= 0.06
    assert complementarity.size(6) > complementarity.size(runs)


@pytest.mark.parametrize("contrast, runs", [(0.0, 10), (0.3, 60), (1.0, 20), (-0.5, 30)])
def test_it_tells_as_often_as_its_power_says(contrast, runs):
    hold(
        f"contrast {contrast}, n {runs}",
        complementarity.told(contrast, runs, 8000),
        complementarity.power(contrast, runs),
    )


@pytest.mark.parametrize("contrast", [0.25, 0.5, 1.0])
def test_runs_needed_reach_the_power_wanted_and_one_fewer_does_not(contrast):
    runs = complementarity.runs_needed(contrast)
    assert complementarity.power(contrast, runs) >= 0.8 > complementarity.power(contrast, runs - 1)
    assert runs * contrast**2 == pytest.approx(4 * (1.6449 + 0.8416) ** 2, rel=0.06)
