"""Brand choice with loyalty, two household panels: Jain, Vilcassim & Chintagunta (1994), J. of Business & Economic Stat. 12.

A conditional logit of each purchase on price, display, feature and the brand bought last is the model's own choice: utilities
of `choice.utility`, `choice.loyalty` for the present supplier. Its coefficients are estimated and put into the model; then the
panels' households choose by `choice.choose`, occasion by occasion at the prices they met, each led by what it chose before in
the model (the first purchase is the data's). Brand shares and repeat-brand rate are what comes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize

from equilibrium.calibration.sources import folder, table
from equilibrium.draws import no_marks
from equilibrium.findings import Comparison, Finding, Line, between, equal, held
from equilibrium.mechanisms import choice
from equilibrium.parameters import RECORD
from equilibrium.state import Count

TITLE = "Brand choice"
MECHANISM = "choice"
SOURCE = "Jain, Vilcassim & Chintagunta (1994)"
BEYOND: dict[str, str] = {}
SURE = 30.0  # utility above that of buying nothing: households of the panels always buy


@dataclass(frozen=True)
class Category:
    """A panel: its data set, brands as the targets list them, what is seen of a brand beside its price, targets."""

    dataset: str
    brands: tuple[str, ...]
    seen: tuple[str, ...]
    coefficients: tuple[float, ...]
    shares: tuple[float, ...]
    repeat: float
    least: float
    unit: str


CATEGORIES = (
    Category("cracker_choices", ("nabisco", "private", "sunshine", "keebler"), ("disp", "feat"),
             (-0.036, 0.175, 0.736, 2.056), (0.544, 0.314, 0.073, 0.069), 0.773, -0.68,
             "price (cents), display, feature, last-brand"),
    Category("yogurt_choices", ("dannon", "yoplait", "weight", "hiland"), ("feat",),
             (-0.415, 0.823, 2.729), (0.402, 0.339, 0.229, 0.029), 0.856, -0.51, "price, feature, last-brand"),
)  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One row a purchase, in order: household, brand bought, offers (purchase, brand, price and what is seen), brand before.

    `last` is -1 for a household's first purchase.
    """

    household: np.ndarray
    bought: np.ndarray
    offers: np.ndarray
    last: np.ndarray


@cache
def panel(category: Category) -> Panel:
    """The panel's purchases, households one after the other."""
    kinds = ("price", *category.seen)
    columns = [f"{kind}_{brand}" for brand in category.brands for kind in kinds]
    found = table(f"{category.dataset}.csv", ("household_id", "occasion", "choice", *columns), folder())
    found = found.sort_values(["household_id", "occasion"])
    household = found["household_id"].to_numpy()
    bought = np.array([category.brands.index(brand) for brand in found["choice"]])
    offers = found[columns].to_numpy(float).reshape(len(found), len(category.brands), len(kinds))
    last = np.append(-1, bought[:-1])
    last[np.append(True, household[1:] != household[:-1])] = -1
    return Panel(household, bought, offers, last)


def part(who: Panel, rows: np.ndarray) -> Panel:
    """The purchases marked by `rows` (purchase,)."""
    return Panel(who.household[rows], who.bought[rows], who.offers[rows], who.last[rows])


def fit(who: Panel) -> tuple[np.ndarray, np.ndarray, float]:
    """Conditional logit: intercepts (the first brand's is 0) and coefficients; covariance; log-likelihood a purchase.

    Of purchases after a household's first one.
    """
    who = part(who, who.last >= 0)
    brands = who.offers.shape[1]
    own = (who.last[:, None] == np.arange(brands)).astype(float)
    x = np.concatenate(
        [np.broadcast_to(np.eye(brands)[:, 1:], (len(own), brands, brands - 1)), who.offers, own[..., None]], -1
    )
    scale = np.abs(x).max((0, 1))
    x, rows = x / scale, np.arange(len(own))

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        value = x @ beta
        value -= value.max(1, keepdims=True)
        share = np.exp(value)
        share /= share.sum(1, keepdims=True)
        missing = x[rows, who.bought] - np.einsum("nb,nbk->nk", share, x)
        return -float(np.log(share[rows, who.bought]).sum()), -missing.sum(0)

    found = minimize(loss, np.zeros(x.shape[-1]), jac=True, method="BFGS")
    value = x @ found.x
    share = np.exp(value - value.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    mean = np.einsum("nb,nbk->nk", share, x)
    information = np.einsum("nb,nbk,nbl->kl", share, x, x) - mean.T @ mean
    covariance = np.linalg.inv(information) / np.outer(scale, scale)
    return found.x / scale, covariance, -float(found.fun) / len(own)


def utilities(who: Panel, beta: np.ndarray) -> np.ndarray:
    """(brand, purchase, tier) the model's utility before loyalty; there is one tier.

    Price enters as `choice.utility` has it, its weight is per 60 units of the data's money; display and feature stand
    where the model has a tier's quality.
    """
    purchases, brands, kinds = who.offers.shape
    intercepts, price_weight, extras = (
        np.append(0.0, beta[: brands - 1]),
        -60.0 * beta[brands - 1],
        beta[brands : brands - 1 + kinds],
    )
    out = np.full((brands, purchases, 2), choice.NOWHERE)
    for j in range(brands):
        extra = who.offers[:, j, 1:] @ extras
        for n in range(purchases):
            price = who.offers[n, j, 0]
            out[j, n, 0] = choice.utility(SURE + intercepts[j], 0.0, 0.0, extra[n], price_weight, price, 0.0, 1.0)
    return out


def choose(who: Panel, beta: np.ndarray, copies: int = 40, seed: int = 1994) -> np.ndarray:
    """(copy, purchase) brand that the model's households choose; a first purchase is the data's."""
    brands = who.offers.shape[1]
    level = utilities(who, beta)
    parameters = np.zeros(brands, RECORD)
    parameters["loyalty"], parameters["satisfaction_start"] = beta[-1], 0.5
    first = np.flatnonzero(who.last < 0)
    length = np.diff(np.append(first, len(who.bought)))
    chosen = np.tile(who.bought, (copies, 1))
    counts = np.zeros((brands, len(Count)))
    for step in range(1, int(length.max())):
        at = first[length > step] + step
        size = copies * at.size
        supplier = chosen[:, at - 1].astype(np.int8).ravel()
        choice.choose(
            np.full(size, 255, np.uint8), np.tile(at, copies), np.zeros(size, np.float32), supplier,
            np.zeros(size, np.int8), np.full(size, 0.5, np.float32), np.zeros(size, np.uint8), level,
            np.zeros((brands, 2)), 1.0, parameters, seed, 0, step, 0, no_marks(size), counts,
        )  # fmt: skip
        chosen[:, at] = supplier.reshape(copies, at.size)
    return chosen


def figures(who: Panel, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(copy, brand) shares and (copy,) repeat-brand rates of `chosen` (copy, purchase)."""
    shares = (chosen[..., None] == np.arange(who.offers.shape[1])).mean(1)
    again = who.last >= 0
    before = np.roll(chosen, 1, axis=1)
    return shares, (chosen == before)[:, again].mean(1)


def repeat_rate(who: Panel) -> tuple[float, float]:
    """Share of purchases of the brand bought last, and its standard error, households being drawn and not purchases."""
    later = who.last >= 0
    again = (who.bought == who.last)[later].astype(float)
    _, which = np.unique(who.household[later], return_inverse=True)
    return float(again.mean()), float(np.sqrt(np.sum(np.bincount(which, again - again.mean()) ** 2)) / again.size)


def findings() -> Iterator[Finding]:
    """The logit's estimates; what the model's households buy."""
    for category in CATEGORIES:
        who = panel(category)
        beta, _, likelihood = fit(who)
        row = f"{category.dataset}: logit: {category.unit}"
        names = [word.split(" (")[0] for word in category.unit.split(", ")]
        for name, value, target in zip(names, beta[len(category.brands) - 1 :], category.coefficients, strict=True):
            low, high = sorted((0.7 * target, 1.3 * target))
            yield between(f"{row} [{name}]", value, low, high, target=target, drawn_from="data")
        yield between(f"{row} [log-likelihood per choice]", likelihood, category.least, 0.0, drawn_from="data")
        shares, repeat = figures(who, choose(who, beta))
        row = f"{category.dataset}: brand shares {'/'.join(category.brands)}"
        for brand, values, target in zip(category.brands, shares.T, category.shares, strict=True):
            yield equal(f"{row} [{brand}]", values.mean(), target, 0.02,
                        "the same purchases are fitted, an intercept a brand", drawn_from="fitted")  # fmt: skip
        yield equal(f"{category.dataset}: repeat-brand rate", repeat.mean(), category.repeat, 0.03,
                    "the same purchases are fitted", drawn_from="fitted")  # fmt: skip
        for odd, name in enumerate(("even", "odd")):
            rest, seen = part(who, who.household % 2 == odd), part(who, who.household % 2 != odd)
            model, (rate, error) = figures(rest, choose(rest, fit(seen)[0]))[1], repeat_rate(rest)
            yield held(f"{category.dataset}: repeat-brand rate [{name} households, not in the fit]", model,
                       rate, target_error=error, note="standard error of the target over households")  # fmt: skip


def price_at_mean() -> dict[str, float]:
    """Weight of price at the mean price paid, by data set: beside the registry's `price_sensitivity`, which is at 60 EUR."""
    out = {}
    for category in CATEGORIES:
        who = panel(category)
        paid = who.offers[np.arange(len(who.bought)), who.bought, 0].mean()
        out[category.dataset] = -float(fit(who)[0][len(category.brands) - 1]) * float(paid)
    return out


def parameters() -> dict[str, tuple[float, float, float]]:
    """Loyalty to the present supplier: mean of the two panels; from the lower interval's end to the higher one's."""
    ends, values = [], []
    for category in CATEGORIES:
        beta, covariance, _ = fit(panel(category))
        half = 1.96 * float(np.sqrt(covariance[-1, -1]))
        values.append(float(beta[-1]))
        ends += [float(beta[-1]) - half, float(beta[-1]) + half]
    return {"loyalty": (float(np.mean(values)), min(ends), max(ends))}


def comparison() -> Comparison:
    """Share of each brand after each brand bought last: seen and model, in both panels."""
    lines = []
    for group, category in enumerate(CATEGORIES):
        who = panel(category)
        chosen = choose(who, fit(who)[0])
        again = who.last >= 0
        kinds = range(len(category.brands))
        seen, model = [], []
        for brand in kinds:
            seen.append(np.mean(who.bought[again & (who.last == brand)] == brand))
            before = np.roll(chosen, 1, axis=1)[:, again]
            model.append(np.mean(chosen[:, again][before == brand] == brand))
        x = np.array([np.mean(who.bought == brand) for brand in kinds])
        order = np.argsort(x)
        lines += [Line(f"{category.dataset.split('_')[0]}, seen", 100 * x[order], 100 * np.array(seen)[order], reference=True,
                       group=group), Line("model", 100 * x[order], 100 * np.array(model)[order], group=group)]  # fmt: skip
    return Comparison(TITLE, "Loyalty and prices alone bring buyers back to their brand nearly as often as in the data.",
                      "brand's share of purchases, %", "% of its buyers who buy it again", tuple(lines))  # fmt: skip
