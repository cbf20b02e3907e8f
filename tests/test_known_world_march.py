"""March (1991): the trap of the order of updating. Code and people of the model are findings: test_findings.py."""

import numpy as np
import pytest

from equilibrium.findings import held
from equilibrium.known_worlds import march
from equilibrium.mechanisms import learning


@pytest.mark.slow
def test_updating_individuals_before_the_code_is_another_world():
    """The trap: .688 falls to .585 at p1 = .9, p2 = .5 if the code learns from beliefs moved in the same period."""
    together, first = (
        march.history(0.9, 0.5, periods=60, runs=1000, seed=4, individuals_first=order)[0, :, -1]
        for order in (False, True)
    )
    assert held("simultaneous", together, 0.688, target_error=march.ERROR).holds
    assert held("individuals first", first, 0.585, target_error=march.ERROR).holds
    assert np.mean(together) - np.mean(first) > 0.08


def test_the_second_implementation_stands_still_where_nobody_learns_and_forgets_where_facts_flip():
    code, people = march.history(0.0, 0.0, periods=5, runs=3)
    assert (code == 0.0).all() and (people == people[:, :1]).all()
    flipped = march.history(0.0, 0.0, p4=0.5, periods=40, runs=50)[1, :, -1]
    assert flipped.mean() == pytest.approx(1.0 / 3.0, abs=0.02)  # a belief is -1, 0 or 1, reality a coin


def test_an_opposed_belief_is_given_up_before_it_is_replaced_by_the_program_behind_the_figures_alone():
    assert [learning.socialised(belief, 1, True) for belief in (-1, 0)] == [0, 1]
    assert [learning.socialised(belief, -1, False) for belief in (1, 0)] == [-1, -1]
    assert [learning.guessed(belief, u) for belief, u in ((0, 0.2), (0, 0.7), (1, 0.7), (-1, 0.2))] == [1, -1, 1, -1]


def test_the_two_readings_of_march_are_two_worlds():
    """Gradual socialisation keeps variety longer: where people learn fast the code ends up knowing more."""
    text, program = (
        march.knowledge(march.scenario(0.5, 0.5, periods=40, reading=reading), 60)[:, -1]
        for reading in ("text", "program")
    )
    assert program.mean() - text.mean() > 3 * np.hypot(program.std(), text.std()) / 60**0.5
