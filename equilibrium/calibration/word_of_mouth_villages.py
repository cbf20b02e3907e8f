"""Word of mouth in villages: Cai, de Janvry & Sadoulet (2015), Social networks and the decision to insure, AEJ Applied 7(2).

Rice farmers were offered an insurance in two rounds. In the second, the share of the first round's people of one's own
village who had taken it up raises one's own take-up; whether the first round had to sign for yes or for no was drawn by lot
and is the instrument. In the model a second-round household hears of the first round's adopters (`influence` "share") and
meets a session of its own (a contact): chance 1 - (1 - session) exp(-talk * share). The session and the strength of talk are
fitted to the level of take-up and to the plain regression; the instrumented one is asked of the model's own adopters.
"""

import tempfile
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from equilibrium.calibration.sources import SHIPPED, table
from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.mechanisms import word_of_mouth
from equilibrium.scenario import Scenario
from equilibrium.simulation import Run, simulate
from equilibrium.state import State

TITLE = "Talk in villages"
MECHANISM = "word_of_mouth, contacts"
SOURCE = "Cai, de Janvry & Sadoulet (2015)"
DATASET = "social_insurance_takeup"
FILE = f"{DATASET}.csv"
BEYOND: dict[str, str] = {}
SHARE, OWN, LOT, PLACE = "pre_takeup_rate", "takeup_survey", "default", "village"
COVARIATES = (
    "male", "age", "agpop", "ricearea_2010", "literacy", "intensive", "risk_averse", "disaster_prob"
)  # fmt: skip


@cache
def households() -> pd.DataFrame:
    """1,410 households of the second round."""
    return table(FILE, (PLACE, OWN, LOT, SHARE, *COVARIATES), SHIPPED)


def effect(rows: pd.DataFrame, covariates: tuple[str, ...] = (), instrumented: bool = False) -> tuple[float, float]:
    """Effect of the share of earlier adopters on one's own take-up, dummies for each village; and the first stage.

    OLS, or two-stage least squares with the lot as the instrument. Rows that lack a covariate are left out.
    """
    columns = [OWN, SHARE, LOT, *covariates]
    rows = rows.dropna(subset=columns)
    inside = (rows[columns] - rows.groupby(PLACE)[columns].transform("mean")).to_numpy(float)
    y, x = inside[:, 0], np.delete(inside, (0, 2), axis=1)
    z = np.delete(inside, (0, 1), axis=1)
    first = float(np.linalg.lstsq(z, x[:, 0], rcond=None)[0][0])
    return float(np.linalg.solve((z if instrumented else x).T @ x, (z if instrumented else x).T @ y)[0]), first


def takes_up(session: float, talk: float, share: np.ndarray) -> np.ndarray:
    """Chance of a household that hears from a `share` of adopters, by the model's own hazard of talk."""
    hazard = np.array([word_of_mouth.talk_hazard(talk, one, 0.0, 0.0) for one in share])
    return 1.0 - (1.0 - session) * np.exp(-hazard)


def fit(rows: pd.DataFrame, slope: float) -> tuple[float, float]:
    """(session, talk) at which the mean take-up is that of `rows` and their regression finds `slope`."""
    share, level = rows[SHARE].to_numpy(float), float(rows[OWN].mean())

    def session(talk: float) -> float:
        return 1.0 - (1.0 - level) / float(np.mean(1.0 - takes_up(0.0, talk, share)))

    def gap(talk: float) -> float:
        return effect(rows.assign(**{OWN: takes_up(session(talk), talk, share)}))[0] - slope

    talk = float(brentq(gap, 0.0, 5.0))
    return session(talk), talk


def edges(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(link, 2) who talks: each household with all first-round people of its village; (first-round person,) adopters.

    Households are customers 0, 1, ...; a village's share of adopters, a ratio of small numbers, says how many people the
    first round had at least.
    """
    links, adopters, next_one = [], [], len(rows)
    for _, group in rows.reset_index(drop=True).groupby([PLACE, SHARE]):
        ratio = Fraction(float(group[SHARE].iloc[0])).limit_denominator(40)
        people = next_one + np.arange(ratio.denominator)
        links.append(np.stack(np.meshgrid(group.index, people), -1).reshape(-1, 2))
        adopters.append(np.arange(ratio.denominator) < ratio.numerator)
        next_one += ratio.denominator
    return np.concatenate(links), np.concatenate(adopters)


def adopters(session: float, talk: float, replicates: int = 100, seed: int = 2015) -> np.ndarray:
    """(replicate, household) who takes up in the model: moods are told in week 1, session and talk come in week 2."""
    rows = households()
    links, early = edges(rows)
    last: list[State] = []

    def first_round(run: Run) -> None:
        last[:] = [run.state]
        if run.week == 1:
            run.state.customers.supplier[:, len(rows) :] = np.where(early, 0, -1)

    with tempfile.TemporaryDirectory() as where:
        path = Path(where) / "villages.txt"
        np.savetxt(path, links, fmt="%d")
        world = Scenario.load("known-worlds/bass").with_(
            customers=len(rows) + early.size, weeks=2, network="edges", edges=str(path), word_of_mouth=talk, receptivity=0.0,
            shocks=[{"week": 2, "receptivity": {"set": session}}],
        )  # fmt: skip
        simulate(world, replicates, seed, hooks=[first_round])
    return last[0].customers.supplier[:, : len(rows)] == 0


def findings() -> Iterator[Finding]:
    """The data's regressions, and the same ones on the model's own adopters."""
    rows = households()
    ols, twosls = effect(rows, COVARIATES)[0], effect(rows, COVARIATES, True)
    name = f"{DATASET}: effect of share of earlier adopters in village on own take-up, OLS"
    second = f"{DATASET}: same, instrumented by randomised default (first stage 0.118)"
    yield between(f"{name} [data]", ols, 0.302, 0.602, target=0.452, drawn_from="data")
    yield between(f"{second} [data]", twosls[0], 0.3, 1.3, target=0.791, drawn_from="data")
    yield between(f"{second} [first stage, data]", twosls[1], 0.113, 0.123, target=0.118, drawn_from="data")
    chosen = adopters(*fit(rows, effect(rows)[0]))
    model = np.array([[effect(rows.assign(**{OWN: one.astype(float)}), (), way)[0] for way in (False, True)]
                      for one in chosen])  # fmt: skip
    error = model.std(0, ddof=1) / len(model) ** 0.5
    yield equal(f"{DATASET}: take-up", chosen.mean(), 0.464, 0.03, "fitted by the session", drawn_from="fitted")
    yield between(name, model[:, 0].mean(), 0.302, 0.602, target=0.452, error=error[0], drawn_from="fitted",
                  note="fitted by talk")  # fmt: skip
    yield between(second, model[:, 1].mean(), 0.3, 1.3, target=0.791, error=error[1],
                  note="nothing in the model sets apart the two regressions")  # fmt: skip


def strength() -> dict[str, tuple[float, float, float]]:
    """Hazard of talk between the two rounds if all of the first have adopted, from OLS (value) up to 2SLS (high).

    Low is OLS less 1.96 standard errors (villages drawn again 100 times).
    """
    rows = households()
    value = fit(rows, effect(rows)[0])[1]
    draw, groups, slopes = np.random.default_rng(2015), [group for _, group in rows.groupby(PLACE)], []
    for _ in range(100):
        again = draw.integers(len(groups), size=len(groups))
        slopes.append(effect(pd.concat([groups[k].assign(**{PLACE: n}) for n, k in enumerate(again)]))[0])
    low = effect(rows)[0] - 1.96 * float(np.std(slopes))
    return {"word_of_mouth": (value, fit(rows, max(0.0, low))[1], fit(rows, effect(rows, COVARIATES, True)[0])[1])}


def comparison() -> Comparison:
    """Take-up by share of earlier adopters, in fifths of households: seen and model."""
    rows = households()
    chosen = adopters(*fit(rows, effect(rows)[0])).mean(0)
    fifth = pd.qcut(rows[SHARE], 5, labels=False)
    share, seen = rows.groupby(fifth)[SHARE].mean().to_numpy(), rows.groupby(fifth)[OWN].agg(["mean", "sem"]).to_numpy()
    model = np.array([chosen[(fifth == k).to_numpy()].mean() for k in range(5)])
    lines = (
        Line("seen", 100 * share, 100 * seen[:, 0], 100 * seen[:, 1], reference=True),
        Line("model", 100 * share, 100 * model),
    )
    return Comparison(TITLE, "The more of the first round took it up, the more of the second do.",
                      "% of the village's first round who took it up", "% of the second round who take it up", lines)  # fmt: skip
