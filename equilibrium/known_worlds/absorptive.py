"""Cohen & Levinthal (1990), Administrative Science Quarterly 35(1): who knows nothing can learn nothing from others.

An attempt to absorb an ally's content succeeds with probability floor + (1 - floor) own / (own + half), `own` being the share of
needs with a recent craft of one's own. So without own crafts (and floor 0) allies bring nothing, however many hours are spent;
with more of them absorption rises, ever less. The rising and saturating form is our assumption; that it starts at nothing is
theirs. In `known-worlds/absorptive` there is one attempt a week and each success is a new craft, so the model's count of absorbed
crafts is the share of successes.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate

TITLE = "absorptive capacity"
MECHANISM = "alliances"
SOURCE = "Cohen & Levinthal (1990)"

OWN = Figure("own", "share", "Needs with a recent own craft", "Bisogni con un mestiere proprio recente", "mean",
             lambda state: state.enterprises.own_recent.mean(-1))  # fmt: skip


def success(own, half, floor=0.0):
    """Share of attempts that succeed with `own` in [0, 1] of the needs covered by own crafts; half of the way at `half`."""
    return floor + (1.0 - floor) * np.asarray(own, float) / (np.asarray(own, float) + half)


def scenario(half=0.15, floor=0.0, indie=0.0, weeks=208):
    """One attempt to absorb a week; `indie` in [0, 1) of the renewal hours go to crafts of one's own."""
    base = Scenario.load("known-worlds/absorptive")
    return base.with_(absorptive_half=half, absorptive_floor=floor, indie_weconomy=1.0 - indie, weeks=weeks,
                      absorb_hours=base.value("absorb_hours") * (1.0 - indie))  # fmt: skip


def holding(own):
    """A hook that keeps recent own crafts for a share `own` of the needs."""

    def hook(run: Run) -> None:
        kept = 1.0 - run.state.parameters["own_decay"][:, :1, None]  # what this week will leave
        run.state.enterprises.own_recent[:, :1] = own / kept

    return hook


def counted(world, replicates=8, seed=1990, hooks=()):
    """(replicate, week) crafts absorbed and the share of needs with own crafts, as the model counts them."""
    weekly = simulate(world, replicates, seed, hooks=hooks, indicators=[OWN]).weekly.isel(enterprise=0)
    return weekly["absorbed_crafts"].to_numpy(), weekly["own"].to_numpy()


def findings() -> Iterator[Finding]:
    """Nothing without own crafts; the form with them, held fixed and as they come."""
    yield equal("absorbed without own crafts", counted(scenario())[0].sum(), 0.0, 0.0, note="1664 attempts")
    yield equal("absorbed without allies, own crafts for all needs",
                counted(scenario().with_(allies=0), hooks=[holding(1.0)])[0].sum(), 0.0, 0.0)  # fmt: skip
    yield held("successes without own crafts, floor .2", counted(scenario(floor=0.2))[0].mean(1), 0.2)
    for half in (0.15, 0.4):
        for own in (0.1, 0.3, 1.0):
            absorbed = counted(scenario(half), hooks=[holding(own)])[0]
            yield held(f"successes, own {own:g}, half {half:g}", absorbed.mean(1), success(own, half))
    absorbed, own = counted(scenario(indie=0.5), 16)
    yield held("successes less the form's, own crafts as they are made", (absorbed - success(own, 0.15)).mean(1), 0.0,
               note=f"own from {own[:, 0].mean():.2f} to {own[:, -1].mean():.2f}")  # fmt: skip


def comparison() -> Comparison:
    """Successes by own crafts, for three halves."""
    fine, shares = np.linspace(0.0, 1.0, 50), np.array([0.0, 0.1, 0.2, 0.4, 0.7, 1.0])
    lines = []
    for group, half in enumerate((0.08, 0.15, 0.4)):
        found = [counted(scenario(half), hooks=[holding(own)])[0].mean(1) for own in shares]
        lines += [Line(f"half at {half:g}", fine, success(fine, half), reference=True, group=group),
                  Line("model", shares, [x.mean() for x in found], [x.std(ddof=1) / x.size**0.5 for x in found],
                       group=group)]  # fmt: skip
    return Comparison(TITLE, "Without crafts of one's own allies bring nothing; with them ever more, ever more slowly.",
                      "needs with a recent craft of one's own, share", "attempts that succeed, share", tuple(lines))  # fmt: skip
