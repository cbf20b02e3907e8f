"""What became of the enterprise: counted over the futures, and said in sentences."""

from dataclasses import dataclass, replace

import pandas as pd

from equilibrium.ensemble import Ensemble
from equilibrium.words import words
from equilibrium.words.numbers import between, euros, readable

YEAR = 52  # weeks
FEW = 20  # futures; with fewer, the ends of a band of nine in ten rest on a single one


@dataclass(frozen=True)
class Outcome:
    """Counts over the futures of an ensemble, for its first enterprise.

    `profitable` earned in all, `surviving` were in business at the end, `ahead` earned more than the rival named;
    `last_year` is the summary of the last `last_weeks` weeks: the founding text's figures are read from it.
    """

    futures: int
    profitable: int
    surviving: int
    ahead: dict[str, int]
    last_weeks: int
    last_year: pd.DataFrame


def outcome(ensemble: Ensemble) -> Outcome:
    """Count what became of the enterprise in each future."""
    weekly = ensemble.weekly
    profit = weekly["profit"].sum("week").to_numpy()
    alive = weekly["alive"].isel(week=-1, enterprise=0).to_numpy() > 0
    names = ensemble.scenario.enterprise_names
    ahead = {name: int((profit[:, 0] > profit[:, k]).sum()) for k, name in enumerate(names) if k}
    last = replace(ensemble, weekly=weekly.isel(week=slice(-YEAR, None)))
    rows = last.summary().set_index("figure")
    return Outcome(len(profit), int((profit[:, 0] > 0).sum()), int(alive.sum()), ahead, last.weekly.sizes["week"], rows)


def sentences(ensemble: Ensemble, language: str) -> list[str]:
    """The outcome in a few sentences: profit, survival, rivals, the founding text's figures, and how sure this is."""
    text, seen = words(language)["outcome"], outcome(ensemble)
    count = seen.futures
    rows = ensemble.summary().set_index("figure").T
    places = {"count": count, "good": seen.profitable, "weeks": ensemble.weekly.sizes["week"]}
    told = [text["profit"][_how_many(seen.profitable, count)].format(**places)]
    told.append(text["money"].format(amount=_money(rows["profit"], count, language), **places))
    survived = text["survival"][_how_many(seen.surviving, count)]
    told.append(survived.format(count=count, good=seen.surviving, bad=count - seen.surviving))
    if seen.ahead and count > 1:
        versus = [text["rival"].format(name=name, good=good, count=count) for name, good in seen.ahead.items()]
        told.append(f"{text['rivals']} {'; '.join(versus)}.")
    last_year = seen.last_year.T
    said = {
        key: _spread(last_year[key], count, language)
        for key in ("new_crafts", "people_reenergised", "uniqueness", "credibility")
    }
    when = text["last_year"] if seen.last_weeks == YEAR else text["last_weeks"].format(weeks=seen.last_weeks)
    told.append(text["founding"].format(when=when, **said))
    if count < FEW:
        told.append(text["few"].format(count=count) if count > 1 else text["one"])
    return told


def _how_many(good: int, count: int) -> str:
    if count == 1:
        return "one_yes" if good else "one_no"
    return "all" if good == count else "some" if good else "none"


def _spread(row: pd.Series, count: int, language: str) -> str:
    """A figure with its band, for the middle of a sentence."""
    middle = readable(row["median"], row["unit"], language)
    band = between(row["5 %"], row["95 %"], row["unit"], language) if count > 1 else ""
    return f"{middle} ({words(language)['outcome']['band'].format(between=band)})" if band else middle


def _money(row: pd.Series, count: int, language: str) -> str:
    middle = euros(readable(row["median"], "EUR", language), language)
    band = between(row["5 %"], row["95 %"], "EUR", language) if count > 1 else ""
    if not band:
        return middle
    return f"{middle} ({words(language)['outcome']['band'].format(between=euros(band, language))})"
