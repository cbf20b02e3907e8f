"""An e-mail to past customers, by lot: Hillstrom (2008), MineThatData E-Mail Challenge.

64,000 people who bought within the last year: a third got an e-mail about men's goods, a third one about women's, a third
none; two weeks were watched. Three mechanisms speak to it:

* *coming back unasked* fades with the time since the last purchase, for no other reason than that rates differ between
  people (`purchase_rate`, `purchase_shape`): fitted on the first and the sixth month, in the model a visit is a purchase;
* *a contact* makes a share of those who would not have come look in (`receptivity`): fitted on people of the last six months,
  then asked about those of the six months before; here a week of the model stands for the two weeks;
* *who looks in buys* by a logit (`attraction`), whatever made him look in: fitted on those without e-mail.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from equilibrium.calibration.purchases import Purchases
from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "E-mail cells"
MECHANISM = "contacts, goodwill, choice, loyalty"
SOURCE = "Hillstrom (2008)"
DATASET = "hillstrom_email_cells"
FILE = f"{DATASET}.csv"
BEYOND: dict[str, str] = {}
SEGMENTS = {"No": "none", "Mens": "mens", "Womens": "womens"}
MONTH, WATCHED = 52.0 / 12.0, 2  # weeks; weeks in which a visit counts
RECENT = 6  # months: the customers on whom a contact's effect is fitted


def cells() -> pd.DataFrame:
    """Customers, visits, conversions, spend (USD) by segment and months since the last purchase (1 to 12)."""
    columns = ("segment", "months_since_purchase", "customers", "visits", "conversions", "spend_usd")
    found = table(FILE, columns, folder())
    found["segment"] = found["segment"].map(SEGMENTS)
    return found.groupby(["segment", "months_since_purchase"]).sum()


def totals(found: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """The same by segment, of customers who bought within the last `most` months."""
    recent = found[found.index.get_level_values(1) <= most]
    return recent.groupby("segment").sum()


def unasked(found: pd.DataFrame) -> np.ndarray:
    """(12,) visit rate without e-mail by months since the last purchase."""
    none = found.loc["none"]
    return (none["visits"] / none["customers"]).to_numpy(float)


def fit_rates(rates: np.ndarray) -> tuple[float, float]:
    """(shape, weeks): gamma rates whose visit rates in the two weeks are those of months 1 and 6.

    Of people whose last visit was t weeks ago, chance 1 - ((scale + t) / (scale + t + 2))^(shape + 1) (Poisson visits,
    gamma rates, weighted with the rate and with the silence since); t is a month's middle.
    """
    t = (np.array([1, 6]) - 0.5) * MONTH
    silent = -np.log1p(-rates[[0, 5]])

    def power(scale: float, k: int) -> float:
        return float(silent[k] / np.log1p(WATCHED / (scale + t[k])))

    scale = brentq(lambda value: power(value, 0) - power(value, 1), 1.0, 1e4)
    return power(scale, 0) - 1.0, scale


def returns(shape: float, scale: float, seed: int = 2008) -> np.ndarray:
    """(12,) share of the model's customers who come in weeks 79 and 80, by months since they came last."""
    purchases, weeks = Purchases(), 80
    world = Scenario.load("known-worlds/repeat-buying").with_(
        purchase_rate=shape / scale, purchase_shape=shape, drop_a=0.0, weeks=weeks, customers=50_000
    )
    simulate(world, 4, seed, hooks=[purchases])
    came: np.ndarray = np.concatenate(list(purchases.history), axis=1)
    before, after = came[:-WATCHED], np.any(came[-WATCHED:], axis=0)
    since = np.where(before.any(0), before[::-1].argmax(0) + 0.5, np.inf)
    month = np.ceil(since / MONTH)
    return np.array([after[month == m].mean() for m in range(1, 13)])


def chance(treated: float, untreated: float) -> float:
    """Receptivity: share of those who would not have come whom a contact makes come."""
    return 1.0 - (1.0 - treated) / (1.0 - untreated)


def outcome(search: float, receptivity: float, attraction: float, seed: int = 2008) -> np.ndarray:
    """(replicate,) share of the model's people who come in a step: by themselves or by a contact, and then by the logit.

    An `attraction` of 20 counts all visits; another one counts those who buy.
    """
    world = Scenario.load("known-worlds/bass").with_(
        customers=100_000, weeks=1, network="none", word_of_mouth=0.0, receptivity=receptivity, seekers=1.0,
        search=search, goodwill_half=1e-9, push_pull=0.5, attraction=attraction,
    )  # fmt: skip
    return simulate(world, 4, seed).weekly["market_share"].isel(enterprise=0, week=0).to_numpy()


def predicted(found: pd.DataFrame, months: np.ndarray) -> dict[str, np.ndarray]:
    """(segment) visit rate, conversion, spend by the model, means over replicates, from the fits the page names.

    `months` (12,) are the model's own unasked visit rates; people are spread over months as in the data.
    """
    none = found.loc["none"]
    search = float(np.average(months, weights=none["customers"].to_numpy(float)))
    early, everyone = totals(found, RECENT), totals(found)
    rates = early["visits"] / early["customers"]
    base = everyone.loc["none"]
    odds = base["conversions"] / (base["visits"] - base["conversions"])
    order = base["spend_usd"] / base["conversions"]
    out = {}
    for name in SEGMENTS.values():
        receptivity = 0.0 if name == "none" else chance(float(rates[name]), float(rates["none"]))
        visits = float(outcome(search, receptivity, 20.0).mean())
        buys = float(outcome(search, receptivity, float(np.log(odds))).mean())
        out[name] = np.array([visits, buys, buys * order])
    return out


def unseen(found: pd.DataFrame, months: np.ndarray) -> dict[str, tuple[np.ndarray, float, float]]:
    """Visit rate by segment of those on whom no contact is fitted, who bought 7 to 12 months ago.

    (replicate,) the model's; what was seen; standard error of the difference that people are drawn, here and in the fit.
    """
    early, late = totals(found, RECENT), totals(found) - totals(found, RECENT)
    rates, seen = early["visits"] / early["customers"], late["visits"] / late["customers"]
    errors = np.sqrt(rates * (1.0 - rates) / early["customers"])
    search = float(np.average(months[RECENT:], weights=found.loc["none"]["customers"].to_numpy(float)[RECENT:]))
    out = {}
    for name in SEGMENTS.values():
        own = float(np.sqrt(seen[name] * (1.0 - seen[name]) / late["customers"][name]))
        if name == "none":
            out[name] = outcome(search, 0.0, 20.0), float(seen[name]), own
            continue
        receptivity = chance(float(rates[name]), float(rates["none"]))
        fitted = float(np.hypot(errors[name], (1.0 - receptivity) * errors["none"])) / (1.0 - float(rates["none"]))
        error = float(np.hypot(own, (1.0 - search) * fitted))
        out[name] = outcome(search, receptivity, 20.0), float(seen[name]), error
    return out


def findings() -> Iterator[Finding]:
    """Visits, purchases and spend by what was sent; visits unasked by months since the last purchase."""
    found = cells()
    months = returns(*fit_rates(unasked(found)))
    everyone, model = totals(found), predicted(found, months)
    counted = np.stack([everyone[key] / everyone["customers"] for key in ("visits", "conversions", "spend_usd")], 1)
    target = dict(zip(everyone.index, counted, strict=True))
    fitted = float(totals(found, RECENT)["customers"].sum() / everyone["customers"].sum())
    rows = (
        (
            "visit rate none / mens / womens",
            0.006,
            f"contacts fitted on people of the last six months, {fitted:.0%} of all",
        ),
        ("conversion none / mens / womens", 0.0012, "the share of visits that buy is that without e-mail"),
        (
            "spend per customer in 2 weeks none / mens / womens (USD)",
            0.20,
            "an order is worth what it is without e-mail",
        ),
    )
    for k, (row, room, note) in enumerate(rows):
        for name in SEGMENTS.values():
            kind = "fitted" if (k == 0) != (name == "none") else "model"
            yield equal(f"{DATASET}: {row} [{name}]", model[name][k], target[name][k], room, note, drawn_from=kind)
    for name, (values, seen_later, error) in unseen(found, months).items():
        yield held(f"{DATASET}: {rows[0][0]} [{name}, 7 to 12 months after the last purchase, not in the fit]", values, seen_later,
                   target_error=error, note="standard error of the target over people, in the fit and out of it")  # fmt: skip
    row, seen = f"{DATASET}: unprompted visit rate by months since purchase 1,6,12", unasked(found)
    for month in (1, 6, 12):
        kind = "model" if month == 12 else "fitted"
        yield equal(f"{row} [{month}]", months[month - 1], seen[month - 1], 0.02, drawn_from=kind)
    yield between(
        f"{row} [decline over 12 months]", 1.0 - months[11] / months[0], 0.4, 1.0, target=1.0 - seen[11] / seen[0]
    )


def receptivities() -> dict[str, tuple[float, float, float]]:
    """Receptivity of an e-mail to past customers, men's and women's goods, all months: value and 95 % interval."""
    everyone, out = totals(cells()), {}
    rate = everyone["visits"] / everyone["customers"]
    error = np.sqrt(rate * (1.0 - rate) / everyone["customers"])
    for name in ("mens", "womens"):
        value = chance(float(rate[name]), float(rate["none"]))
        half = 1.96 * float(np.hypot(error[name], (1.0 - value) * error["none"])) / (1.0 - float(rate["none"]))
        out[name] = value, value - half, value + half
    return out


def parameters() -> dict[str, tuple[float, float, float]]:
    """Evenness of rates: value and 95 % interval, the two visit rates drawn again 400 times from their binomials."""
    found = cells()
    rates, people = unasked(found), found.loc["none"]["customers"].to_numpy(float)
    draw = np.random.default_rng(2008)
    shapes: list[float] = []
    while len(shapes) < 400:
        again = rates + draw.normal(0.0, np.sqrt(rates * (1.0 - rates) / people))
        if again[0] > 1.05 * again[5]:
            shapes.append(fit_rates(again)[0])
    low, high = np.quantile(shapes, (0.025, 0.975))
    return {"purchase_shape": (fit_rates(rates)[0], float(low), float(high))}


def comparison() -> Comparison:
    """Visit rates by months since the last purchase: unasked, and with each e-mail."""
    found = cells()
    months = np.arange(1, 13)
    own = returns(*fit_rates(unasked(found)))
    early = totals(found, RECENT)
    rates, lines = early["visits"] / early["customers"], []
    for group, name in enumerate(SEGMENTS.values()):
        seen = (found.loc[name]["visits"] / found.loc[name]["customers"]).to_numpy(float)
        error = np.sqrt(seen * (1 - seen) / found.loc[name]["customers"].to_numpy(float))
        receptivity = chance(float(rates[name]), float(rates["none"]))
        model = 1.0 - (1.0 - own) * (1.0 - receptivity)
        lines += [Line(f"{name}, seen", months, 100 * seen, 100 * error, reference=True, group=group),
                  Line("model", months, 100 * model, group=group)]  # fmt: skip
    return Comparison(TITLE, "Coming back fades with time because people differ; an e-mail adds as much to each month.",
                      "months since the last purchase", "% who visit in two weeks", tuple(lines))  # fmt: skip
