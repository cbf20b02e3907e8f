"""Page (2007), The Difference, and Galton's arithmetic: what a crowd knows that its members do not.

For one quantity the squared error of the crowd's mean is the members' mean squared error less their diversity (the variance
of what they say): an identity, in whatever crowd. It is asked here of the model's own crowds, week by week: cells that believe
something of each fact (-1, 0, 1; an error of 2 is a full one), and people whose insight cards hang on the wall. No data can break
it, so that it holds says nothing for the model.

Numbers help only against errors that differ. With variance v, bias b and a correlation rho of errors, n members are off by
b^2 + v (rho + (1 - rho)/n) in the square: beyond a few, more members add nothing. With v, b and rho as they are in the model's
cells, that is the error of cells picked by chance, for every n: it is the mean over all ways to pick them, an identity once more.
The figures of both begin with "closed form:". What the model does give is how much its cells err together.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, clear, equal, held
from equilibrium.known_worlds.cards import crowd_error
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate

TITLE = "crowds"
MECHANISM = "learning, antenna"
SOURCE = "Page (2007)"


def errors(said, truth):
    """(crowd's, mean member's, diversity): squared errors of `said` (member, ...) about `truth` (...), and its variance."""
    said = np.asarray(said, float)
    mean = said.mean(0)
    return (mean - truth) ** 2, ((said - truth) ** 2).mean(0), ((said - mean) ** 2).mean(0)


def identity_gap(said, truth):
    """Largest |crowd's error - (mean error - diversity)|."""
    crowd, member, diversity = errors(said, truth)
    return float(np.abs(crowd - (member - diversity)).max(initial=0.0))


def together(error):
    """(variance, bias, correlation) of `error` (occasion, member), as between any two of the members.

    The bias is the mean of all; variance and covariance are taken about it.
    """
    error = np.asarray(error, float)
    members = error.shape[1]
    bias = error.mean()
    off = error - bias
    variance = (off**2).mean()
    whole = (off.sum(1) ** 2).mean()
    covariance = (whole - members * variance) / (members * (members - 1))
    return variance, bias, covariance / variance if variance > 0.0 else 0.0


def drawn(variance, bias, members, correlation, times=20_000, seed=2007):
    """(time,) squared error of the mean of `members` normal estimates with equal `correlation` in [0, 1] of their errors."""
    luck = np.random.default_rng(seed)
    common = np.sqrt(correlation) * luck.normal(size=times)
    own = np.sqrt(1.0 - correlation) * luck.normal(size=(times, members)).mean(1)
    return (bias + np.sqrt(variance) * (common + own)) ** 2


class Watcher:
    """A hook that notes what the focal enterprise's cells believe, what its cards say, and what is true."""

    def __init__(self):
        self.gap_cells = self.gap_cards = 0.0
        self.cards = 0
        self.error = []  # a week each: (replicate, fact, cell) belief less truth

    def __call__(self, run: Run) -> None:
        """Note the state that last week left; cells that live in all replicates only."""
        state = run.state
        if run.week < 2:
            return
        living = state.cells.alive[:, 0].all(0)
        beliefs, truth = state.cells.beliefs[:, 0][:, living], state.context.reality
        self.gap_cells = max(self.gap_cells, identity_gap(beliefs.swapaxes(0, 1), truth))
        self.error.append((beliefs - truth[:, None].astype(float)).swapaxes(1, 2))
        for r, facts in enumerate(truth):
            hung = min(state.cards.count[r, 0], state.cards.fact.shape[2])
            fact, value = state.cards.fact[r, 0, :hung], state.cards.value[r, 0, :hung]
            for j in np.unique(fact):
                self.gap_cards = max(self.gap_cards, identity_gap(value[fact == j], facts[j]))
            self.cards = max(self.cards, hung)


def watched(organism, replicates=8, seed=2007):
    """Watcher of a storefront of one year, nobody ruined, with this mix of organisation (0) and organism (1)."""
    watcher = Watcher()
    scenario = Scenario.load("storefront").with_(weeks=52, customers=500, organization_organism=organism, growth=False,
                                                credit=np.inf)  # fmt: skip
    simulate(scenario, replicates, seed, hooks=[watcher])
    return watcher


def picked(error, members, times=200, seed=2007):
    """Mean squared error of the mean of `members` cells picked by chance, over occasions of `error` (occasion, cell)."""
    luck = np.random.default_rng(seed)
    chosen = luck.permuted(np.tile(np.arange(error.shape[1]), (times, 1)), axis=1)[:, :members]
    return np.array([(error[:, few].mean(1) ** 2).mean() for few in chosen])


def findings() -> Iterator[Finding]:
    """The identity in the model's own crowds, and what correlation makes of numbers."""
    crowds = {organism: watched(organism) for organism in (0.0, 1.0)}
    for organism, watcher in crowds.items():
        yield equal(
            f"closed form: identity among cells, organism {organism:g}: largest gap", watcher.gap_cells, 0.0, 1e-9
        )
        yield equal(f"closed form: identity among cards, organism {organism:g}: largest gap", watcher.gap_cards, 0.0, 1e-9,
                    note=f"walls of up to {watcher.cards} cards")  # fmt: skip
        error = np.concatenate(watcher.error).reshape(-1, watcher.error[0].shape[2])
        variance, bias, correlation = together(error)
        for members in (1, 3, error.shape[1]):
            yield held(f"closed form: error of the mean of {members} of the cells, organism {organism:g}", picked(error, members),
                       crowd_error(variance, bias, members, correlation), allowance=1e-9,
                       note=f"correlation of their errors {correlation:.2f}")  # fmt: skip
    apart = [
        [together(np.concatenate([week[r] for week in watcher.error]))[2] for r in range(8)]
        for watcher in crowds.values()
    ]
    yield clear("correlation of errors, organisation less organism", np.array(apart[0]) - np.array(apart[1]),
                note="a code makes cells err together")  # fmt: skip
    for correlation, known in ((0.0, 1.45), (0.3, 4.015)):
        yield equal(
            f"closed form: 20 members, correlation {correlation:g}", crowd_error(9, 1, 20, correlation), known, 1e-9
        )
        yield held(f"closed form: the same drawn, correlation {correlation:g}", drawn(9, 1, 20, correlation), known)


def comparison() -> Comparison:
    """Error of few and of many cells, under code and apart."""
    lines = []
    for group, (name, organism) in enumerate((("organisation", 0.0), ("half", 0.5), ("organism", 1.0))):
        error = np.concatenate(watched(organism).error)
        error = error.reshape(-1, error.shape[2])
        members = np.arange(1, error.shape[1] + 1)
        variance, bias, correlation = together(error)
        lines += [Line(f"{name}: correlation {correlation:.2f}", members,
                       [crowd_error(variance, bias, n, correlation) for n in members], reference=True, group=group),
                  Line("cells of the model", members, [picked(error, n, 50).mean() for n in members], group=group)]  # fmt: skip
    return Comparison(TITLE, "The more cells err together, the less it helps to ask many of them.",
                      "cells asked", "squared error of their mean belief", tuple(lines))  # fmt: skip
