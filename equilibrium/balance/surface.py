"""A response surface over mixes: what was simulated at some, said of all, with how far it may be wrong.

A Gaussian process with Matern's kernel of smoothness 5/2, a length for each dimension and a nugget, all by likelihood over
the means of the mixes (scikit-learn). What it says anywhere is then linear in what was simulated, so the same weights read
every replicate's own column: a difference of two places is paired by replicate like any other.

It may be wrong in two ways, which are kept apart and added: other replicates would have given other means (from replicate
to replicate, measured), and between the mixes that were simulated the truth may bend (the process's own, with the nugget's
luck taken out, for the replicates already hold it).

Over the reference scenario's eight dimensions (160 Sobol mixes, 48 replicates, four folds) quadratics miss left-out means by
217 thousand EUR, this by 100, of a spread of 404: interference bends the surface more than a quadratic can.

References
----------
Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, ch. 2, 5. Ankenman, Nelson, Staum (2010), Operations
Research 58(2): stochastic kriging. Wilson et al. (2020), ICML: draws of a whole surface, smooth and cheap to climb.
Rahimi & Recht (2007), NIPS: random features.
"""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import minimize
from scipy.spatial.distance import cdist
from scipy.stats import qmc
from scipy.stats import t as student

FEATURES = 768  # waves of which a draw of the surface is made
LEVEL = 0.95  # of every interval
CONSTANT = 100.0  # variance of the level beforehand, in variances of the means: so wide that it says nothing
LENGTHS, NUGGETS = (0.05, 20.0), (1e-4, 1.0)  # where a length (in ranges) and the nugget are looked for
ENOUGH = 256  # mixes from which lengths and nugget are learnt; more say the same and take a cube of time
CANDIDATES = 1024  # places looked at before climbing
PEAKS = 8  # climbs of the mean


@dataclass(frozen=True)
class Measured:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


def measured(values: np.ndarray) -> Measured:
    """Mean of independent `values` (replicate,) that are numbers, with Student's interval."""
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if values.size < 2:
        return Measured(float(values.mean()) if values.size else np.nan, -np.inf, np.inf)
    half = float(student.ppf(0.5 + LEVEL / 2, values.size - 1) * values.std(ddof=1) / values.size**0.5)
    return Measured(float(values.mean()), float(values.mean()) - half, float(values.mean()) + half)


@dataclass(frozen=True)
class Surface:
    """A fitted surface; all `points` are (point, dimension) in the dimensions' own units.

    Attributes
    ----------
    points, values : (mix, dimension), (mix, replicate) that it was fitted to
    bounds : (dimension, 2)
    lengths : (dimension,) over which the surface bends, in the dimension's range; a long one hardly matters
    variance, nugget : of the bends and of the luck of single mixes, in the values' unit squared
    """

    points: np.ndarray
    values: np.ndarray
    bounds: np.ndarray
    lengths: np.ndarray
    variance: float
    nugget: float

    def mean(self, points: np.ndarray) -> np.ndarray:
        """(point,) mean over replicates."""
        return self._kernel(self._inside(points)) @ self._solved.mean(1)

    def per_replicate(self, points: np.ndarray) -> np.ndarray:
        """(point, replicate): each replicate's own surface."""
        return self._kernel(self._inside(points)) @ self._solved

    def difference(self, points: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(point,) how much higher each point is than `reference` (one point, or one for each), and its standard error."""
        gaps = self.per_replicate(points) - self.per_replicate(reference)
        return gaps.mean(1), np.hypot(_luck(gaps), self.bends(points, reference))

    def bends(self, points: np.ndarray, reference: np.ndarray | None = None) -> np.ndarray:
        """(point,) how far the surface may be wrong between the mixes that were simulated, a standard deviation: of its height
        at each point, or of how much higher the point is than `reference` (one point, or one for each)."""
        here = self._inside(points)
        kernel = self._kernel(here)
        own = np.full(len(here), CONSTANT * self._scale + self.variance)
        if reference is not None:
            there = np.broadcast_to(self._inside(reference), here.shape)
            kernel = kernel - self._kernel(there)
            own = 2.0 * self.variance * (1.0 - _matern(np.linalg.norm((here - there) / self.lengths, axis=1)))
        weights = self._solve(kernel.T)  # (mix, point)
        left = own - np.einsum("pm,mp->p", kernel, weights) - self.nugget * (weights**2).sum(0)
        return np.sqrt(np.maximum(left, 0.0))

    def best(self, starts: np.ndarray | None = None) -> np.ndarray:
        """(dimension,) the highest place in the box: climbs from the best of many places, and from `starts`."""
        places = np.vstack([self._places(), self.points if starts is None else np.vstack([self.points, starts])])
        with _one_thread():
            first = _apart(self._inside(places), np.argsort(-self.mean(places)), PEAKS)
            own = np.repeat(self._solved.mean(1)[:, None], len(first), 1)
            found, heights = self._climb(self._inside(places)[first], own)
        return self._outside(found[int(np.argmax(heights))])

    def best_of_draws(self, draws: int, seed: int, replicates: float = 1.0) -> np.ndarray:
        """(draw, dimension) where the best would lie if luck and bends had fallen otherwise: the spread of the best place.

        A draw is a whole surface that agrees with what was simulated as far as its errors allow: the mean, plus luck as the
        replicates show it (Student's, by their number), plus bends between the mixes. Each is climbed from its best place.

        Parameters
        ----------
        replicates : times as many as there were, for what more would buy
        """
        luck = np.random.default_rng(seed)
        count = self.values.shape[1]
        waves = luck.standard_normal((FEATURES, len(self.lengths)))
        waves /= np.sqrt(luck.chisquare(5, (FEATURES, 1)) / 5) * self.lengths  # the spectrum of Matern's kernel
        phases = luck.uniform(0, 2 * np.pi, FEATURES)
        size = np.sqrt(2.0 * self.variance / FEATURES)
        heights = size * luck.standard_normal((FEATURES, draws))
        spread = luck.standard_normal((count, draws))
        spread *= np.sqrt((count - 1) / luck.chisquare(max(count - 1, 1), draws)) / np.sqrt(
            count * max(count - 1, 1) * replicates
        )
        own = self._solved.mean(1)[:, None] + (self._solved - self._solved.mean(1, keepdims=True)) @ spread
        own -= self._solve(np.cos(self._unit @ waves.T + phases) @ heights)
        middle = self._inside(self.best())
        near = np.clip(middle + luck.normal(0, 0.12, (CANDIDATES // 2, len(self.lengths))), 0, 1)
        places = np.vstack([self._inside(self._places()), self._unit, near, middle])
        values = self._kernel(places) @ own + np.cos(places @ waves.T + phases) @ heights
        with _one_thread():
            return self._outside(self._climb(places[values.argmax(0)], own, (waves, phases, heights))[0])

    def _climb(
        self, starts: np.ndarray, own: np.ndarray, waves: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """From start j up the surface with coefficients own[:, j] (and waves): all in one problem, since a sum of functions
        of separate variables is highest where each is."""
        shape, scale = starts.shape, max(float(self.values.mean(1).std()), 1e-300)

        def below(flat: np.ndarray) -> tuple[float, np.ndarray]:
            at = flat.reshape(shape)
            value, slope = self._rise(at, own, waves)
            return -float(value.sum()) / scale, -slope.ravel() / scale

        limits = [(0.0, 1.0)] * starts.size
        found = minimize(below, starts.ravel(), jac=True, method="L-BFGS-B", bounds=limits,
                         options={"maxiter": 150, "maxcor": 20, "ftol": 1e-10})  # fmt: skip
        places = np.clip(found.x.reshape(shape), 0.0, 1.0)
        return places, self._rise(places, own, waves)[0]

    def _rise(self, at: np.ndarray, own: np.ndarray, waves: tuple | None) -> tuple[np.ndarray, np.ndarray]:
        """Value and slope at place j of surface j."""
        distance = cdist(at / self.lengths, self._unit / self.lengths)
        root = np.sqrt(5.0) * distance
        fall = self.variance * np.exp(-root)
        value = np.einsum("jm,mj->j", CONSTANT * self._scale + fall * (1 + root + root**2 / 3), own)
        pull = 5.0 / 3.0 * fall * (1 + root) * own.T
        slope = (pull @ self._unit - at * pull.sum(1, keepdims=True)) / self.lengths**2
        if waves is not None:
            turn = at @ waves[0].T + waves[1]
            value = value + np.einsum("jf,fj->j", np.cos(turn), waves[2])
            slope = slope - (np.sin(turn) * waves[2].T) @ waves[0]
        return value, slope

    def _kernel(self, unit: np.ndarray) -> np.ndarray:
        """(point, mix) covariance of points of the unit box with the mixes."""
        return CONSTANT * self._scale + self.variance * _matern(cdist(unit / self.lengths, self._unit / self.lengths))

    def _inside(self, points: np.ndarray) -> np.ndarray:
        return (np.atleast_2d(np.asarray(points, float)) - self.bounds[:, 0]) / np.ptp(self.bounds, axis=1)

    def _outside(self, unit: np.ndarray) -> np.ndarray:
        return np.clip(self.bounds[:, 0] + unit * np.ptp(self.bounds, axis=1), self.bounds[:, 0], self.bounds[:, 1])

    def _places(self) -> np.ndarray:
        return self._outside(spaced(len(self.bounds), CANDIDATES, 0))

    def _solve(self, right: np.ndarray) -> np.ndarray:
        return cho_solve((self._factor, True), right)

    @cached_property
    def _unit(self) -> np.ndarray:
        return self._inside(self.points)

    @cached_property
    def _scale(self) -> float:
        return float(self.values.mean(1).var()) or 1.0

    @cached_property
    def _factor(self) -> np.ndarray:
        return cholesky(self._kernel(self._unit) + self.nugget * np.eye(len(self.points)), lower=True)

    @cached_property
    def _solved(self) -> np.ndarray:
        """(mix, replicate) coefficients of each replicate's surface."""
        return self._solve(self.values)


def fit(points: np.ndarray, values: np.ndarray, bounds: np.ndarray, near: Surface | None = None) -> Surface:
    """The surface over `values` (mix, replicate) at `points` (mix, dimension), all mixes under the same replicates.

    Mixes where a value is no number (satisfaction without customers) are left out.

    Parameters
    ----------
    near : a surface fitted to part of the same values, from whose lengths the search for these begins

    Raises
    ------
    ValueError : if fewer mixes are left than there are dimensions and two
    ImportError : without scikit-learn, saying what to install
    """
    try:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    except ImportError:
        raise ImportError(
            "the surface needs scikit-learn: pip install 'equilibrium[balance]'", name="sklearn"
        ) from None
    points, values, bounds = np.atleast_2d(points).astype(float), np.asarray(values, float), np.asarray(bounds, float)
    known = np.isfinite(values).all(1)
    points, values = points[known], values[known]
    if len(points) < len(bounds) + 2:
        raise ValueError(f"surface: {len(points)} mixes with values found; over {len(bounds)} dimensions at least "
                         f"{len(bounds) + 2} are needed")  # fmt: skip
    means = values.mean(1)
    scale = float(means.std())
    if not scale > 1e-12 * max(1.0, float(abs(means).max())):  # flat: nothing bends
        return Surface(points, values, bounds, np.ones(len(bounds)), 1e-12, 1e-12)
    lengths = np.ones(len(bounds)) if near is None else near.lengths
    inner = 1.0 if near is None else float(np.clip(near.variance / scale**2, 0.02, 900))
    start = ConstantKernel(inner, (1e-2, 1e3)) * Matern(lengths, LENGTHS, nu=2.5) + WhiteKernel(0.01, NUGGETS)
    unit = (points - bounds[:, 0]) / np.ptp(bounds, axis=1)
    with warnings.catch_warnings(), _one_thread():
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # a length at its limit says that a dimension does not matter
        some = np.random.default_rng(0).permutation(len(unit))[:ENOUGH]
        kernel = GaussianProcessRegressor(start).fit(unit[some], (means[some] - means.mean()) / scale).kernel_
    return Surface(points, values, bounds, np.broadcast_to(kernel.k1.k2.length_scale, len(bounds)).copy(),
                   float(kernel.k1.k1.constant_value) * scale**2, float(kernel.k2.noise_level) * scale**2)  # fmt: skip


def spaced(dimensions: int, count: int, seed: int) -> np.ndarray:
    """(point, dimension) that fill the unit box evenly: the first `count` of a scrambled Sobol sequence."""
    return qmc.Sobol(dimensions, seed=seed).random_base2(max(count - 1, 1).bit_length())[:count]


def _one_thread() -> AbstractContextManager:
    """Matrices of a few hundred rows are done sooner by one thread, and far sooner where the others are taken."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _luck(gaps: np.ndarray) -> np.ndarray:
    """(point,) standard error of the mean of `gaps` (point, replicate); 0 where one replicate cannot tell."""
    replicates = gaps.shape[1]
    return gaps.std(axis=1, ddof=1) / replicates**0.5 if replicates > 1 else np.zeros(len(gaps))


def _matern(distance: np.ndarray) -> np.ndarray:
    root = np.sqrt(5.0) * distance
    return (1.0 + root + root**2 / 3.0) * np.exp(-root)


def _apart(unit: np.ndarray, order: np.ndarray, most: int) -> list[int]:
    """The first `most` of `order` that are not close to one before: each peak gets a start."""
    kept: list[int] = []
    for k in order.tolist():
        if all(abs(unit[k] - unit[other]).max() > 0.15 for other in kept):
            kept.append(k)
            if len(kept) == most:
                break
    return kept
