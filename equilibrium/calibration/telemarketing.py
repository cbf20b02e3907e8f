"""Calls of a bank that sells deposits: fatigue, regimes, and who bought before. Moro, Cortez & Rita (2014), DSS 62.

A call convinces with the regime's receptivity, dulled by fatigue (`mechanisms/contacts.py`); here a week of the model is a
call. Receptivity in three regimes (by the 3-month euribor) and the scale of fatigue, four numbers, are fitted by maximum
likelihood on who subscribes at which call. When the bank gives a person up is its own decision and is taken from the data:
who is called often is a person who said no often, which alone makes conversion fall with the number of calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.mechanisms import choice, contacts
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Telemarketing"
MECHANISM = "contacts, choice"
SOURCE = "Moro, Cortez & Rita (2014)"
DATASET = "bank_telemarketing_sample"
FILE = f"{DATASET}.csv"
BEYOND: dict[str, str] = {}
REGIMES = ("<=1", "1-2", ">4")  # euribor, %; two persons between 2 and 4 are counted with >4
KEEP = float(REGISTRY["fatigue_decay"].default)  # of fatigue, from one call to the next
LAST = 7  # calls: 1, ..., 6, 7 and more


@dataclass(frozen=True)
class Called:
    """One row a person: number of calls, whether subscribed in the last of them, regime, outcome of an earlier campaign."""

    calls: np.ndarray
    subscribed: np.ndarray
    regime: np.ndarray
    before: np.ndarray


def called() -> Called:
    """The authors' sample of 4,119 persons."""
    columns = ("contacts_this_campaign", "subscribed", "euribor3m", "poutcome")
    calls, answer, rate, before = (table(FILE, columns, folder())[column].to_numpy() for column in columns)
    return Called(calls.astype(int), answer == "yes", np.searchsorted([1.0, 2.0], rate.astype(float)), before)


def convinced(receptivity: float, scale: float, calls: int) -> np.ndarray:
    """Chance that call 1, 2, ..., `calls` convinces a person who has refused all before."""
    fatigue, chances = 0.0, []
    for _ in range(calls):
        fatigue *= KEEP
        chances.append(contacts.convince_probability(receptivity, 1.0, scale, fatigue))
        fatigue += 1.0
    return np.array(chances)


def log_likelihood(values: np.ndarray, who: Called) -> float:
    """Of all calls; `values` are the logarithms of three receptivities, then the scale of fatigue."""
    total = 0.0
    for k in range(len(REGIMES)):
        chance = np.minimum(convinced(float(np.exp(values[k])), float(values[3]), int(who.calls.max())), 1.0 - 1e-12)
        refused = np.append(0.0, np.log1p(-chance).cumsum())
        here = who.regime == k
        calls, yes = who.calls[here], who.subscribed[here]
        total += refused[calls - 1].sum() + np.where(yes, np.log(chance[calls - 1]), np.log1p(-chance[calls - 1])).sum()
    return float(total)


def fit(who: Called) -> tuple[np.ndarray, np.ndarray]:
    """Maximum likelihood: values as in `log_likelihood`, and their covariance."""
    begin = np.append(np.log([0.2, 0.1, 0.02]), 0.1)
    options = {"xatol": 1e-7, "fatol": 1e-7, "maxiter": 4000}
    best = minimize(lambda q: -log_likelihood(q, who), begin, method="Nelder-Mead", options=options).x
    step, signs = 1e-3 * np.eye(4), [(s, t) for s in (1, -1) for t in (1, -1)]
    hessian = [[sum(s * t * log_likelihood(best + s * step[i] + t * step[j], who) for s, t in signs) / 4e-6
                for j in range(4)] for i in range(4)]  # fmt: skip
    return best, np.linalg.inv(-np.array(hessian))


def given_up(who: Called, regime: int) -> np.ndarray:
    """Share of those who refused call 1, 2, ... whom the bank does not call again."""
    here, most = who.regime == regime, int(who.calls.max())
    last = np.bincount(who.calls[here], minlength=most + 1)[1:].astype(float)
    yes = np.bincount(who.calls[here & who.subscribed], minlength=most + 1)[1:]
    refused = last[::-1].cumsum()[::-1] - yes
    return np.divide(last - yes, refused, out=np.ones(most), where=refused > 0)


def scenario(receptivity: float, scale: float, calls: int) -> Scenario:
    """Everybody is called once a week; who is convinced comes and is called no more."""
    return Scenario.load("known-worlds/bass").with_(
        customers=40_000, weeks=calls, network="none", word_of_mouth=0.0, receptivity=receptivity,
        fatigue_scale=scale, fatigue_decay=KEEP,
    )  # fmt: skip


def outcomes(values: np.ndarray, who: Called, seed: int = 2014) -> tuple[np.ndarray, np.ndarray]:
    """What the model's persons do under the bank's calls.

    Returns (regime, call): persons whose last call it was, and subscribers among them; as many persons as in the data.
    """
    most = int(who.calls.max())
    ended, subscribed = np.zeros((len(REGIMES), most)), np.zeros((len(REGIMES), most))
    for k in range(len(REGIMES)):
        world = scenario(float(np.exp(values[k])), float(values[3]), most)
        won = simulate(world, 2, seed).weekly["won"].isel(enterprise=0).mean("replicate").to_numpy()
        chance = won / (float(world.value("customers")) - np.append(0.0, won.cumsum()[:-1]))
        gone, there = given_up(who, k), float(np.sum(who.regime == k))
        for call in range(most):
            subscribed[k, call] = there * chance[call]
            ended[k, call] = subscribed[k, call] + (there - subscribed[k, call]) * gone[call]
            there -= ended[k, call]
    return ended, subscribed


def by_call(ended: np.ndarray, subscribed: np.ndarray) -> np.ndarray:
    """(7,) conversion of those called 1, ..., 6, 7 and more times."""
    first = slice(0, LAST - 1)
    one, all_of_them = subscribed.sum(0), ended.sum(0)
    rest = one[LAST - 1 :].sum() / all_of_them[LAST - 1 :].sum()
    return np.append(one[first] / all_of_them[first], rest)


def seen(who: Called) -> np.ndarray:
    """(7,) the same, counted."""
    return np.array([who.subscribed[np.minimum(who.calls, LAST) == call].mean() for call in range(1, LAST + 1)])


def rate_before(who: Called, outcome: str) -> np.ndarray:
    """(regime, 2): persons with this outcome of an earlier campaign, and subscribers among them."""
    here = who.before == outcome
    return np.array([[np.sum(here & (who.regime == k)), np.sum(here & (who.regime == k) & who.subscribed)]
                     for k in range(len(REGIMES))], float)  # fmt: skip


def loyalty_of(who: Called) -> tuple[float, float]:
    """Utility of having bought before, and its standard error: log odds against newcomers in the lowest-rate regime."""
    cells = np.array([rate_before(who, "success")[0], rate_before(who, "nonexistent")[0]])
    yes, no = cells[:, 1], cells[:, 0] - cells[:, 1]
    return float(np.log(yes[0] / no[0] * no[1] / yes[1])), float(np.sqrt((1.0 / yes + 1.0 / no).sum()))


def again(who: Called, outcome: str, bonus: float) -> float:
    """Conversion of persons with an earlier outcome by the model's logit: their regime's newcomers, with a loyalty `bonus`."""
    newcomers, group = rate_before(who, "nonexistent"), rate_before(who, outcome)[:, 0]
    total = 0.0
    for (persons, yes), number in zip(newcomers, group, strict=True):
        attraction = np.log(yes / (persons - yes))
        value = choice.utility(attraction, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0) + choice.loyalty(bonus, 0.0, 0.5)
        total += number / (1.0 + np.exp(-value))
    return total / group.sum()


def findings() -> Iterator[Finding]:
    """Conversion by call, regime and earlier outcome; receptivities and fatigue are fitted on all calls together."""
    who = called()
    values, _ = fit(who)
    ended, subscribed = outcomes(values, who)
    yield equal(f"{DATASET}: conversion per contacted person", subscribed.sum() / ended.sum(), 0.1095, 0.01,
                "follows from the fit", drawn_from="fitted")  # fmt: skip
    row = f"{DATASET}: conversion by contact number 1,2,3,4,5,6,7+"
    model = by_call(ended, subscribed)
    for call, (value, target) in enumerate(
        zip(model, (0.124, 0.115, 0.113, 0.110, 0.063, 0.040, 0.026), strict=True), 1
    ):
        yield equal(f"{row} [{call}{'+' * (call == LAST)}]", value, target, 0.03, drawn_from="fitted")
    yield between(f"{row} [largest rise from one to the next]", float(np.diff(model).max()), -1.0, 0.0,
                  drawn_from="fitted")  # fmt: skip
    row = f"{DATASET}: conversion after previous success / failure / no previous"
    bonus, _ = loyalty_of(who)
    yield equal(f"{row} [success]", again(who, "success", bonus), 0.648, 0.05,
                "loyalty fitted at euribor <=1, 103 of 142 persons", drawn_from="fitted")  # fmt: skip
    yield equal(f"{row} [failure]", again(who, "failure", 0.0), 0.148, 0.05, "as newcomers in the same regime")
    none = rate_before(who, "nonexistent").sum(0)
    yield between(f"{row} [no previous]", none[1] / none[0], 0.033, 0.133, target=0.083, drawn_from="data")
    row = f"{DATASET}: regime: conversion at euribor <=1, 1-2, >4"
    regimes = subscribed.sum(1) / ended.sum(1)
    for name, value, target in zip(REGIMES, regimes, (0.442, 0.147, 0.048), strict=True):
        yield equal(f"{row} [{name}]", value, target, 0.03, "one receptivity each is fitted", drawn_from="fitted")
    yield between(f"{row} [ratio of lowest to highest rate]", regimes[0] / regimes[2], 6.0, float("inf"),
                  drawn_from="fitted")  # fmt: skip


def receptivities() -> dict[str, tuple[float, float, float]]:
    """Receptivity to a first call by regime: value and 95 % interval."""
    values, covariance = fit(called())
    half = 1.96 * np.sqrt(np.diag(covariance))
    return {name: (float(np.exp(values[k])), float(np.exp(values[k] - half[k])), float(np.exp(values[k] + half[k])))
            for k, name in enumerate(REGIMES)}  # fmt: skip


def parameters() -> dict[str, tuple[float, float, float]]:
    """Scale of fatigue and loyalty to the present supplier: value and 95 % interval."""
    who = called()
    values, covariance = fit(who)
    half = 1.96 * float(np.sqrt(covariance[3, 3]))
    bonus, error = loyalty_of(who)
    return {"fatigue_scale": (float(values[3]), float(values[3]) - half, float(values[3]) + half),
            "loyalty": (bonus, bonus - 1.96 * error, bonus + 1.96 * error)}  # fmt: skip


def comparison() -> Comparison:
    """Conversion by number of calls, seen and model, with two standard errors of what was seen."""
    who = called()
    share = seen(who)
    number = np.array([np.sum(np.minimum(who.calls, LAST) == call) for call in range(1, LAST + 1)])
    calls = np.arange(1, LAST + 1)
    lines = (
        Line("seen", calls, 100 * share, 100 * np.sqrt(share * (1 - share) / number), reference=True),
        Line("model", calls, 100 * by_call(*outcomes(fit(who)[0], who))),
    )
    return Comparison(TITLE, "Each call tires: conversion falls, in the data later and then faster than in the model.",
                      "calls to a person (7: seven and more)", "% who subscribe", lines)  # fmt: skip
