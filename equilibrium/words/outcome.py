"""What became of the enterprise: counted over the futures, and said in sentences."""

from dataclasses import dataclass, replace

import pandas as pd

from equilibrium.ensemble import Ensemble
from equilibrium.words import words
from equilibrium.words.numbers import between, euros, readable
from equilibrium.words.told import Part, Passage, Source, Told, filled, joined

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
    return [said.text for said in passages(ensemble, language).values()]


def passages(ensemble: Ensemble, language: str) -> dict[str, Passage]:
    """The sentences by what they speak of, each number with its source."""
    text, seen = words(language)["outcome"], outcome(ensemble)
    count, weeks = seen.futures, ensemble.weekly.sizes["week"]
    rows = ensemble.summary().set_index("figure").T
    futures = counted(count, Source("futures", "count"))
    places: dict[str, Part] = {
        "count": futures,
        "good": counted(seen.profitable, Source("profit", "profitable")),
        "weeks": counted(weeks, Source("weeks", "count")),
    }
    said = {"profit": filled(text["profit"][_how_many(seen.profitable, count)], **places)}
    said["money"] = filled(text["money"], amount=_money(rows["profit"], count, language), **places)
    said["survival"] = filled(
        text["survival"][_how_many(seen.surviving, count)],
        count=futures,
        good=counted(seen.surviving, Source("alive", "surviving")),
        bad=counted(count - seen.surviving, Source("alive", "closed")),
    )
    if seen.ahead and count > 1:
        versus: list[Part] = []
        for name, good in seen.ahead.items():
            rival = Told(name, "", name, Source(name, "label"))
            ahead = filled(text["rival"], name=rival, good=counted(good, Source(name, "ahead")), count=futures)
            versus += [ahead] if not versus else ["; ", ahead]
        said["rivals"] = joined(text["rivals"], " ", *versus, ".")
    first = weeks - seen.last_weeks + 1
    last_year = seen.last_year.T
    founding = {
        key: _spread(key, last_year[key], (first, weeks), count, language)
        for key in ("new_crafts", "people_reenergised", "uniqueness", "credibility")
    }
    last_weeks = counted(seen.last_weeks, Source("weeks", "last year"))
    when = text["last_year"] if seen.last_weeks == YEAR else filled(text["last_weeks"], weeks=last_weeks)
    said["founding"] = filled(text["founding"], when=when, **founding)
    if count < FEW:
        said["sure"] = filled(text["few"] if count > 1 else text["one"], count=futures)
    return said


def counted(number: int, source: Source) -> Told:
    """A count, as it stands in a sentence."""
    return Told(number, "", str(number), source)


def _how_many(good: int, count: int) -> str:
    if count == 1:
        return "one_yes" if good else "one_no"
    return "all" if good == count else "some" if good else "none"


def _spread(key: str, row: pd.Series, weeks: tuple[int, int], count: int, language: str) -> Passage:
    """A figure with its band, for the middle of a sentence."""
    middle = readable(row["median"], row["unit"], language)
    band = between(row["5 %"], row["95 %"], row["unit"], language) if count > 1 else ""
    told = Told(row["median"], row["unit"], middle, Source(key, "median", 0, weeks))
    if not band:
        return joined(told)
    ends = Told((row["5 %"], row["95 %"]), row["unit"], band, Source(key, "band", 0, weeks))
    return joined(told, " (", filled(words(language)["outcome"]["band"], between=ends), ")")


def _money(row: pd.Series, count: int, language: str) -> Passage:
    middle = readable(row["median"], "EUR", language)
    band = between(row["5 %"], row["95 %"], "EUR", language) if count > 1 else ""
    told = in_euros(Told(row["median"], "EUR", middle, Source("profit", "median")), language)
    if not band:
        return told
    ends = in_euros(Told((row["5 %"], row["95 %"]), "EUR", band, Source("profit", "band")), language)
    return joined(told, " (", filled(words(language)["outcome"]["band"], between=ends), ")")


def in_euros(told: Told, language: str) -> Passage:
    """An amount or a band of money, with its currency behind it."""
    return joined(told, euros(told.shown, language).removeprefix(told.shown))
