"""March (1991), Exploration and exploitation in organizational learning, Organization Science 2(1): 71-87.

`m` facts of reality in {-1, 1}; `n` individuals believe -1, 0 or 1 of each, by chance at first; the code starts at 0.
Each period, all from last period's state: a belief that differs from a non-zero code moves to it with probability p1; the
code moves to the majority view of those who know more than it with probability 1 - (1 - p2)^k, k being those of them who
differ from the code less those who do not. p3 replaces people, p4 flips facts.

There is no closed form, so the world is a second, independent implementation of the printed text. Three traps. The program
behind the printed figures differs from the text (gradual socialisation, a zero belief counts as a coin flip): this is the
text's reading. The text does not say how those vote who believe nothing (0): here they have no vote, k is the majority less
the minority. And updating individuals before the code, not with it, changes results (`individuals_first`).
"""

import numpy as np

from equilibrium.scenario import Scenario


def history(
    p1, p2, p3=0.0, p4=0.0, *, periods=100, runs=100, seed=0, facts=30, people=50, individuals_first=False
):  # fmt: skip
    """Code's and people's knowledge of reality, (2, runs, periods + 1): share of facts they have right.

    Parameters
    ----------
    p1 : float in [0, 1], or (people,) -- who learns how fast from the code
    p2 : float in [0, 1] -- how fast the code learns
    p3 : float in [0, 1] -- probability that a person is replaced, per period
    p4 : float in [0, 1] -- probability that a fact flips, per period
    individuals_first : bool -- the code then learns from beliefs already moved this period (not the text's reading)
    """
    rng = np.random.default_rng(seed)
    speed = np.broadcast_to(p1, (people,))[:, None]
    reality = rng.choice([-1, 1], (runs, facts))
    beliefs = rng.integers(-1, 2, (runs, people, facts))
    code = np.zeros((runs, facts), int)
    paths = np.empty((2, runs, periods + 1))

    def record(t):
        paths[0, :, t] = (code == reality).mean(-1)
        paths[1, :, t] = (beliefs == reality[:, None]).mean((-1, -2))

    record(0)
    for t in range(1, periods + 1):
        taught = (code[:, None] != 0) & (beliefs != code[:, None]) & (rng.random(beliefs.shape) < speed)
        moved = np.where(taught, code[:, None], beliefs)
        seen = moved if individuals_first else beliefs
        superior = (seen == reality[:, None]).sum(-1) > (code == reality).sum(-1)[:, None]
        plus = ((seen == 1) & superior[..., None]).sum(1)
        minus = ((seen == -1) & superior[..., None]).sum(1)
        view = np.sign(plus - minus)
        moves = (view != 0) & (view != code) & (rng.random(code.shape) < 1.0 - (1.0 - p2) ** abs(plus - minus))
        code = np.where(moves, view, code)
        beliefs = moved
        if p3 > 0.0:
            left = rng.random((runs, people)) < p3
            beliefs = np.where(left[..., None], rng.integers(-1, 2, beliefs.shape), beliefs)
        if p4 > 0.0:
            reality = np.where(rng.random(reality.shape) < p4, -reality, reality)
        record(t)
    return paths


def scenario(p1, p2, p3=0.0, p4=0.0, periods=100, spread=0.0):
    """The scenario whose `coherence` is the knowledge of the code under these rates.

    Half of the people learn with p1 (1 + `spread`), half with p1 (1 - `spread`).
    """
    return Scenario.load("known-worlds/march").with_(
        learn_from_code=p1,
        code_learns=p2,
        turnover=p3,
        drift=p4,
        drift_factor=1.0,
        learning_spread=spread,
        weeks=periods,
    )
