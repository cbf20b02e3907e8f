"""Policies that follow a rhythm: given to a run, they do what the scenario's own mix would."""

import pytest

import equilibrium as eq
from equilibrium import simulation
from equilibrium.policies.alternate import Alternate
from equilibrium.policies.calendar import Calendar
from equilibrium.policies.fixed import Fixed
from equilibrium.policies.wave import Wave

SMALL = eq.Scenario().with_(customers=300, weeks=30)
RHYTHMS = {
    "fixed": (Fixed("push_pull", 0.8), 0.8),
    "wave": (Wave("push_pull", 0.5, 10, 0.7), {"mean": 0.5, "wave": {"period": 10, "amplitude": 0.7}}),
    "alternate": (Alternate("push_pull", 8, 0.2, 0.9), {"alternate": {"period": 8, "low": 0.2, "high": 0.9}}),
    "calendar": (Calendar("push_pull", [0, 12], [0.3, 0.9]), {"calendar": [[0, 0.3], [12, 0.9]]}),
}


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_a_rhythm_as_policy_aims_where_the_same_rhythm_of_the_mix_aims(rhythm):
    """The position at the start is the scenario's, so it is the targets that agree, week by week."""
    policy, mix = RHYTHMS[rhythm]
    run = simulation.begin(SMALL, 5, [0, 1], policy=policy)
    rhythmic = SMALL.with_(push_pull=mix)
    for week in range(1, 31):
        simulation.step(run)
        assert run.state.enterprises.target[:, 0, 0] == pytest.approx(rhythmic.targets(week)[0, 0])
        assert (run.state.enterprises.target[:, 0, 1:] == 0.5).all()
