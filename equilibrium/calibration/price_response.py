"""Price response, from a supermarket chain's weekly prices (orange juice): an elasticity, and the price sensitivity behind it.

Montgomery (1997), Marketing Science 16(4): 11 brands in 121 weeks, 83 Dominick's stores added up. Units a store, in
logarithms, are regressed on the brand's price, its deals and its feature advertising, with an intercept for each brand.
The same elasticity is then asked of the model's own choice: its utilities, its prices, its customers' spread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq

from equilibrium.calibration.sources import folder as data_folder
from equilibrium.calibration.sources import table
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.mechanisms import choice
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.start import prices, quantile_table

TITLE = "Orange juice"
MECHANISM = "choice"
SOURCE = "Montgomery (1997), data of CRAN bayesm"
BEYOND: dict[str, str] = {}

FILE = "orange_juice_chain_weekly.csv"
COLUMNS = ("week", "brand", "stores", "units", "price_per_oz", "deal_share", "feature_share")
SHELF_PRICE = 60.0  # EUR, the unit of price sensitivity
MOST = 50.0  # price sensitivity beyond which no answer is looked for


@dataclass(frozen=True)
class Response:
    """Own-price elasticity and feature advertising's lift (log units), standard error over brands, R2, brand by brand."""

    elasticity: float
    standard_error: float
    feature: float
    r2: float
    by_brand: np.ndarray
    with_week_effects: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Student's t with one degree of freedom less than there are brands."""
        half = float(stats.t(len(self.by_brand) - 1).ppf(0.975)) * self.standard_error
        return self.elasticity - half, self.elasticity + half


def juice(folder: Path) -> pd.DataFrame:
    """The chain's weeks and brands, read from `folder`; they do not ship with the library."""
    return table(FILE, COLUMNS, folder).dropna()


def response(sales: pd.DataFrame) -> Response:
    """Log-log regression; errors of one brand's weeks may be alike (clustered standard error)."""
    slopes, error, r2 = _regress(sales, ["brand"])
    by_brand = np.array([_regress(part, ["brand"])[0][0] for _, part in sales.groupby("brand")])
    slopes_week = _regress(sales, ["brand", "week"])[0]
    return Response(slopes[0], error, slopes[2], r2, by_brand, slopes_week[0])


def _regress(sales: pd.DataFrame, effects: list[str]) -> tuple[np.ndarray, float, float]:
    """Slopes of (log price, deal, feature), standard error of the first, R2; `effects` get a dummy for each level."""
    y = np.log(np.asarray(sales["units"], float) / np.asarray(sales["stores"], float))
    columns = [np.log(sales["price_per_oz"]), sales["deal_share"], sales["feature_share"]]
    dummies = [pd.get_dummies(sales[effect], dtype=float, drop_first=k > 0) for k, effect in enumerate(effects)]
    x = np.column_stack([*columns, *dummies]).astype(float)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    rest = y - x @ slopes
    bread = np.linalg.pinv(x.T @ x)
    scores = pd.DataFrame(x * rest[:, None]).groupby(sales["brand"].to_numpy()).sum().to_numpy()
    variance = bread @ scores.T @ scores @ bread
    r2 = 1.0 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))
    return slopes[:3], float(np.sqrt(variance[0, 0])), float(r2)


def utilities(sensitivities: np.ndarray, scenario: Scenario, price: np.ndarray) -> np.ndarray:
    """(offer, customer) utility, before loyalty, of both tiers of every enterprise of `scenario` at its own mix.

    Through the model's own choice functions; `price` (enterprise, tier) EUR. Coherence is 1/2 and nobody is unique.
    """
    records, mixes = scenario.records(), scenario.targets(0)
    out = []
    for p, mix, own in zip(records, mixes, price, strict=True):
        quality = choice.value_quality(p["value_quality"], p["uniqueness_quality"], 0.0)
        for cost, extra, share in zip(own, (0.0, quality), (1.0 - mix[1], mix[1]), strict=True):
            out.append([
                choice.utility(p["attraction"], p["coherence_weight"], 0.5, extra, b, cost, p["shelf"], share)
                for b in sensitivities
            ])  # fmt: skip
    return np.array(out)


def elasticity(scenario: Scenario, sensitivity: float, spread: float, with_none: bool = False) -> float:
    """Own-price elasticity of an offer, averaged over the offers of the focal enterprise by their sales.

    An offer is a tier of an enterprise; customers see all offers, their price sensitivity is log-normal. They are those
    who buy this week (as juice is bought): `with_none` lets them also buy nothing at all, at utility 0.
    """
    customers = quantile_table("lognorm", float(spread), scale=float(sensitivity))[8::16].astype(float)
    list_price = prices(scenario.records())

    def shares(price: np.ndarray) -> np.ndarray:
        value = utilities(customers, scenario, price)
        if with_none:
            value = np.vstack([value, np.zeros(len(customers))])
        weight = np.exp(value - value.max(0))
        return (weight / weight.sum(0)).mean(1)

    slopes = np.empty(2)
    for tier in range(2):
        up, down = list_price.copy(), list_price.copy()
        up[0, tier] *= 1.001
        down[0, tier] /= 1.001
        slopes[tier] = np.log(shares(up)[tier] / shares(down)[tier]) / (2.0 * np.log(1.001))
    return float(np.average(slopes, weights=shares(list_price)[:2]))


def sensitivity_for(goal: float, scenario: Scenario, spread: float, with_none: bool = False) -> float:
    """The median price sensitivity that gives the elasticity `goal`; infinite if none up to 50 does."""
    if elasticity(scenario, MOST, spread, with_none) > goal:
        return float("inf")
    root = brentq(lambda b: elasticity(scenario, b, spread, with_none) - goal, 0.01, MOST, xtol=1e-3)
    return float(root)


def shelf_elasticities(sales: pd.DataFrame, sensitivity: float, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """(brand,) own-price elasticities of the model's logit on the juice's own shelf, and the brands' shares of units.

    11 brands at their mean prices, scaled so that the mean unit costs 60 EUR, intercepts fitted to the shares. A second
    reading, beside the storefront's own four offers.
    """
    brands = sales.groupby("brand")
    share = (brands["units"].sum() / sales["units"].sum()).to_numpy(float)
    price = brands["price_per_oz"].mean().to_numpy(float)
    price = price * SHELF_PRICE / (price @ share)
    customers = quantile_table("lognorm", float(spread), scale=float(sensitivity))[8::16].astype(float)

    def shares(attraction: np.ndarray, price: np.ndarray) -> np.ndarray:
        value = np.array([[choice.utility(a, 0.0, 0.0, 0.0, b, cost, 0.0, 1.0) for b in customers]
                          for a, cost in zip(attraction, price, strict=True)])  # fmt: skip
        weight = np.exp(value - value.max(0))
        return (weight / weight.sum(0)).mean(1)

    attraction = np.zeros(len(price))
    for _ in range(100):  # Berry's (1994) contraction
        attraction += np.log(share / shares(attraction, price))
    slopes = np.empty(len(price))
    for k in range(len(price)):
        up, down = price.copy(), price.copy()
        up[k] *= 1.001
        down[k] /= 1.001
        slopes[k] = np.log(shares(attraction, up)[k] / shares(attraction, down)[k]) / (2.0 * np.log(1.001))
    return slopes, share


def shelf_elasticity(sales: pd.DataFrame, sensitivity: float, spread: float) -> float:
    """The mean of `shelf_elasticities`, weighted by the brands' shares."""
    slopes, share = shelf_elasticities(sales, sensitivity, spread)
    return float(slopes @ share)


def enterprise_elasticity(replicates: int = 16, seed: int = 1997) -> float:
    """Elasticity of the focal enterprise's units over five years to its list prices, in the whole model.

    All prices 5 % up against 5 % down under the same luck, with the cells it has and any credit: what is earned shall not
    come back as more cells. Customers who do not look around do not see a price, so it is far below an offer's.
    """
    scenario = Scenario.load("storefront").with_(growth=False, credit=float("inf"))
    units = []
    for factor in (1.05, 0.95):
        changed = [
            {"week": 1, "enterprise": "focal", key: {"factor": factor}} for key in ("price_volume", "price_value")
        ]
        weekly = simulate(scenario.with_(shocks=changed), replicates, seed).weekly.isel(enterprise=0)
        units.append(float((weekly["units_volume"] + weekly["units_value"]).sum()))
    return float(np.log(units[0] / units[1]) / np.log(1.05 / 0.95))


def study(folder: Path) -> dict[str, dict[str, float]]:
    """Everything this page claims: the data's elasticity, the parameter, and other readings of it."""
    sales = juice(folder)
    found = response(sales)
    scenario = Scenario.load("storefront")
    spread = float(scenario.value("price_spread"))
    low, high = found.interval
    value = sensitivity_for(found.elasticity, scenario, spread)
    return {
        "elasticity": {
            "value": found.elasticity, "standard_error": found.standard_error, "low": low, "high": high,
            "feature": found.feature, "r2": found.r2, "brand_least": float(found.by_brand.max()),
            "brand_most": float(found.by_brand.min()), "with_week_effects": found.with_week_effects,
        },
        "price_sensitivity": {
            "value": value,
            "low": sensitivity_for(high, scenario, spread),
            "high": sensitivity_for(low, scenario, spread),
        },
        "readings": {
            "on_the_juice_shelf": brentq(lambda b: shelf_elasticity(sales, b, spread) - found.elasticity, 0.5, 8.0, xtol=0.01),
            "at_price_spread_0.6": sensitivity_for(found.elasticity, scenario, 0.6),
            "at_price_spread_1.1": sensitivity_for(found.elasticity, scenario, 1.1),
            "if_customers_may_buy_nothing": sensitivity_for(found.elasticity, scenario, spread, with_none=True),
            "elasticity_if_customers_may_buy_nothing": elasticity(scenario, value, spread, with_none=True),
            "elasticity_at_the_former_default_1.2": elasticity(scenario, 1.2, spread),
            "enterprise_elasticity_in_the_whole_model": enterprise_elasticity(),
        },
    }  # fmt: skip


def parameters() -> dict[str, tuple[float, float, float]]:
    """Price sensitivity at which the storefront's own shelf has the juice's elasticity, with the 95 % interval."""
    found = response(juice(data_folder()))
    scenario = Scenario.load("storefront")
    spread = float(scenario.value("price_spread"))
    low, high = found.interval
    value, least, most = (sensitivity_for(goal, scenario, spread) for goal in (found.elasticity, high, low))
    return {"price_sensitivity": (value, least, most)}


def findings() -> Iterator[Finding]:
    """The juice's regression; then the default price sensitivity, set on another shelf, asked on the juice's own."""
    sales = juice(data_folder())
    found = response(sales)
    name = "orange_juice_chain_weekly: own-price elasticity, pooled brand effects"
    scenario = Scenario.load("storefront")
    slopes, share = shelf_elasticities(
        sales, float(scenario.value("price_sensitivity")), float(scenario.value("price_spread"))
    )
    yield between(f"{name} [regression]", found.elasticity, -3.2, -2.1, target=-2.64, error=found.standard_error,
                  drawn_from="data")  # fmt: skip
    yield between(f"{name} [model, 11 brands on their shelf]", float(slopes @ share), -3.2, -2.1, target=-2.64,
                  drawn_from="fitted", note="price_sensitivity was set to it on the storefront's four offers")  # fmt: skip
    yield between("orange_juice_chain_weekly: feature advertisement, log-unit lift", found.feature, 0.5, 1.0,
                  target=0.746, drawn_from="data")  # fmt: skip
    name = "orange_juice_chain_weekly: own-price elasticity range over 11 brands"
    for which, target, by_data, by_model in (
        ("most elastic", -3.34, found.by_brand.min(), slopes.min()),
        ("least elastic", -1.35, found.by_brand.max(), slopes.max()),
    ):
        yield between(f"{name} [{which}, regression]", by_data, -np.inf, -1.0, target=target, drawn_from="data")
        yield between(f"{name} [{which}, model]", by_model, -np.inf, -1.0, target=target)


def comparison() -> Comparison:
    """Elasticity of each brand, by its regression and on the model's shelf, cheapest brand first."""
    sales = juice(data_folder())
    scenario = Scenario.load("storefront")
    slopes, _ = shelf_elasticities(
        sales, float(scenario.value("price_sensitivity")), float(scenario.value("price_spread"))
    )
    cost = 128.0 * sales.groupby("brand")["price_per_oz"].mean().to_numpy(float)
    order = np.argsort(cost)
    return Comparison(TITLE, "One price sensitivity for eleven brands: the model is near their mean, and does not know which of "
                      "them is elastic.",
                      "mean price, USD a gallon", "own-price elasticity",
                      (Line("regression, brand by brand", cost[order], response(sales).by_brand[order], reference=True),
                       Line("model", cost[order], slopes[order])))  # fmt: skip
