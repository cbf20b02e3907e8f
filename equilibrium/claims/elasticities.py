"""Elasticities of sales in the reference scenario against what meta-analyses found.

Paired runs a tenth up and down: what an hour of push or pull does, contacts and goodwill (advertising; Sethuraman, Tellis &
Briesch 2011: short run .12, long run .24), strength of talk (You, Vadakkepatt & Joshi 2015: volume .236), both prices
(Bijmolt, van Heerde & Pieters 2005: -2.62 over 1851 brands). Figures of the sources are recalled. The enterprise here is a
store chain with customers of its own, and not a brand on a shelf where each purchase is a choice: its own price elasticity
is the smaller. Cells are kept as many as they are and credit is wide, so that a cheaper or dearer year is not a smaller or a
ruined enterprise. Talk is everybody's, the rival's too: the source's is the brand's own.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from math import log

import numpy as np

from equilibrium.claims.landscape import FRESH, MANY, best, reference
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.simulation import simulate

TITLE = "Elasticities"
MECHANISM = "contacts, word of mouth, choice"
SOURCE = "meta-analyses (TARGETS 1, 5)"
STEP = 1.1
MISSES = {
    "talk, five years": "talk wins customers who must then choose among rivals who are talked of as well",
    "price, five years": "most sales are to customers the chain has already, who stay when prices rise by a tenth",
}
YEAR = 52


@cache
def elasticity(what: str) -> np.ndarray:
    """(replicate, year) d ln units / d ln `what`, cumulated from the start to the end of each year."""
    world = reference().with_(credit=1e9, growth=False)

    def scaled(factor: float) -> Mapping[str, float]:
        if what == "talk":
            return {
                f"regimes.{name}.word_of_mouth": row["word_of_mouth"] * factor for name, row in world.regimes.items()
            }
        if what == "price":
            return {key: float(world.value(key)) * factor for key in ("price_volume", "price_value")}
        return {
            "contact_rate": float(world.value("contact_rate")) * factor,
            "goodwill_half": float(world.value("goodwill_half")) / factor,  # an hour of pull counts for more
        }

    logs = []
    for factor in (STEP, 1.0 / STEP):
        weekly = simulate(world.with_(rivals=rivals()).with_(**scaled(factor)), MANY, FRESH, mix=best()).weekly
        units = (weekly["units_volume"] + weekly["units_value"]).isel(enterprise=0)
        logs.append(np.log(units.cumsum("week").transpose("replicate", "week").to_numpy()[:, YEAR - 1 :: YEAR]))
    return (logs[0] - logs[1]) / (2.0 * log(STEP))


def rivals() -> list[dict]:
    """The reference's rival, which keeps its own prices and contacts whatever the focal enterprise does."""
    world = reference()
    own = {key: world.value(key) for key in ("price_volume", "price_value", "contact_rate", "goodwill_half")}
    return [{**dict(rival), **own} for rival in world.document["rival"]]


def findings() -> Iterator[Finding]:
    """Short run is the first year, long run all five."""
    ads, talk, price = elasticity("advertising"), elasticity("talk"), elasticity("price")
    yield between("advertising, first year", ads[:, 0].mean(), 0.06, 0.24, target=0.12, error=standard_error(ads[:, 0]))
    yield between(
        "advertising, five years", ads[:, -1].mean(), 0.12, 0.48, target=0.24, error=standard_error(ads[:, -1])
    )
    yield clear("advertising: the long run above the short", ads[:, -1] - ads[:, 0])
    yield between("talk, five years", talk[:, -1].mean(), 0.12, 0.47, target=0.236, error=standard_error(talk[:, -1]))
    yield between(
        "price, five years", price[:, -1].mean(), -3.9, -1.3, target=-2.62, error=standard_error(price[:, -1])
    )


def standard_error(values: np.ndarray) -> float:
    """Of the mean of independent values."""
    return float(values.std(ddof=1) / np.sqrt(values.size))


def comparison() -> Comparison:
    """Elasticities as years go by."""
    lines = []
    for group, (what, target) in enumerate({"advertising": 0.24, "talk": 0.236, "price": -2.62}.items()):
        values, years = elasticity(what), np.arange(1, elasticity(what).shape[1] + 1)
        lines += [Line(f"{what}, meta-analysis", [1, years[-1]], [target, target], reference=True, group=group),
                  Line(what, years, values.mean(0), values.std(0, ddof=1) / np.sqrt(len(values)), group=group)]  # fmt: skip
    return Comparison(TITLE, "By how many per cent sales rise when one thing rises by one per cent, from the start to a year.",
                      "years", "elasticity of units sold", tuple(lines))  # fmt: skip
