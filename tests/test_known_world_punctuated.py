"""Small steps and breaks (Luger et al. 2018; Posen & Levinthal 2012), in `known-worlds/punctuated`."""

import numpy as np

from equilibrium.known_worlds import punctuated
from equilibrium.simulation import simulate


def sign(values):
    """-1 or 1 if the mean of paired `values` is clear of 0 by three standard errors, else 0."""
    error = values.std(ddof=1) / values.size**0.5
    print(f"{values.mean():.4f} +- {error:.4f}")
    return int(np.sign(values.mean())) if abs(values.mean()) > 3 * error else 0


def test_who_adapts_is_organism_for_the_weeks_after_each_break_and_organisation_else():
    world = punctuated.discontinuous(punctuated.adapting((30, 60), 10), (30, 60)).with_(weeks=80)
    run = simulate(world, 1, 1).weekly["organization_organism"].isel(replicate=0, enterprise=0).to_numpy()
    weeks = np.arange(1, 81)
    expected = ((weeks >= 30) & (weeks < 40)) | ((weeks >= 60) & (weeks < 70))
    assert (run == expected).all()


def test_a_break_turns_facts_overnight_and_small_steps_do_not():
    """What a steady enterprise knows falls in one week at the break, and nowhere by as much under drift."""
    broken = simulate(punctuated.discontinuous(0.25, (100,)).with_(weeks=120), 12, 3).weekly["coherence"]
    drifting = simulate(punctuated.incremental(0.25).with_(weeks=120), 12, 3).weekly["coherence"]
    falls = [-np.diff(run.isel(enterprise=0).mean("replicate"))[50:] for run in (broken, drifting)]
    assert falls[0].argmax() == 100 - 2 - 50 and falls[0].max() > 0.2 > 0.05 > falls[1].max()


def test_the_signs_hold_for_one_late_break_and_for_smaller_steps():
    steps = [punctuated.incremental(position, 0.002) for position in (0.5, punctuated.adapting((150,)))]
    breaks = [punctuated.discontinuous(position, (150,)) for position in (0.5, punctuated.adapting((150,)))]
    assert sign(punctuated.known(steps[0], 12) - punctuated.known(steps[1], 12)) == 1
    assert sign(punctuated.known(breaks[0], 12) - punctuated.known(breaks[1], 12)) == -1


def test_adapting_late_is_worth_less():
    on_time, late = (
        punctuated.known(punctuated.discontinuous(punctuated.adapting(late=weeks)), 12) for weeks in (0, 50)
    )
    assert sign(on_time - late) == 1
