"""How often luck is called real, and how often the number of runs named is enough: the tables of docs/comparing.md."""

import numpy as np

from equilibrium.studies.comparison import Difference, difference

DRAWS = {
    "normal": lambda rng, n: rng.standard_normal(n),
    "exponential": lambda rng, n: rng.exponential(size=n) - 1,
    "minus exponential": lambda rng, n: 1 - rng.exponential(size=n),
}
EFFECTS = (0.3, 0.5, 1.0, 2.0)  # standard errors of a pilot of 16 pairs


def told(gaps: np.ndarray, at_once: int = 1) -> Difference:
    """What is said of paired differences `gaps` (pair,)."""
    return difference("profit", np.zeros(len(gaps)), gaps, at_once=at_once)


def kept(draw, pairs, effect, at_once, seed, trials=400):
    """(numbers named, numbers that were enough): a pilot that is too close is continued by the same sequence.

    `draw(rng, n)` gives n differences around 0 with spread 1; `effect` is in standard errors of the pilot.
    """
    rng, named, enough = np.random.default_rng(seed), 0, 0
    while named < trials:
        shift = effect / pairs**0.5
        pilot = draw(rng, pairs) + shift
        found = told(pilot, at_once)
        if found.needed is None:
            assert found.verdict == "real"
            continue
        more = draw(rng, found.needed - pairs) + shift
        named += 1
        enough += told(np.concatenate([pilot, more]), at_once).verdict == "real"
    return named, enough


def main() -> None:
    """Print both tables."""
    print("  named numbers that were enough" + "".join(f"{effect:>8}" for effect in EFFECTS))
    for name, draw in DRAWS.items():
        for at_once in (1, 6):
            shares = [np.divide(*kept(draw, 16, effect, at_once, seed=11)[::-1]) for effect in EFFECTS]
            print(f"  {name + ', ' + str(at_once):30}" + "".join(f"{share:8.2f}" for share in shares))
    for pairs in (4, 16, 64):
        rng = np.random.default_rng(pairs)
        real = np.mean([told(rng.standard_normal(pairs)).verdict == "real" for _ in range(3000)])
        print(f"  no difference, {pairs:2} pairs, called real: {100 * real:.1f} %")
