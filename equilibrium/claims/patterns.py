"""Pattern-oriented count: patterns of the literature that the reference scenario shows with one set of parameters.

Known worlds isolate a mechanism with parameters of their own. Here the defaults hold throughout, at the best mix and on fresh
seeds, and each pattern changes only what its own question is about (what a figure changes besides stands in its note). Grimm
et al. (2005): a model that shows many patterns at once is less likely to be right for a wrong reason than one fitted to a
single figure. Patterns that these equations cannot fail are left out: hours lost where one cell does both, crafts that
absorbing needs, stock that only push keeps, credibility that only renaming costs. Several of those counted were what the
defaults were fitted to, so the count is no independent score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
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
from equilibrium.claims.landscape import FRESH, GRID, MANY, best, best_line, gain, reference
from equilibrium.ensemble import Ensemble
from equilibrium.findings import Comparison, Finding, Line, clear
from equilibrium.simulation import simulate

TITLE = "Patterns"
MECHANISM = "all"
SOURCE = "TARGETS 12; Grimm et al. (2005)"
MISSES = {
    **{f"1, 5 {figure}": why for figure, why in elasticities.MISSES.items()},
    "2 turnover does not help where learning is slow": "newcomers' chance beliefs help a little even there: facts drift here",
    "6 staff who do both, against serving: satisfaction up": "an hour of selling helps no customer of one's own",
    "6 staff who do both, against serving: net up": "an even split loses to all serving in the mean week; three quarters do not",
    **{f"7 {figure}": why for figure, why in indie_and_weconomy.MISSES.items()},
    **{f"9 {figure}": why for figure, why in adaptive.MISSES.items()},
    **{f"10 {figure}": why for figure, why in renaming_in_time.MISSES.items()},
    **{f"10 {figure}": why for figure, why in magnitudes.MISSES.items() if figure.startswith("energy")},
}
TURNOVER = 0.05  # March's tenth of a period, at a week's pace


@cache
def run(changes: tuple[tuple[str, object], ...] = (), mix: tuple[tuple[str, float], ...] = ()) -> Ensemble:
    """The reference scenario at its best mix with `changes`, parts of the mix replaced."""
    return simulate(reference().with_(**dict(changes)), MANY, FRESH, mix={**best(), **dict(mix)})


def figure(key: str, mix: Mapping[str, float]) -> np.ndarray:
    """(replicate,) mean over the run of a weekly figure of the focal enterprise, parts of the best mix replaced."""
    return run((), tuple(mix.items())).weekly[key].isel(enterprise=0).mean("week").to_numpy()


shown = partial(clear, errors=1.96)


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


def settled(changes: Mapping[str, object]) -> np.ndarray:
    """(replicate,) coherence of the last year under pure organisation, where the code is what is learned from."""
    weekly = run(tuple(changes.items()), (("organization_organism", 0.05),)).weekly
    return weekly["coherence"].isel(enterprise=0, week=slice(-52, None)).mean("week").to_numpy()


def turnover_helps(learns: float) -> np.ndarray:
    """(replicate,) coherence that turnover adds where cells learn from the code at this rate."""
    return settled({"learn_from_code": learns, "turnover": TURNOVER}) - settled(
        {"learn_from_code": learns, "turnover": 0.0}
    )


def reintegrated() -> np.ndarray:
    """(replicate,) profit of years 2 to 5 that a first year of organism adds to organisation, thousand EUR."""
    rhythm = {"calendar": [[0, 0.75], [52, 0.25]]}
    others = {axis: position for axis, position in best().items() if axis != "organization_organism"}
    paths = [
        simulate(reference().moved(**others, organization_organism=plan), MANY, FRESH).weekly["profit"]
        for plan in (rhythm, 0.25)
    ]
    later = (paths[0] - paths[1]).isel(enterprise=0).sel(week=slice(53, None))
    return later.sum("week").to_numpy() / 1000.0


def findings() -> Iterator[Finding]:
    """One finding a pattern, by the section of TARGETS.md; its note says what else than the defaults was set."""
    wide = "cells stay, wide credit"
    for found in elasticities.findings():
        yield replace(found, figure=f"1, 5 {found.figure}", note=wide)
    early, late = late_push()
    yield shown("1 push wins less late in the life cycle", early - late, note="2 % of customers at the start")
    yield shown(
        "2 fast learners know less in the end", settled({"learn_from_code": 0.05}) - settled({"learn_from_code": 0.5})
    )
    one = {"learn_from_code": 0.275}
    yield shown("2 mixed speeds of learning beat one speed", settled({**one, "learning_spread": 0.8}) - settled(one))
    yield shown("2 turnover helps where learning is fast", turnover_helps(0.9))
    yield shown("2 turnover does not help where learning is slow", -turnover_helps(0.05))
    yield shown("2 a time of organism first pays organisation later, thousand EUR", reintegrated())
    for found in turbulence.findings():
        yield replace(found, figure=f"2 {found.figure}", note="calm for ever")
    for regime, better, worse in (("renaissance", 0.75, 0.25), ("price_war", 0.25, 0.75)):
        word = "value wins where its price is borne" if better > worse else "volume wins where prices rule"
        yield shown(
            f"5 {word}, thousand EUR",
            gain(regime, "volume_value", better, worse),
            note=f"{regime} for ever, its best mix",
        )
    serving = best_line("selling_serving")
    place = GRID.index(best()["selling_serving"])
    yield shown("6 all selling is dominated, thousand EUR", serving[place] - serving[0])
    yield shown("6 all serving is dominated, thousand EUR", serving[place] - serving[-1])
    for pole, name in ((0.05, "selling"), (0.95, "serving")):
        one, both = {"selling_serving": pole}, {"selling_serving": 0.5}
        yield shown(f"6 staff who do both, against {name}: satisfaction up", apart("satisfaction", both, one))
        yield shown(f"6 staff who do both, against {name}: sales up", apart("revenue", both, one))
        yield shown(f"6 staff who do both, against {name}: net up", apart("profit", both, one))
    for found in indie_and_weconomy.findings():
        yield replace(found, figure=f"7 {found.figure}", note="hours added, wide credit")
    allied = best_line("indie_weconomy")
    place = GRID.index(best()["indie_weconomy"])
    yield shown("7 openness an inverted U: too closed, thousand EUR", allied[place] - allied[0])
    yield shown("7 openness an inverted U: too open, thousand EUR", allied[place] - allied[-1])
    with_crafts, without, use = crafts_pay.measured(1.0)
    yield shown(
        "7 crafts lower the price of interference, thousand EUR", without - with_crafts, note=f"{wide}, use {use:.2f}"
    )
    for found in adaptive.findings():
        yield replace(found, figure=f"9 {found.figure}")
    for found in renaming_in_time.findings():
        yield replace(found, figure=f"10 {found.figure}", note="wide credit")
    for found in magnitudes.findings():
        if found.figure.startswith("energy"):
            yield replace(found, figure=f"10 {found.figure}", note="centre mix")


def apart(key: str, mix: Mapping[str, float], other: Mapping[str, float]) -> np.ndarray:
    """(replicate,) a figure at one mix less that at another."""
    return figure(key, mix) - figure(key, other)


def comparison() -> Comparison:
    """Each sign among the patterns in units of its standard error, and the line that makes it clear."""
    found = [finding for finding in findings() if finding.error > 0.0 and np.isinf(finding.high)]
    size = [min(20.0, max(-20.0, finding.model / finding.error)) for finding in found]
    at = np.arange(1, len(found) + 1)
    lines = (Line("clear of chance", [1, len(found)], [1.96, 1.96], reference=True, group=1), Line("pattern", at, size))
    return Comparison(TITLE, "Size of each pattern in standard errors (cut at 20); above the line it is clear at 95 %.",
                      "signs among the patterns, in the order of the table", "standard errors", lines)  # fmt: skip
