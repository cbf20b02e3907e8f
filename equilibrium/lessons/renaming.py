"""Renaming: new names for old crafts are ahead for a while, until people find out. When, and what is left in the end?"""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from xarray import DataArray

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Number, Numbers, gathered, mean, resampled
from equilibrium.lessons.telling import SIGNS, by_sign, words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured
from equilibrium.studies.results import Results

STUDY = "renaming"
REAL = 1.0  # the share of renewal that is real, of who does not rename
USUAL, MOSTLY = 0.02, 0.3  # the middle hazard, and who renames seven crafts in ten
QUARTER = 13  # weeks
DRAWN = ("ahead",)
UNITS = {
    "behind since": "week", "slowly found - quickly found, weeks ahead": "weeks", "credibility, second year": "share",
}  # fmt: skip


def measured(results: Results) -> Numbers:
    """What renaming has gained so far, quarter by quarter; from which week on it is behind; what it does to credibility."""
    grid = results.grid()
    ends = [int(name.partition("-")[2]) for name in results.manifest["measures"] if name.startswith("profit@1-")]
    ends.append(ends[-1] + QUARTER)
    names = [f"profit@1-{end}" for end in ends[:-1]] + ["profit"]
    path = np.stack([grid[name].transpose("found", "substance", "replicate").to_numpy() for name in names])
    shares, hazards = grid["substance"].to_numpy().tolist(), grid["found"].to_numpy().tolist()
    gained = path - path[:, :, [shares.index(REAL)]]
    found = list[Found]()
    since = {}
    for h, hazard in enumerate(hazards):
        for s, share in enumerate(shares):
            if share == REAL:
                continue
            line = gained[:, h, s]
            found += [("ahead", (hazard, share, end), mean(line[k])) for k, end in enumerate(ends)]
            since[hazard, share] = line
            found.append(("behind since", (hazard, share), resampled(line, lambda each: behind(each, ends))))
            trust = _change(grid["credibility@53-104"], hazard, share)
            found.append(("credibility, second year", (hazard, share), mean(trust)))
    slow, quick = since[hazards[0], MOSTLY], since[hazards[-1], MOSTLY]
    sooner = resampled(np.stack([slow, quick]), lambda both: _later(behind(both[0], ends), behind(both[1], ends)))
    found.append(("slowly found - quickly found, weeks ahead", (), sooner))
    found.append(("quickly found - slowly found, end", (), mean(quick[-1] - slow[-1])))
    return gathered(("found", "substance", "week"), found)


def _change(figure: DataArray, hazard: float, share: float) -> np.ndarray:
    here = figure.sel(found=hazard)
    return (here.sel(substance=share) - here.sel(substance=REAL)).to_numpy()


def _later(slow: float, quick: float) -> float:
    return 0.0 if slow == quick else slow - quick


def behind(line: np.ndarray, ends: list[int]) -> float:
    """The week from which the mean of `line` (week, replicate) stays below zero, between two quarters' ends on a straight
    line; infinite if it is not below at the end."""
    values = line.mean(-1)
    if values[-1] >= 0:
        return np.inf
    week = 0.0
    for (here, value), (end, after) in pairwise(zip([0, *ends], [0.0, *values], strict=True)):
        if value >= 0 > after:
            week = here + (end - here) * value / (value - after)
    return float(week)


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """When it is found out, and what is left; how that hangs on how soon people notice, and how much is renamed."""
    said, at = words(language)[STUDY], (USUAL, MOSTLY)
    weeks = numbers.along("ahead", "week")
    since = numbers.of("behind since", *at)
    first = [
        by_sign(said, "end", numbers.of("ahead", *at, weeks[-1]), language),
        by_sign(said, "year", numbers.of("ahead", *at, "52"), language),
        said[f"since_{_known(since)}"].format(**_dates(since, language)),
        _trust(numbers.of("credibility, second year", *at), language),
    ]
    shares = [s for s in numbers.along("behind since", "substance") if float(s) != MOSTLY]
    sooner = numbers.of("slowly found - quickly found, weeks ahead")
    hazards = [
        said["by_hazard"].format(
            months=_months(hazard, language), since=_when(numbers.of("behind since", hazard, MOSTLY), language)
        )
        for hazard in numbers.along("behind since", "found")
    ]
    second = [
        said["hazards"].format(hazards="; ".join(hazards)),
        said[f"sooner_{SIGNS[sooner.sign]}"],
        by_sign(said, "less", numbers.of("quickly found - slowly found, end"), language),
    ]
    for share in shares:
        end = numbers.of("ahead", USUAL, share, weeks[-1])
        many = said["renames"].format(n=round(10 * (1 - float(share))))
        second.append(by_sign(said, "share", end, language, who=many))
    return " ".join(first), " ".join(second)


def _months(hazard: str, language: str) -> str:
    """How long a new name lasts on average before it is found out."""
    return words(language)[STUDY]["months"].format(n=round(12 / 52 / float(hazard)))


def _known(since: Number) -> str:
    if not np.isfinite(since.value):
        return "never"
    if not np.isfinite(since.high):
        return "perhaps"
    return "always" if since.high <= QUARTER else "week"


def _dates(since: Number, language: str) -> dict[str, str]:
    return {
        name: pictured.number(value, language, 0) if np.isfinite(value) else words(language)[STUDY]["not_yet"]
        for name, value in (("week", since.value), ("low", since.low), ("high", since.high))
    }


def _when(since: Number, language: str) -> str:
    return words(language)[STUDY][f"when_{_known(since)}"].format(**_dates(since, language))


def _trust(change: Number, language: str) -> str:
    text = words(language)[STUDY][f"trust_{SIGNS[change.sign]}"]
    size = abs(change.value) if change.sign else change.value
    return text.format(points=pictured.number(100 * size, language, 1))


def picture(numbers: Numbers, language: str) -> Figure:
    """A panel a hazard: what renaming has gained so far over four years, for each share renamed."""
    said = words(language)[STUDY]
    hazards, shares = numbers.along("ahead", "found"), numbers.along("ahead", "substance")
    names = [said["renames"].format(n=round(10 * (1 - float(share)))) for share in shares]
    key = page.Key(
        [(name, {"color": color, "linewidth": 2.0}) for name, color in zip(names, drawing.COLORS, strict=False)]
    )
    sheet, top = drawing.sheet(STUDY, 3.5, language, [key])
    every = [number for k, number in numbers.table.items() if k[0] == "ahead"]
    low, high = min(n.low for n in every), max(n.high for n in every)
    room = 0.06 * (high - low)
    weeks = [float(week) for week in numbers.along("ahead", "week")]
    for k, hazard in enumerate(hazards):
        left = 1.15 + 2.48 * k
        text = said["panel"].format(months=_months(hazard, language))
        style.say(sheet, left, top + 0.05, text, 9, bold=True)
        axes = style.axes_at(sheet, left, top + 0.35, 2.05, 2.6)
        for share, color in zip(shares, drawing.COLORS, strict=False):
            line = [numbers.of("ahead", hazard, share, week) for week in weeks]
            axes.fill_between([0.0, *weeks], [0.0, *(n.low for n in line)], [0.0, *(n.high for n in line)], color=color,
                              alpha=0.18, linewidth=0)  # fmt: skip
            axes.plot([0.0, *weeks], [0.0, *(n.value for n in line)], color=color, linewidth=1.8)
        axes.set_ylim(low - room, high + room)
        drawing.money_axis(axes, language, 5)
        if k:
            axes.set_yticklabels([])
        page.time_axis(axes, round(weeks[-1]), language)
    return sheet
