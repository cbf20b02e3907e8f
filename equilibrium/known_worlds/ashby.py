"""Ashby (1956), An Introduction to Cybernetics, chapter 11: only variety can destroy variety.

What is not matched stays: H(E) >= H(D) - I(D;R), in bits, where D is the disturbance, R the answer to it and E what gets through.
Here D is the pattern of a need's facts in reality, R the content by which the enterprise acts on that need, and E which facts
it has wrong. Since E says fact by fact where R differs from D (E = D xor R), who knows E and R knows D: H(D|R) = H(E|R), and
so the gap between both sides, the slack, is exactly I(E;R) >= 0, for whatever weeks and needs are counted. A fact on which the
enterprise does nothing (0) has no opposite: there E also says what is missing, so that D can still be told.

No data can break this, so that it holds says nothing for the model: its figures begin with "closed form:". What a run tells is
the size of the slack: whether errors follow from what is done (always the same facts wrong with the same content) or fall anyhow.
Patterns that hardly move share bits by chance as well; how many is told by the answers of another run, which knew nothing of these
errors. Any run can be asked: a `Watcher` among its hooks, then `Watcher.slack()` and `Watcher.by_chance()`.
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
    """A hook for any run: notes, week by week, the facts of reality and what an `enterprise` (0, the focal) does about them.

    All weeks but the last are noted, since a hook is called before its week.
    """

    def __init__(self, enterprise: int = 0):
        self.enterprise = enterprise
        self.reality: list[np.ndarray] = []  # a week each: (replicate, need, fact)
        self.content: list[np.ndarray] = []

    def __call__(self, run: Run) -> None:
        """Note the state that last week left."""
        if run.week > 1:
            needs = run.state.shape["need"]
            for note, facts in (
                (self.reality, run.state.context.reality),
                (self.content, run.state.enterprises.doing[:, self.enterprise]),
            ):
                note.append(facts.reshape(len(facts), needs, -1).copy())

    def slack(self) -> np.ndarray:
        """(replicate,) H(E) - (H(D) - I(D;R)) in bits: 0 where errors tell nothing of what is done, never below.

        Raises ValueError if no week was noted.
        """
        disturbing, matched, through = self.variety().T
        return through - disturbing + matched

    def by_chance(self) -> np.ndarray:
        """(replicate,) bits that errors share with the answers of the replicate before, where the slack is with their own.

        Raises as `slack`, and ValueError for a single replicate.
        """
        _, answers, outcomes = self.patterns()
        if len(answers) < 2:
            raise ValueError("Watcher: found a single replicate; what is shared by chance needs another")
        return np.array([shared(outcomes[k], answers[k - 1]) for k in range(len(answers))])

    def variety(self) -> np.ndarray:
        """(replicate, 3) H(D), I(D;R) and H(E) in bits, over weeks and needs of each replicate; raises as `slack`."""
        return np.array([(entropy(d), shared(d, r), entropy(e)) for d, r, e in zip(*self.patterns(), strict=True)])

    def patterns(self) -> list[np.ndarray]:
        """D, R and E, (replicate, item) numbers of patterns each; an item is a need in a week. Raises as `slack`."""
        if not self.reality:
            raise ValueError("Watcher: found no week noted; it is a hook of a run of at least two weeks")
        reality, content = (np.stack(note, 1) for note in (self.reality, self.content))  # (replicate, week, need, fact)
        return [codes(facts).reshape(len(facts), -1) for facts in (reality, content, errors(reality, content))]


def watched(scenario, replicates=8, seed=1956):
    """The `Watcher` of runs of any `scenario`."""
    watcher = Watcher()
    simulate(scenario, replicates, seed, hooks=[watcher])
    return watcher


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
    """How large the slack of the runs of each case is, and what it is made of."""
    for name, scenario in cases().items():
        watcher = watched(scenario)
        gap, (disturbing, matched, _) = watcher.slack(), watcher.variety().mean(0)
        yield between(f"closed form: least slack of a run, bits, {name}", gap.min(), -1e-9, np.inf,
                      note=f"mean {gap.mean():.2f}, {watcher.by_chance().mean():.2f} with another run's answers; "
                           f"H(D) {disturbing:.2f}, I(D;R) {matched:.2f}")  # fmt: skip
    always, blind = np.array([0, 1, 2, 3] * 8), np.zeros(32, int)
    yield equal("closed form: slack of an answer that matches all", slack(always, always, always ^ always), 0.0, 1e-12)
    yield equal("closed form: what gets through an answer that never changes", entropy(always ^ blind), 2.0, 1e-12)


def comparison() -> Comparison:
    """What gets through against what variety alone must let through, a dot a run."""
    lines = [Line("bound", [0.0, 3.2], [0.0, 3.2], reference=True)]
    for group, (name, scenario) in enumerate(cases().items()):
        variety = watched(scenario).variety()
        lines.append(Line(name, variety[:, 0] - variety[:, 1], variety[:, 2], group=group))
    return Comparison(TITLE, "Of reality's variety at least what the enterprise does not match gets through as errors.",
                      "H(D) - I(D;R), bits", "H(E), bits", tuple(lines))  # fmt: skip
