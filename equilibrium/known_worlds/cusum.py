"""Brook & Evans (1972), An approach to the probability distribution of cusum run length, Biometrika 59(3).

How many weeks pass until a CUSUM tells of a shift, and until it tells of one that is not there: the sum is a Markov chain
once cut into classes. The very detector that policies use (`policies/cusum.py`) is then fed with normal noise. When one of
its two sums passes the limit the other stands at 0, so both start anew together and their rates add: 1/ARL = 1/ARL_up +
1/ARL_down (Kemp 1961, recalled).
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from equilibrium.findings import Comparison, Finding, Line, equal, held
from equilibrium.policies.cusum import Cusum

TITLE = "CUSUM"
MECHANISM = "policies/cusum"
SOURCE = "Brook & Evans (1972)"

# limit: shift: (mean run length, half of its last digit)
PRINTED = {4.0: {0.0: (168, 0.5), 0.5: (26.6, 0.05), 1.0: (8.38, 0.005)},
           5.0: {0.0: (465, 0.5), 0.5: (38.0, 0.05), 1.0: (10.4, 0.05)}}  # fmt: skip


def one_sided(allowance, limit, shift, classes=100):
    """Mean run length of one sum from 0, values normal with mean `shift` and deviation 1; `classes` cut (0, limit]."""
    width = 2.0 * limit / (2 * classes - 1)
    states = np.arange(classes)
    steps = (states[None, :] - states[:, None]) * width + allowance - shift
    chances = norm.cdf(steps + width / 2) - norm.cdf(steps - width / 2)
    chances[:, 0] = norm.cdf(steps[:, 0] + width / 2)
    return float(np.linalg.solve(np.eye(classes) - chances, np.ones(classes))[0])


def run_length(allowance, limit, shift, classes=100):
    """Mean run length of the two-sided chart; the error of cutting into classes, ~ 1/classes^2, is extrapolated away."""

    def fine(towards):
        rough, finer = (one_sided(allowance, limit, towards, count) for count in (classes, 2 * classes))
        return finer + (finer - rough) / 3.0

    return 1.0 / (1.0 / fine(shift) + 1.0 / fine(-shift))


def run_lengths(allowance, limit, shift, runs=4000, seed=1972):
    """(run,) weeks until the shipped detector's first signal."""
    luck = np.random.default_rng(seed)
    detector = Cusum(allowance, limit)
    detector.start(runs)
    heard = np.zeros(runs)
    week = 0
    while (heard == 0).any():
        week += 1
        heard[(detector.hear(luck.normal(shift, 1.0, runs)) != 0) & (heard == 0)] = week
    return heard


def findings() -> Iterator[Finding]:
    """The printed run lengths, by the chain and by the detector."""
    for limit, rows in PRINTED.items():
        for shift, (printed, digit) in rows.items():
            name = f"mean run length, h {limit:g}, shift {shift:g}"
            exact = run_length(0.5, limit, shift)
            yield equal(f"closed form: {name}", exact, printed, digit)
            yield held(name, run_lengths(0.5, limit, shift), exact)


def comparison() -> Comparison:
    """Run length by shift, chain and detector."""
    shifts = np.linspace(0.0, 2.0, 9)
    lines = []
    for group, limit in enumerate(PRINTED):
        fine = np.linspace(0.0, 2.0, 21)
        told = [run_lengths(0.5, limit, shift, 400) for shift in shifts]
        lines += [
            Line(f"Markov chain, h {limit:g}", fine, np.log10([run_length(0.5, limit, x, 50) for x in fine]), reference=True,
                 group=group),
            Line("detector", shifts, [np.log10(x.mean()) for x in told],
                 [x.std(ddof=1) / x.size**0.5 / x.mean() / np.log(10.0) for x in told], group=group),
        ]  # fmt: skip
    return Comparison(TITLE,
                      "A shift of one deviation is told in some ten weeks; a false one once in three or in nine years.",
                      "shift of the mean, standard deviations", "weeks until the signal, logarithm to base 10",
                      tuple(lines))  # fmt: skip
