"""What the trajectories say, in sentences counted from the data: natural frequencies, never percentages of futures."""

import numpy as np

from equilibrium.ensemble import Ensemble
from equilibrium.plots import page, words
from equilibrium.scenario_form import CHANGEABLE

RARE = ("crafts/week", "persons/week", "cards/week")  # counted over a year: in most weeks there is none
CLEAR = 0.6  # share of the futures that move that must agree before a sentence names a direction
FEW = 5  # below so many futures there are no bands: each is a line


def headline(ensemble: Ensemble, e: int, language: str) -> str:
    """In how many futures enterprise `e` earns money over the whole run, and in how many it is ruined."""
    said = words.words(language)
    earned = ensemble.weekly["profit"].isel(enterprise=e).sum("week").to_numpy() > 0
    ruined = int((ensemble.weekly["alive"].isel(enterprise=e, week=-1) < 0.5).sum())
    total, time = earned.size, words.duration(ensemble.weekly.sizes["week"], language)
    who = page.subject(ensemble, language, e)
    wins = int(earned.sum())
    key = "earns" if 2 * wins >= total else "loses"
    where = words.futures(wins if key == "earns" else total - wins, total, language)
    if total == 1:
        end = "ruin_here" if ruined else "ruin_not_here"
    else:
        end = {0: "ruin_none", 1: "ruin_one", total: "ruin_all"}.get(ruined, "ruin_some")
    return f"{said[key].format(where=where, who=who, time=time)}; {said[end].format(k=ruined)}"


def sentence(ensemble: Ensemble, key: str, e: int, language: str) -> str:
    """A figure in one sentence: in how many futures it rises or falls; what is rare, how much of it there was.

    A future that ends in ruin counts among all, but neither rises nor falls.
    """
    said = words.words(language)
    figure = ensemble.weekly[key].isel(enterprise=e)
    values = figure.transpose("replicate", "week").to_numpy().astype(float)
    total, weeks = values.shape
    unit = figure.attrs.get("unit", "")
    if np.isnan(values).all():
        return said["nothing"]
    rare = figure.attrs.get("over") == "sum" and unit in RARE
    if rare or weeks == 1:
        last = values[:, -52:].sum(1)
        tails = (0.05, 0.5, 0.95) if total >= FEW else (0.0, 0.5, 1.0)
        some = np.nanquantile(last, tails, method="inverted_cdf")
        low, median, high = (words.quantity(x, "" if rare else unit, language) for x in some)
        time = words.duration(min(weeks, 52), language)
        when = said["last_year"] if weeks >= 104 else said["whole_run"].format(time=time)
        form = "alone" if low == high else "typical" if total >= FEW else "typical_few"
        return said[form].format(when=when, median=median, low=low, high=high)
    span, name = (
        (52, "span_year") if weeks >= 104 else (13, "span_quarter") if weeks >= 26 else (weeks // 2, "span_half")
    )
    alive = ensemble.weekly["alive"].isel(enterprise=e, week=-1).to_numpy() > 0.5
    first, last = _mean(values[:, :span]), _mean(values[:, -span:])
    there = ~np.isnan(first) & ~np.isnan(last) & (alive | (key == "alive"))
    moved = np.where(there, last - first, 0.0)
    small = 1e-9 * np.nanmax(np.abs(values))
    up, down = int((moved > small).sum()), int((moved < -small).sum())
    still = int(there.sum()) - up - down
    if not there.any():
        return said["gone"]
    count, form = max((up, "rises"), (down, "falls"), (still, "same"))
    if form != "same" and total >= FEW and count < CLEAR * (up + down):
        return said["unclear"].format(up=words.futures(up, total, language, start=False), down=down)
    return said[form].format(span=said[name], where=words.futures(count, total, language, start=False))


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over weeks of each future, not a number where it has no value."""
    count = (~np.isnan(values)).sum(1)
    return np.divide(np.nansum(values, axis=1), count, out=np.full(len(values), np.nan), where=count > 0)


def shocks(ensemble: Ensemble, language: str) -> list[str]:
    """The scenario's dated shocks within the run, in words, numbered as in the picture."""
    said = words.words(language)
    weeks = ensemble.weekly.sizes["week"]
    out = []
    for k, shock in enumerate(s for s in ensemble.scenario.shocks if s["week"] <= weeks):
        what = []
        for key, change in shock.items():
            if key in CHANGEABLE:
                name = getattr(CHANGEABLE[key], language).rsplit(",", 1)[0]
                sign = "× " if "factor" in change else "+ " if "add" in change else "= "
                value = next(v for v in change.values() if v is not None)
                text = words.number(value, language) if isinstance(value, (int, float)) else str(value)
                what.append(f"{name} {sign}{text}")
        form = "shock" if "until" in shock else "shock_on"
        text = said[form].format(a=shock["week"], b=shock.get("until", 0) - 1, what=", ".join(what))
        out.append(f"({k + 1}) {text}")
    return out
