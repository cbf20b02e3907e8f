"""Price and display by account, from a cheese sold through 88 retailers: does the juice's price sensitivity serve here?

Boatwright, McCulloch & Rossi (1999), JASA 94: weekly units, price and share of display in 88 retailer-markets. Log units are
regressed on log price and display with an intercept for each retailer. The model's price sensitivity comes from another
product (orange juice), so its elasticity is a forecast here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from equilibrium.calibration.price_response import elasticity, sensitivity_for
from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.scenario import Scenario

TITLE = "Cheese"
MECHANISM = "choice"
SOURCE = "Boatwright, McCulloch & Rossi (1999), data of CRAN bayesm"
BEYOND: dict[str, str] = {}

FILE = "cheese_retailer_weekly.csv"
COLUMNS = ("retailer_id", "units", "display_share", "price_usd")


@dataclass(frozen=True)
class Response:
    """Own-price elasticity and log lift of full display, with standard errors clustered by retailer; R2 in logarithms."""

    elasticity: float
    display: float
    errors: np.ndarray
    r2: float


def cheese() -> pd.DataFrame:
    """Retailers' weeks; they do not ship with the library."""
    return table(FILE, COLUMNS, folder()).dropna()


def response(sales: pd.DataFrame) -> Response:
    """Least squares within retailers."""
    logs = pd.DataFrame(
        {"units": np.log(sales["units"]), "price": np.log(sales["price_usd"]), "display": sales["display_share"]}
    )
    account = sales["retailer_id"]
    within = logs - logs.groupby(account).transform("mean")
    x, y = within[["price", "display"]].to_numpy(float), within["units"].to_numpy(float)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    rest = y - x @ slopes
    bread = np.linalg.inv(x.T @ x)
    scores = pd.DataFrame(x * rest[:, None]).groupby(account.to_numpy()).sum().to_numpy()
    errors = np.sqrt(np.diag(bread @ scores.T @ scores @ bread))
    whole = logs["units"].to_numpy(float)
    r2 = 1.0 - rest @ rest / ((whole - whole.mean()) @ (whole - whole.mean()))
    return Response(float(slopes[0]), float(slopes[1]), errors, float(r2))


def parameters() -> dict[str, tuple[float, float, float]]:
    """Price sensitivity at which the storefront's shelf has the cheese's elasticity; 1.96 standard errors either way."""
    found, scenario = response(cheese()), Scenario.load("storefront")
    spread = float(scenario.value("price_spread"))
    half = 1.96 * float(found.errors[0])
    value, low, high = (sensitivity_for(found.elasticity + step, scenario, spread) for step in (0.0, half, -half))
    return {"price_sensitivity": (value, low, high)}


def findings() -> Iterator[Finding]:
    """The regression, and the model's elasticity at the price sensitivity that the juice gave."""
    found, scenario = response(cheese()), Scenario.load("storefront")
    name = "cheese_retailer_weekly: own-price elasticity; full display log lift"
    yield between(f"{name} [elasticity, regression]", found.elasticity, -2.69, -2.09, target=-2.39,
                  error=float(found.errors[0]), drawn_from="data")  # fmt: skip
    model = elasticity(scenario, float(scenario.value("price_sensitivity")), float(scenario.value("price_spread")))
    yield between(f"{name} [elasticity, model]", model, -2.69, -2.09, target=-2.39,
                  note="price_sensitivity comes from orange juice")  # fmt: skip
    yield between(f"{name} [display, regression]", found.display, 0.914 - 0.25, 0.914 + 0.25, target=0.914,
                  error=float(found.errors[1]), drawn_from="data")  # fmt: skip


def comparison() -> Comparison:
    """Elasticity of the storefront's offers by price sensitivity; where the data's elasticity meets it."""
    found, scenario = response(cheese()), Scenario.load("storefront")
    spread = float(scenario.value("price_spread"))
    at = np.linspace(1.0, 4.0, 13)
    model = [elasticity(scenario, float(b), spread) for b in at]
    return Comparison(TITLE, "The price sensitivity that orange juice gave lies a little above what cheese asks for.",
                      "price sensitivity, 1/(60 EUR)", "own-price elasticity",
                      (Line("cheese, 88 retailers", at, np.full(at.size, found.elasticity), reference=True),
                       Line("model", at, model)))  # fmt: skip
