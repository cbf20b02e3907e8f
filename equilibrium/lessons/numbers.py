"""Numbers of a finding: each with its 95 % interval, in one table that anyone can open as CSV."""

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy import stats

LEVEL = 0.95
RESAMPLES, LUCK = 2000, 95  # of a bootstrap, and its seed: the same runs give the same interval
BOUNDS = ("value", "low", "high")
RUNS = "runs"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Number:
    """A measured number, the 95 % interval it lies in, and how many runs both come from (0: so many that it is no matter)."""

    value: float
    low: float
    high: float
    runs: int = 0

    @property
    def sign(self) -> int:
        """1 if it is above zero, -1 if below, 0 if the interval holds zero: then it cannot be told."""
        return int(self.low > 0) - int(self.high < 0)

    @property
    def p(self) -> float:
        """How often luck alone would bring a mean as far from zero, by its interval (Student's)."""
        half = (self.high - self.low) / 2
        if half == 0:
            return float(self.value == 0)
        law = stats.t(self.runs - 1) if self.runs else stats.norm
        return float(2 * law.sf(abs(self.value) / half * law.ppf(0.5 + LEVEL / 2)))


@dataclass(frozen=True)
class Numbers:
    """All numbers of a finding.

    Attributes
    ----------
    places : names of what tells apart numbers of the same figure, as "context"
    table : {(figure, place, ...): Number}; a place that does not apply is left empty
    """

    places: tuple[str, ...]
    table: Mapping[tuple[str, ...], Number]

    def of(self, figure: str, *at: str | float) -> Number:
        """The number of `figure` at these places.

        Raises
        ------
        KeyError : if there is none
        """
        return self.table[_key(figure, at, len(self.places))]

    def has(self, figure: str, *at: str | float) -> bool:
        """Whether there is such a number."""
        return _key(figure, at, len(self.places)) in self.table

    def along(self, figure: str, place: str) -> tuple[str, ...]:
        """The values of a place for which there are numbers of `figure`, in their order."""
        k = 1 + self.places.index(place)
        return tuple(dict.fromkeys(key[k] for key in self.table if key[0] == figure))

    def text(self) -> str:
        """The table as CSV: figure, places, value, low, high, runs; numbers to their last digit."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("figure", *self.places, *BOUNDS, RUNS))
        for key, number in self.table.items():
            writer.writerow((*key, *(repr(float(getattr(number, name))) for name in BOUNDS), number.runs))
        return file.getvalue()

    @classmethod
    def read(cls, text: str) -> "Numbers":
        """The numbers that `text` holds."""
        head, *rows = csv.reader(io.StringIO(text))
        keys = head.index(BOUNDS[0])
        table = {}
        for row in rows:
            value, low, high = map(float, row[keys:-1])
            table[tuple(row[:keys])] = Number(value, low, high, int(row[-1]))
        return cls(tuple(head[1:keys]), table)


Found = tuple[str, tuple[str | float, ...], Number]


def gathered(places: Iterable[str], found: Iterable[Found]) -> Numbers:
    """Numbers from (figure, places, number)."""
    places = tuple(places)
    return Numbers(places, {_key(figure, at, len(places)): number for figure, at, number in found})


def _key(figure: str, at: tuple[str | float, ...], places: int) -> tuple[str, ...]:
    said = [each if isinstance(each, str) else f"{each:g}" for each in at]
    return (figure, *said, *[""] * (places - len(said)))


def mean(values: np.ndarray) -> Number:
    """Mean of independent `values` (replicate,), with Student's interval. Differences are taken before, run by run: under
    common random numbers most luck cancels."""
    values = np.asarray(values, float)
    middle, count = float(values.mean()), values.size
    error = float(values.std(ddof=1) / np.sqrt(count))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, count - 1)) * error
    return Number(middle, middle - half, middle + half, count)


def share(happened: np.ndarray) -> Number:
    """Share of runs (replicate,) in which something happened, with its exact interval (Clopper & Pearson 1934)."""
    happened = np.asarray(happened, bool)
    found = stats.binomtest(int(happened.sum()), happened.size)
    bounds = found.proportion_ci(LEVEL)
    return Number(float(happened.mean()), float(bounds.low), float(bounds.high), happened.size)


def resampled(values: np.ndarray, statistic: Callable[[np.ndarray], float]) -> Number:
    """A `statistic` of `values` (..., replicate) that is no mean (where a curve peaks, when it crosses zero), with the
    percentile interval of a bootstrap that draws whole replicates (Efron 1979)."""
    values, luck = np.asarray(values, float), np.random.default_rng(LUCK)
    count = values.shape[-1]
    again = [statistic(values[..., luck.integers(0, count, count)]) for _ in range(RESAMPLES)]
    low, high = np.quantile(again, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], method="inverted_cdf")
    return Number(float(statistic(values)), float(low), float(high), count)


def together(numbers: Mapping[Key, Number]) -> dict[Key, int]:
    """The signs of means that one sentence looks at side by side: real only by Holm's rule (1979), so that in one sentence in
    twenty at most luck is taken for anything, however many there are. 0 where it cannot be told."""
    signs, real = dict.fromkeys(numbers, 0), True
    for left, key in zip(range(len(numbers), 0, -1), sorted(numbers, key=lambda key: numbers[key].p), strict=True):
        real = real and numbers[key].p * left <= 1 - LEVEL
        signs[key] = numbers[key].sign if real else 0
    return signs


def topmost(gaps: Iterable[Number]) -> bool:
    """Whether what was found to be the highest is clearly so: each of its `gaps` to the others above zero, at a level divided by
    their number (Bonferroni), since which is highest was picked by the same runs."""
    gaps = list(gaps)
    return all(gap.value > 0 and gap.p * len(gaps) <= 1 - LEVEL for gap in gaps)


def interaction(both: np.ndarray, first: np.ndarray, second: np.ndarray, neither: np.ndarray) -> Number:
    """Complementarity: f(1,1) + f(0,0) - f(1,0) - f(0,1), run by run (Milgrom & Roberts 1990; Cassiman & Veugelers 2006)."""
    return mean(both + neither - first - second)


def chosen(values: np.ndarray) -> np.ndarray:
    """(replicate,) values of the best option of `values` (option, replicate), which for each half of the runs is the one that
    was best in the other half: who chooses and measures with the same luck finds more than there is."""
    values = np.asarray(values, float)
    count = values.shape[1]
    first = np.arange(count) < count // 2
    return np.where(first, values[values[:, ~first].mean(1).argmax()], values[values[:, first].mean(1).argmax()])
