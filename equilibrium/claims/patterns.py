"""Pattern-oriented count: the patterns of the literature that the reference scenario shows with one set of parameters.

Known worlds isolate a mechanism with parameters of their own. Here nothing is isolated: the defaults, the best mix, fresh
seeds; each pattern is a paired contrast, clear of zero at 95 %. Grimm et al. (2005): a model that shows many patterns at once
is less likely to be right for a wrong reason than one fitted to a single figure.
"""

from collections.abc import Iterator, Mapping
from functools import cache, partial

import numpy as np

from equilibrium.claims import (
    adaptive,
    crafts_pay,
    elasticities,
    indie_and_weconomy,
    magnitudes,
    renaming_in_time,
    turbulence,
)
from equilibrium.claims.landscape import FEW, FRESH, MANY, best, best_line, reference
from equilibrium.ensemble import Ensemble
from equilibrium.findings import Comparison, Finding, Line, between, clear
from equilibrium.simulation import simulate

TITLE = "Patterns"
MECHANISM = "all"
SOURCE = "TARGETS 12; Grimm et al. (2005)"
TURNOVER = 0.05  # March's tenth of a period, at a week's pace


@cache
def run(changes: tuple[tuple[str, object], ...] = (), mix: tuple[tuple[str, float], ...] = ()) -> Ensemble:
    """The reference scenario at its best mix with `changes` and parts of the mix replaced, on fresh seeds."""
    return simulate(reference().with_(**dict(changes)), MANY, FRESH, mix={**best(), **dict(mix)})


def figure(key: str, changes: Mapping[str, object] | None = None, mix: Mapping[str, float] | None = None) -> np.ndarray:
    """(replicate,) mean over the run of a weekly figure of the focal enterprise."""
    weekly = run(tuple((changes or {}).items()), tuple((mix or {}).items())).weekly
    return weekly[key].isel(enterprise=0).mean("week").to_numpy()


shown = partial(clear, errors=1.96)


def learning(changes: Mapping[str, object]) -> np.ndarray:
    """(replicate,) coherence under pure organisation, where the code is all that is learned from."""
    return figure("coherence", changes, {"organization_organism": 0.05})


def late_push() -> tuple[np.ndarray, np.ndarray]:
    """(replicate,) customers won by a half year of doubled contacts, early and late in the life of a young enterprise."""
    young = reference().with_(start_share=0.02)
    plain = simulate(young, MANY, FRESH, mix=best()).weekly["won"].isel(enterprise=0)
    gains = []
    for first in (1, 157):
        shock = [{"week": first, "until": first + 26, "contact_rate": {"factor": 2.0}}]
        more = simulate(young.with_(shocks=shock), MANY, FRESH, mix=best()).weekly["won"].isel(enterprise=0)
        weeks = slice(first, first + 25)
        gains.append((more - plain).sel(week=weeks).sum("week").to_numpy())
    return gains[0], gains[1]


def orders_over_demand(pull: float) -> np.ndarray:
    """(replicate,) variance of what is ordered over that of what is asked, of changes week on week, years 2 to 5."""
    weekly = run((), (("push_pull", pull),)).weekly.isel(enterprise=0).sel(week=slice(53, None))
    made_ahead = weekly["units_volume"] * (1.0 - pull)
    return (weekly["ordered"].diff("week").var("week") / made_ahead.diff("week").var("week")).to_numpy()


def findings() -> Iterator[Finding]:
    """One finding a pattern, in the order of TARGETS.md."""
    ads, talk, price = (elasticities.elasticity(what) for what in ("contacts", "talk", "price"))
    yield between("1 advertising elasticity, first year", ads[:, 0].mean(), 0.06, 0.24, target=0.12)
    yield between("1 advertising elasticity, long run", ads[:, -1].mean(), 0.12, 0.48, target=0.24)
    yield between("1 elasticity to talk", talk[:, -1].mean(), 0.12, 0.47, target=0.236)
    early, late = late_push()
    yield shown("1 push wins less late in the life cycle", early - late)
    yield shown("2 fast learners know less in the end (March)",
                learning({"learn_from_code": 0.05}) - learning({"learn_from_code": 0.5}))  # fmt: skip
    mixed = learning({"learn_from_code": 0.275, "learning_spread": 0.8}) - learning({"learn_from_code": 0.275})
    yield shown("2 mixed speeds of learning beat one speed", mixed)
    fast = learning({"learn_from_code": 0.9, "turnover": TURNOVER}) - learning(
        {"learn_from_code": 0.9, "turnover": 0.0}
    )
    slow = learning({"learn_from_code": 0.05, "turnover": TURNOVER}) - learning(
        {"learn_from_code": 0.05, "turnover": 0.0}
    )
    yield shown("2 turnover helps fast learners more than slow ones", fast - slow)
    yield from (found for found in turbulence.findings() if found.figure.startswith("gain"))
    pooled = figure("served_share", {}, {"organization_organism": 0.05, "selling_serving": 0.5})
    local = figure("served_share", {}, {"organization_organism": 0.95, "selling_serving": 0.5})
    yield shown("3 pooled teams answer more (economy of scale)", pooled - local)
    yield shown("4 orders of push swing more than demand", orders_over_demand(0.05) - 1.0)
    at_push = figure("lost_sales", {}, {"push_pull": 0.05}) / figure("units_volume", {}, {"push_pull": 0.05})
    at_pull = figure("lost_sales", {}, {"push_pull": 0.95}) / figure("units_volume", {}, {"push_pull": 0.95})
    yield shown("4 what is made on demand is missed less", at_push - at_pull)
    yield between("5 price elasticity", price[:, -1].mean(), -3.9, -1.3, target=-2.62)
    value, war = best_line("renaissance", "volume_value"), best_line("price_war", "volume_value")
    yield shown("5 value gains on volume where customers bear its price, thousand EUR",
                (value[3] - value[1])[:FEW] - (war[3] - war[1])[:FEW])  # fmt: skip
    serving = best_line(None, "selling_serving")
    yield shown("6 both poles dominated: all selling", serving[int(serving.mean(1).argmax())] - serving[0])
    yield shown("6 both poles dominated: all serving", serving[int(serving.mean(1).argmax())] - serving[-1])
    sells = {"selling_serving": 0.05}
    yield shown("6 staff who also serve: satisfaction up", figure("satisfaction") - figure("satisfaction", {}, sells))
    yield shown("6 staff who also serve: sales up", figure("revenue") - figure("revenue", {}, sells))
    yield shown("6 staff who also serve: hours lost between the two",
                figure("interference") - figure("interference", {}, sells))  # fmt: skip
    alone = figure("absorbed_crafts", {"make_hours": 1e9, "own_decay": 1.0})
    yield shown("7 who makes no crafts absorbs fewer", figure("absorbed_crafts") - alone)
    yield from (found for found in indie_and_weconomy.findings() if found.figure.startswith("complementarity"))
    allied = best_line(None, "indie_weconomy")
    inner = int(allied.mean(1).argmax())
    yield shown("7 openness an inverted U: too closed", allied[inner] - allied[0])
    yield shown("7 openness an inverted U: too open", allied[inner] - allied[-1])
    yield shown("7 crafts make both poles pay", np.subtract(*crafts_pay.measured(2.0)[1::-1]))
    yield from (found for found in adaptive.findings() if "clairvoyant over best" not in found.figure)
    yield from (found for found in renaming_in_time.findings() if "thousand EUR" in found.figure)
    yield from (found for found in magnitudes.findings() if found.figure.startswith("energy"))
    renamed = {"substance": 0.3}
    yield shown("10 renaming costs credibility", figure("credibility") - figure("credibility", renamed))
    yield shown("10 renaming is found out", figure("found_out", renamed))


def comparison() -> Comparison:
    """Each pattern's effect in units of its standard error, and the line that makes it clear."""
    found = [finding for finding in findings() if finding.error > 0.0]
    size = [min(20.0, max(-20.0, finding.model / finding.error)) for finding in found]
    at = np.arange(1, len(found) + 1)
    lines = (Line("clear of chance", [1, len(found)], [1.96, 1.96], reference=True, group=1), Line("pattern", at, size))
    return Comparison(TITLE, "Size of each pattern in standard errors (cut at 20); above the line it is clear at 95 %.",
                      "pattern, in the order of the table", "standard errors", lines)  # fmt: skip
