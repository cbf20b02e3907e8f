"""Nickerson & Zenger (2002): the closed form against an integration of its own, and the model's positions."""

import numpy as np
import pytest

from equilibrium.known_worlds import vacillation as fickle

WORLDS = [(0.5, 10.0, 0.1), (0.5, 10.0, 0.5), (0.35, 8.0, 0.2), (0.8, 20.0, 0.02)]


def integrated(optimum, tau, cost, band, steps=200_000):
    """(period, mean payoff) by following the drift in small steps through one whole period."""
    dt = 10.0 * tau / steps
    time = earned = 0.0
    for start, pole, end in ((optimum - band, 1.0, optimum + band), (optimum + band, 0.0, optimum - band)):
        t = np.arange(steps) * dt
        f = pole + (start - pole) * np.exp(-t / tau)
        under_way = f < end if pole else f > end
        time += under_way.sum() * dt
        earned += (1.0 - (f[under_way] - optimum) ** 2).sum() * dt
    return time, (earned - 2.0 * cost) / time


@pytest.mark.parametrize("optimum, tau, cost", WORLDS)
def test_the_closed_form_is_the_integral(optimum, tau, cost):
    for band in (0.05, 0.15):
        length, payoff = integrated(optimum, tau, cost, band)
        assert fickle.period(optimum, tau, band) == pytest.approx(length, abs=1e-3 * tau)
        assert fickle.mean_payoff(optimum, tau, cost, band) == pytest.approx(payoff, abs=1e-3)


@pytest.mark.parametrize("optimum, tau, cost", WORLDS)
def test_no_other_band_earns_more(optimum, tau, cost):
    band = fickle.best_band(optimum, tau, cost)
    top = fickle.mean_payoff(optimum, tau, cost, band)
    others = np.linspace(0.01, min(optimum, 1 - optimum) - 0.01, 50)
    assert all(fickle.mean_payoff(optimum, tau, cost, other) <= top for other in others)


def test_dearer_switches_and_slower_drift_widen_the_band_and_lengthen_the_period():
    bands = [fickle.best_band(0.5, 10.0, cost) for cost in (0.05, 0.1, 0.3, 0.5)]
    assert bands == sorted(bands)
    assert fickle.period(0.5, 10.0, bands[0]) < fickle.period(0.5, 10.0, bands[-1])
    assert fickle.best_band(0.5, 20.0, 0.2) == pytest.approx(fickle.best_band(0.5, 10.0, 0.1))  # only c / tau counts


@pytest.mark.parametrize("tau, period", [(3.0, 8), (10.0, 12), (40.0, 104), (0.5, 3)])
def test_the_models_position_is_the_path_exactly(tau, period):
    run = fickle.positions(fickle.scenario(tau, period, 120))
    assert run == pytest.approx(fickle.square_path(120, tau, period), abs=1e-12)


def test_a_square_rhythm_settles_at_its_known_swing():
    run = fickle.positions(fickle.scenario(10.0, 12, 260))[-24:]
    assert (run.max() - run.min()) / 2 == pytest.approx(fickle.swing(10.0, 12), abs=1e-6)


def test_the_model_itself_holds_what_lies_between_for_nothing():
    """A fixed target of a half: the source's world has no such choice, the model has, and never pays for a position."""
    world = fickle.scenario(10.0).with_(organization_organism=0.5)
    assert (fickle.positions(world) == 0.5).all()
