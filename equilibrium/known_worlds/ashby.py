"""Ashby (1956), An Introduction to Cybernetics, chapter 11: only variety can destroy variety.

What is not matched stays: H(E) >= H(D) - I(D;R), in bits, where D is the disturbance, R the answer to it and E what gets through.
Here D is the pattern of a need's facts in reality, R the content by which the enterprise acts on that need, and E which facts
it has wrong. Since E says fact by fact where R differs from D (E = D xor R), who knows E and R knows D: H(D|R) = H(E|R), and
so the gap between both sides, the slack, is exactly I(E;R) >= 0, for whatever weeks and needs are counted. A fact on which the
enterprise does nothing (0) has no opposite: there E also says what is missing, so that D can still be told.

The slack tells whether errors follow from what is done (always the same facts wrong with the same content) or fall anyhow.
"""

from collections.abc import Iterator

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate

TITLE = "Ashby"
MECHANISM = "coherence, learning, crafts"
SOURCE = "Ashby (1956)"


def codes(patterns):
    """(...,) a number for each pattern (..., fact); the same for the same pattern only."""
    patterns = np.asarray(patterns)
    return np.unique(patterns.reshape(-1, patterns.shape[-1]), axis=0, return_inverse=True)[1].reshape(
        patterns.shape[:-1]
    )


def entropy(values):
    """Bits of variety in `values` (item,) or (item, part): -sum p log2 p over the distinct ones."""
    share = np.unique(np.asarray(values), axis=0, return_counts=True)[1] / len(values)
    return float(-(share * np.log2(share)).sum()) + 0.0


def shared(one, other):
    """Mutual information I(one; other) in bits, of (item,) each."""
    return entropy(one) + entropy(other) - entropy(np.stack([one, other], 1))


def errors(reality, content):
    """(..., fact) which facts are wrong: 0 right, 1 wrong, and reality's own 2 or -2 where the `content` is 0."""
    return np.where(content == 0, 2 * reality, (content != reality).astype(int))


def slack(disturbance, answer, outcome):
    """H(E) - (H(D) - I(D;R)) in bits, of (item,) each: never below 0 where answer and outcome tell the disturbance."""
    return entropy(outcome) - entropy(disturbance) + shared(disturbance, answer)


class Watcher:
    """A hook that notes, week by week, the facts of reality and what the focal enterprise does about them."""

    def __init__(self):
        self.reality, self.content = [], []

    def __call__(self, run: Run) -> None:
        """Note the state that last week left."""
        if run.week > 1:
            needs = run.state.shape["need"]
            for note, facts in (
                (self.reality, run.state.context.reality),
                (self.content, run.state.enterprises.doing[:, 0]),
            ):
                note.append(facts.reshape(len(facts), needs, -1).copy())

    def variety(self):
        """(replicate, 3) H(D), I(D;R) and H(E) in bits, over weeks and needs of each replicate."""
        reality, content = (np.stack(note, 1) for note in (self.reality, self.content))  # (replicate, week, need, fact)
        d, r, e = codes(reality), codes(content), codes(errors(reality, content))
        return np.array([(entropy(d[k].ravel()), shared(d[k].ravel(), r[k].ravel()), entropy(e[k].ravel()))
                         for k in range(len(d))])  # fmt: skip


def varieties(scenario, replicates=8, seed=1956):
    """(replicate, 3) H(D), I(D;R), H(E) of runs of any `scenario`."""
    watcher = Watcher()
    simulate(scenario, replicates, seed, hooks=[watcher])
    return watcher.variety()


def cases():
    """Name and scenario: enterprises that match reality's variety less and less well."""
    base = Scenario.load("storefront").with_(weeks=104, customers=1000)
    return {
        "storefront": base,
        "reality moves faster": base.with_(drift=0.05),
        "nobody learns": base.with_(learn_from_code=0, code_learns=0, sense=0, peer=0, card_belief=0, development=0),
        "all organism": base.with_(organization_organism=1),
    }


def findings() -> Iterator[Finding]:
    """The inequality in every run of every case, and what the slack is made of."""
    for name, scenario in cases().items():
        variety = varieties(scenario)
        gap = variety[:, 2] - variety[:, 0] + variety[:, 1]
        disturbing, matched, _ = variety.mean(0)
        yield between(f"least slack of a run, bits: {name}", gap.min(), -1e-9, np.inf,
                      note=f"mean {gap.mean():.2f}, of H(D) {disturbing:.2f} and I(D;R) {matched:.2f}")  # fmt: skip
    always, blind = np.array([0, 1, 2, 3] * 8), np.zeros(32, int)
    yield equal("closed form: slack of an answer that matches all", slack(always, always, always ^ always), 0.0, 1e-12)
    yield equal("closed form: what gets through an answer that never changes", entropy(always ^ blind), 2.0, 1e-12)


def comparison() -> Comparison:
    """What gets through against what variety alone must let through, a dot a run."""
    lines = [Line("bound", [0.0, 3.2], [0.0, 3.2], reference=True)]
    for group, (name, scenario) in enumerate(cases().items()):
        variety = varieties(scenario)
        lines.append(Line(name, variety[:, 0] - variety[:, 1], variety[:, 2], group=group))
    return Comparison(TITLE, "Of reality's variety at least what the enterprise does not match gets through as errors.",
                      "H(D) - I(D;R), bits", "H(E), bits", tuple(lines))  # fmt: skip
