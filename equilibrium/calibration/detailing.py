"""Sales calls on physicians, month by month: Manchanda, Rossi & Chintagunta (2004), J. of Marketing Research 41(4).

A regression within physicians says what one call adds to new prescriptions, in its own month and in the next. In the model
a physician is a practice of PATIENTS customers: a call falls on one of them, wins him with the contact's receptivity, and he
is prescribed the drug again and again until he lapses. Carry-over is then no parameter: it is the custom that was won.

Two numbers are fitted, receptivity to the sum of both effects, the weekly lapse to the mean prescriptions (what is won by
calls replaces what lapses; nothing else wins anybody). How the effect is shared between the two months is the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import brentq

from equilibrium.calibration.purchases import Purchases
from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate

TITLE = "Detailing"
MECHANISM = "contacts, loyalty"
SOURCE = "Manchanda, Rossi & Chintagunta (2004)"
DATASET = "detailing_monthly"
FILE = f"{DATASET}.csv"
BEYOND: dict[str, str] = {}
COLUMNS = ("physician_id", "month", "sales_calls", "new_prescriptions")
MONTHS = np.full(23, 4)  # weeks; all alike, else long months have more calls and more of everything
WEEKS = int(MONTHS.sum())
PATIENTS = 40  # of a physician, for whom the drug may be prescribed; own assumption
RATE = 0.25  # 1/week, prescriptions of a patient who has the drug, some one a month; own assumption
PHYSICIANS = 1000


@dataclass(frozen=True)
class Panel:
    """(physician, month) calls and new prescriptions."""

    calls: np.ndarray
    prescriptions: np.ndarray


@dataclass
class Calls:
    """A hook that learns who was called: where nothing is kept of fatigue, a called customer's fatigue is 1 for a week."""

    weeks: list[np.ndarray] = field(default_factory=list)

    def __call__(self, run: Run) -> None:
        self.weeks.append(run.state.customers.fatigue[:, 0] > 0.0)


def panel() -> Panel:
    """1,000 physicians in 23 months."""
    found = table(FILE, COLUMNS, folder())
    wide = [found.pivot(index="physician_id", columns="month", values=key).to_numpy(float) for key in COLUMNS[2:]]
    return Panel(*wide)


def effects(seen: Panel, lags: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Prescriptions per call in its own month and `lags` months later, within physicians; clustered standard errors."""
    y = seen.prescriptions[:, lags:]
    months = seen.calls.shape[1]
    x = np.stack([seen.calls[:, lags - lag : months - lag] for lag in range(lags + 1)], -1)
    y, x = y - y.mean(1, keepdims=True), x - x.mean(1, keepdims=True)
    bread = np.linalg.inv(np.einsum("pmi,pmj->ij", x, x))
    slopes = bread @ np.einsum("pmi,pm->i", x, y)
    scores = np.einsum("pmi,pm->pi", x, y - x @ slopes)
    return slopes, np.sqrt(np.diag(bread @ scores.T @ scores @ bread))


def expected_effects(lapse: float) -> np.ndarray:
    """What `effects` finds on average, calls falling at random, for one prescription a week of each patient ever won.

    Within physicians a lasting effect looks smaller than it is: part of it is in the physician's own mean.
    """
    months, week = len(MONTHS), np.arange(WEEKS)
    later = week[:, None] - week[None, :] - 1.0  # weeks after the call; the patient is prescribed from the next one on
    response = np.where(later >= 0.0, np.exp(-lapse * np.maximum(later, 0.0)), 0.0)
    in_month = (np.repeat(np.arange(months), MONTHS)[None, :] == np.arange(months)[:, None]).astype(float)
    own, before = np.eye(months)[1:], np.eye(months)[:-1]
    less_mean = np.eye(months - 1) - 1.0 / (months - 1)
    calls, scripts = in_month @ in_month.T, in_month @ response @ in_month.T
    lags = (own, before)
    spread = [[np.trace(a.T @ less_mean @ b @ calls) for b in lags] for a in lags]
    return np.linalg.solve(spread, [np.trace(a.T @ less_mean @ own @ scripts) for a in lags])


def fit(seen: Panel) -> tuple[float, float, float]:
    """(receptivity, weekly lapse, share of patients who have the drug) from the sum of effects and the two means."""
    week = -np.expm1(-RATE)  # prescriptions of a patient in a week
    share = seen.prescriptions.mean() / MONTHS.mean() / week / PATIENTS
    calls, goal = seen.calls.mean() / MONTHS.mean(), effects(seen)[0].sum()

    def receptivity(lapse: float) -> float:
        return float(goal / (week * (1.0 - share) * expected_effects(lapse).sum()))

    def gap(lapse: float) -> float:
        """Patients won less patients lost in a week."""
        return calls * receptivity(lapse) * (1.0 - share) + share * PATIENTS * float(np.expm1(-lapse))

    lapse = float(brentq(gap, 1e-4, 0.5))
    return receptivity(lapse), lapse, float(share)


def scenario(receptivity: float, lapse: float, share: float, calls: float) -> Scenario:
    """Practices of patients, called at random at `calls` a week and physician; those won are prescribed the drug."""
    hours = 1080.0  # of the still world's thirty people, all of them push
    rate = -np.log1p(-calls / PATIENTS) * PHYSICIANS * PATIENTS / hours
    return Scenario.load("known-worlds/still").with_(
        customers=PHYSICIANS * PATIENTS, weeks=WEEKS + 1, contact_rate=rate, receptivity=receptivity, fatigue_decay=0.0,
        attraction=20.0, purchase_rate=RATE, lapse_natural=lapse, start_share=share,
    )  # fmt: skip


def simulated(
    receptivity: float, lapse: float, share: float, calls: float, replicates: int = 12, seed: int = 2004
) -> list[Panel]:
    """The model's physicians, one panel a replicate."""
    hooks = Calls(), Purchases()
    simulate(scenario(receptivity, lapse, share, calls), replicates, seed, hooks=hooks)
    called = np.stack(hooks[0].weeks[1:], 1)  # seen a week later
    bought = hooks[1].history[:, :WEEKS]
    edges = np.append(0, MONTHS.cumsum()[:-1])

    def by_month(weekly: np.ndarray) -> np.ndarray:
        each = weekly.reshape(replicates, WEEKS, PHYSICIANS, PATIENTS).sum(-1, dtype=float)
        return np.add.reduceat(each, edges, axis=1).transpose(0, 2, 1)

    return [Panel(*pair) for pair in zip(by_month(called), by_month(bought), strict=True)]


def findings() -> Iterator[Finding]:
    """Effect of a call in its month and in the next, by the regression of the data, on the model's own physicians."""
    seen = panel()
    model = simulated(*fit(seen), seen.calls.mean() / MONTHS.mean())
    slopes = np.array([effects(one)[0] for one in model])
    rows = ("extra prescriptions per sales call, same month, within physician", "same, previous month's call")
    for k, (row, target) in enumerate(zip(rows, effects(seen)[0], strict=True)):
        error = float(slopes[:, k].std(ddof=1) / len(slopes) ** 0.5)
        yield between(f"{DATASET}: {row}", slopes[:, k].mean(), 0.05, 0.16, target=target, error=error,
                      note="their sum is fitted, how it is shared is not")  # fmt: skip
    row = f"{DATASET}: mean calls / mean prescriptions per month"
    calls, scripts = (np.mean([getattr(one, key) for one in model]) for key in ("calls", "prescriptions"))
    yield equal(f"{row} [calls]", calls, 1.883, 0.01883, "an input of the model", drawn_from="data")
    yield equal(f"{row} [prescriptions]", scripts, 5.061, 0.05061, "fitted by the lapse", drawn_from="fitted")


def parameters() -> dict[str, tuple[float, float, float]]:
    """Weekly lapse at which calls keep prescriptions up; 95 % from the two effects' standard errors, taken as independent."""
    seen = panel()
    _, lapse, _ = fit(seen)
    slopes, errors = effects(seen)
    half = 1.96 * float(np.hypot(*errors) / slopes.sum())
    return {"lapse_natural": (lapse, lapse * (1.0 - half), lapse * (1.0 + half))}


def comparison() -> Comparison:
    """Effect of a call by months since, all five together in one regression, data and model."""
    seen = panel()
    months = np.arange(5)
    slopes, errors = effects(seen, 4)
    model = np.array([effects(one, 4)[0] for one in simulated(*fit(seen), seen.calls.mean() / MONTHS.mean())])
    lines = (
        Line("seen, five months in one regression", months, slopes, errors, reference=True),
        Line("model", months, model.mean(0), model.std(0, ddof=1) / len(model) ** 0.5),
    )
    return Comparison(TITLE, "A call's effect lasts; the model's sets in late, as who is won buys from the next week on.",
                      "months since the call", "extra prescriptions per call", lines)  # fmt: skip
