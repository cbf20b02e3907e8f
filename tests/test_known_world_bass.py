"""Bass (1969): closed form and recursion. Adopters in the model are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.known_worlds import bass


@pytest.mark.parametrize("name", bass.DURABLES)
def test_the_closed_form_gives_the_printed_peaks_of_1969(name):
    p, q, market, printed = bass.DURABLES[name]
    peak = bass.peak_time(p, q)
    assert printed <= peak < printed + 0.12  # printed is cut off, and comes from coefficients with more digits
    rate = (bass.curve(p, q, peak + 1e-4) - bass.curve(p, q, peak - 1e-4)) / 2e-4
    assert market * rate == pytest.approx(bass.peak_rate(p, q, market), rel=1e-6)


def test_the_closed_form_gives_the_known_figures():
    assert bass.curve(bass.P, bass.Q, [5, 10]) == pytest.approx([0.331, 0.813], abs=5e-4)
    assert bass.recursion(bass.P, bass.Q, 10)[[5, 10]] == pytest.approx([0.2611, 0.7298], abs=5e-5)
    assert bass.push_share(bass.P, bass.Q) == pytest.approx(0.2064, abs=5e-5)
    assert bass.mean_time(bass.P, bass.Q) == pytest.approx(6.88, abs=5e-3)


def test_the_recursion_tends_to_the_curve_in_proportion_to_the_tick():
    gaps = [
        np.abs(bass.recursion(bass.P, bass.Q, 30, tick) - bass.curve(bass.P, bass.Q, np.arange(31))).max()
        for tick in (0.1, 0.05, 0.025)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(2.0, rel=0.05) and gaps[1] / gaps[2] == pytest.approx(2.0, rel=0.03)


def test_adopters_never_leave_and_their_half_time_is_read_between_weeks():
    scenario = bass.scenario(bass.P, bass.Q, periods=20, customers=500)
    share = bass.adopted(scenario, 3)
    assert (np.diff(share, axis=1) >= 0.0).all() and share[:, -1].min() > 0.9
    after = (share < 0.5).sum(1)  # whole weeks below a half
    times = bass.half_times(scenario, 1.0, 3)
    assert ((after <= times) & (times <= after + 1)).all()
