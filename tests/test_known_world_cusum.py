"""Brook & Evans (1972): run lengths of the detector, for other allowances, limits and shifts. Findings: test_findings.py."""

import numpy as np
import pytest
from tolerance import hold

from equilibrium.known_worlds import cusum
from equilibrium.policies.cusum import Cusum


@pytest.mark.parametrize(
    "allowance, limit, shift", [(0.25, 8, 0), (0.25, 8, 0.5), (0.5, 3, 0), (1.0, 2.5, 1.0), (0.0, 3, 0)]
)
def test_the_detector_runs_as_long_as_the_chain_says(allowance, limit, shift):
    found = cusum.run_lengths(allowance, limit, shift, 3000)
    hold(f"k {allowance}, h {limit}, shift {shift}", found, cusum.run_length(allowance, limit, shift))


def test_more_classes_move_nothing():
    assert cusum.run_length(0.5, 5, 0, 200) == pytest.approx(cusum.run_length(0.5, 5, 0, 50), rel=1e-4)


def test_one_value_alone_signals_where_the_limit_is_next_to_nothing():
    """With h -> 0 a signal is |value| > k: geometric."""
    from scipy.stats import norm

    assert cusum.run_length(1.0, 1e-9, 0.3) == pytest.approx(1 / (norm.sf(0.7) + norm.cdf(-1.3)), rel=1e-6)


def test_the_detector_tells_the_direction_and_starts_anew():
    detector = Cusum(0.5, 2.0)
    detector.start(2)
    heard = [detector.hear(np.array([1.0, -1.0])).tolist() for _ in range(10)]
    assert [k for k, signal in enumerate(heard) if signal != [0, 0]] == [4, 9] and heard[4] == [1, -1]


def test_values_in_any_shape_are_watched_apart():
    luck = np.random.default_rng(2).normal(size=(60, 4, 3))
    whole, one = Cusum(0.3, 2.0), Cusum(0.3, 2.0)
    whole.start((4, 3))
    one.start(1)
    for week in luck:
        assert whole.hear(week)[2, 1] == one.hear(week[2, 1:2])[0]


@pytest.mark.parametrize("wrong", [{"allowance": -1.0}, {"limit": 0.0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="allowed"):
        Cusum(**wrong)
