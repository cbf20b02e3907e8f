"""Complaint, churn, and how satisfaction is spread: a telecom's customers and a survey of advertisers.

* Iranian Churn (UCI 563; Jafari-Marandi et al. 2020): of 3,150 customers 7.7 % complained within nine months; at the end of
  the year .830 of them were gone, of the others .101. In the model a complaint is a request that fails: satisfaction falls
  (`failure_down`) and with it rises the weekly lapse (`lapse_dissatisfied` times the square of what is missing).
* Rossi, Gilula & Allenby (2001), JASA 96: overall satisfaction of 1,811 advertisers, 1 to 10. In the model satisfaction is the
  trace of answers that succeed and fail: their odds fix its mean, the steps they move it by fix its spread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.mechanisms.loyalty import lapse_hazard
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate

TITLE = "Complaints"
MECHANISM = "service, loyalty"
SOURCE = "Jafari-Marandi et al. (2020); Rossi, Gilula & Allenby (2001)"
CHURN, SURVEY = "iranian_telecom_churn", "customer_satisfaction_survey"
MADE_UP = "made up by its publisher"
BEYOND = {
    f"{SURVEY}: weights of price / effectiveness / distribution block on overall": "satisfaction in the model moves with "
    "answers, waits, missing goods and contacts; it rates neither prices nor what a purchase achieves",
    "employee_attitude_departments: weight of complaint handling on overall rating": "clerks rate their supervisor; people "
    "in the model have energy, and no opinion of how their own complaints are handled",
    "absenteeism_at_work: hours per absence mean, median": "people in the model work their weekly hours; nobody is absent",
    "telco_churn_ibm: churn; by contract m2m/1y/2y": MADE_UP,
    "telco_churn_ibm: churned per customer-month: all / month-to-month": MADE_UP,
    "employee_attrition_ibm: attrition; first year or less; overtime yes/no": MADE_UP,
}
BEHAVIOUR, YEAR = 39, 52  # weeks in which complaints are seen; weeks to the end of the year
LISTENED = {
    "base_success": 0.0,
    "knowledge_start": 0.0,
    "code_start": 0.0,
}  # nothing is known: answers succeed at the base


@dataclass
class Complained:
    """A hook: (replicate, customer) whether a customer has had a request so far."""

    ever: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    gone: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))

    def __call__(self, run: Run) -> None:
        people = run.state.customers
        if self.ever.size == 0:
            self.ever = np.zeros(people.request.shape, bool)
        self.ever |= people.request > 0
        self.gone = people.supplier < 0


def customers() -> pd.DataFrame:
    """Whether a customer of the telecom complained, and churned."""
    return table(f"{CHURN}.csv", ("complains", "churn"), folder())


def fit(seen: pd.DataFrame) -> tuple[float, float, float]:
    """(requests a week, natural lapse, lapse at zero satisfaction) from the complaint rate and churn without and with one.

    A customer is content until a request fails, and then not at all (`failure_down` 1). Complaints come at any time of the
    nine months; who complained in week k has the rest of the year to leave.
    """
    asked = seen["complains"] > 0
    without, after = seen["churn"][~asked].mean(), seen["churn"][asked].mean()
    natural = -np.log1p(-without) / YEAR
    left = YEAR - np.arange(1, BEHAVIOUR + 1)
    raised = brentq(lambda hazard: np.mean(-np.expm1(-hazard * left)) - after, 1e-6, 2.0)
    requests = -np.log1p(-asked.mean()) / BEHAVIOUR
    return float(requests), float(natural), float(raised - natural)


def scenario(
    requests: float, natural: float, dissatisfied: float, failure_down: float = 1.0, satisfaction: float = 1.0
) -> Scenario:
    """A year of customers whose every request fails; requests end after nine months."""
    return Scenario.load("known-worlds/still").with_(
        **LISTENED, customers=40_000, weeks=YEAR + 1, start_share=1.0, request_volume=requests, service=1.0,
        selling_serving=1.0, request_hours=1e-3, lapse_natural=natural, lapse_dissatisfied=dissatisfied,
        failure_down=failure_down, satisfaction_start=satisfaction, shocks=[{"week": BEHAVIOUR + 1, "request_volume": {"set": 0}}],
    )  # fmt: skip


def year(world: Scenario, replicates: int = 4, seed: int = 563) -> np.ndarray:
    """(replicate, 4): complaint rate, churn, churn without and with a complaint at the end of a year of `world`."""
    seen = Complained()
    simulate(world, replicates, seed, hooks=[seen])
    rows = [(ever.mean(), gone.mean(), gone[~ever].mean(), gone[ever].mean())
            for ever, gone in zip(seen.ever, seen.gone, strict=True)]  # fmt: skip
    return np.array(rows)


def satisfied(success: float, step: float, weeks: int = 100, seed: int = 2001) -> np.ndarray:
    """(customer,) satisfaction, on the scale of 1 to 10, of the model's customers who ask again and again.

    `success` is the chance that an answer succeeds, `step` the share by which it moves satisfaction.
    """
    last: list[np.ndarray] = []
    world = Scenario.load("known-worlds/still").with_(
        **(LISTENED | {"base_success": success}), customers=20_000, weeks=weeks, start_share=1.0, request_volume=1.0, service=1.0,
        selling_serving=1.0, request_hours=1e-3, success_up=step, failure_down=step, satisfaction_start=success,
    )  # fmt: skip
    simulate(world, 1, seed, hooks=[lambda run: last.append(run.state.customers.satisfaction)])
    return 1.0 + 9.0 * last[-1][0]


def ratings() -> np.ndarray:
    """Overall satisfaction of the survey, 1 to 10."""
    return table(f"{SURVEY}.csv", ("overall",), folder())["overall"].to_numpy(float)


def findings() -> Iterator[Finding]:
    """Churn by complaint in the model's year; the spread of satisfaction at the registry's steps."""
    seen = customers()
    model = year(scenario(*fit(seen)))
    error = model.std(0, ddof=1) / len(model) ** 0.5
    rows = (
        (f"{CHURN}: complaint rate", 0.077, 0.01, "fitted"),
        (f"{CHURN}: churn", 0.1571, 0.01, "follows from the three that are fitted"),
        (f"{CHURN}: churn without / with complaint [without]", 0.101, 0.04, "fitted"),
        (f"{CHURN}: churn without / with complaint [with]", 0.830, 0.04, "fitted"),
    )
    for k, (row, target, room, note) in enumerate(rows):
        yield between(row, model[:, k].mean(), target - room, target + room, target=target, error=error[k],
                      drawn_from="fitted", note=note)  # fmt: skip
    overall = ratings()
    step = float(REGISTRY["success_up"].default)
    own = satisfied((float(overall.mean()) - 1.0) / 9.0, step)
    row = f"{SURVEY}: overall mean, sd"
    yield equal(
        f"{row} [mean]", own.mean(), 6.07, 0.1, "fitted by the share of answers that succeed", drawn_from="fitted"
    )
    yield equal(f"{row} [sd]", own.std(), 2.55, 0.1,
                f"at the registry's steps of {step:g}; people also use scales differently, as that paper says")  # fmt: skip


def step_at_most() -> float:
    """Share by which an answer moves satisfaction if all of the survey's spread came from answers: an upper bound.

    Of s' = s + u (1 - s) or s (1 - u) at odds with mean m: variance m (1 - m) u / (2 - u).
    """
    overall = (ratings() - 1.0) / 9.0
    ratio = overall.var() / (overall.mean() * (1.0 - overall.mean()))
    return float(2.0 * ratio / (1.0 + ratio))


def registry_churn() -> tuple[float, float]:
    """A year's lapse at the registry's defaults, of a new customer and of one whose first request failed."""
    natural, dissatisfied, start, down = (
        float(REGISTRY[key].default)
        for key in ("lapse_natural", "lapse_dissatisfied", "satisfaction_start", "failure_down")
    )
    hazards = [lapse_hazard(natural, dissatisfied, start * left) for left in (1.0, 1.0 - down)]
    return float(-np.expm1(-YEAR * hazards[0])), float(-np.expm1(-YEAR * hazards[1]))


def parameters() -> dict[str, tuple[float, float, float]]:
    """Lapse at zero satisfaction behind this telecom's complaints, if a failed request leaves no satisfaction at all.

    95 % from the binomial of churn among those who complained. A smaller `failure_down` asks for a larger one.
    """
    seen = customers()
    asked = seen["complains"] > 0
    share, number = float(seen["churn"][asked].mean()), int(asked.sum())
    half = 1.96 * float(np.sqrt(share * (1.0 - share) / number))
    natural, left = fit(seen)[1], YEAR - np.arange(1, BEHAVIOUR + 1)
    ends = [brentq(lambda h, p=p: np.mean(-np.expm1(-h * left)) - p, 1e-6, 2.0) - natural
            for p in (share, share - half, share + half)]  # fmt: skip
    return {"lapse_dissatisfied": (float(ends[0]), float(ends[1]), float(ends[2]))}


def comparison() -> Comparison:
    """How many advertisers give each overall rating: survey, and the model's customers with small and large steps."""
    overall = ratings()
    marks = np.arange(1, 11)
    lines = [Line("survey", marks, [100 * np.mean(overall == mark) for mark in marks], reference=True)]
    success = (float(overall.mean()) - 1.0) / 9.0
    for group, step in enumerate((float(REGISTRY["success_up"].default), step_at_most())):
        given = np.rint(satisfied(success, step))
        shares = [100 * np.mean(given == mark) for mark in marks]
        lines.append(Line(f"model, steps of {step:.2f}", marks, shares, group=group))
    return Comparison(TITLE, "Answers alone spread satisfaction too little; the survey's extremes would ask for large steps.",
                      "overall satisfaction", "% of customers", tuple(lines))  # fmt: skip
