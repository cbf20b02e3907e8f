"""The crafts' family tree: who served which need when, born of whom, made or absorbed, woken, or only renamed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.ensemble import Ensemble
from equilibrium.plots import page, regimes, style, words

MARKS = {"indie": "o", "ally": "D", "woken": "^", "renamed": "|", "found_out": "x"}
TALL, STEP = 5.6, 0.105  # inches: all lanes together at most, one craft's line
MOST_DATED = 12
LANES = 0.78  # inches, for the needs' names


@dataclass(frozen=True)
class Spell:
    """A craft serving its need from week `start` to `end`; `woken` if it had slept before; `before` it, another or -1."""

    need: int
    craft: int
    start: int
    end: int
    woken: bool
    before: int


def spells(ensemble: Ensemble, enterprise: int = 0) -> list[Spell]:
    """All spells of service in the first future, need by need."""
    serving = ensemble.portrait["serving"].isel(enterprise=enterprise).to_numpy()
    woken = ensemble.weekly["woken_crafts"].isel(replicate=0, enterprise=enterprise).to_numpy()
    weeks = len(serving) - 1
    out = []
    for need, row in enumerate(serving.T):
        cuts = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), weeks + 1]
        known: set[int] = set()
        before = -1
        for a, b in zip(cuts[:-1], cuts[1:], strict=True):
            craft = int(row[a])
            if craft < 0:
                continue
            again = craft in known and craft != before and a > 0 and woken[a - 1] > 0
            out.append(Spell(need, craft, a, min(b, weeks), again, before))
            known.add(craft)
            before = craft
    return out


def plot(ensemble: Ensemble, language: str = "en", enterprise: int | str = 0) -> Figure:
    """The family tree of the first future's crafts over the weeks, a lane a need.

    A craft's line begins where it is born, one step above those before it, and is thick while it serves its need and
    has matured by the end; a thin upright line leads there from the craft it took the need over from.

    Raises
    ------
    ValueError : for a language or enterprise that is not there
    """
    said = words.words(language)
    e = page.which(ensemble, enterprise)
    table = ensemble.crafts[ensemble.crafts["enterprise"] == e]
    genuine = table[table["origin"] != "relabel"].sort_values(["born", "craft"], kind="stable")
    needs = ensemble.portrait.sizes["served"]
    height, lane = _heights(genuine, needs)
    step = min(STEP, TALL / max(sum(lane), 1.0))
    tall = step * sum(lane)
    dated = _dated(ensemble, e, said)
    title = said["crafts_title"].format(title=page.title_of(ensemble, language, e))
    above = 0.2 * (1 + max((row for _, row, _ in dated), default=-1)) + (0.05 if dated else 0.0)
    lines, marks = _keys(said, bool((table["origin"] == "relabel").any()))
    foot: list[page.Key | str] = [
        lines,
        marks,
        said["no_line"],
        regimes.key(ensemble, language, 0),
        page.source(ensemble, language, first_only=True),
    ]
    sheet, top = page.begin(10.0, above + tall + 0.62, title, sentence(ensemble, e, language), foot)
    top += above
    weeks = ensemble.weekly.sizes["week"]
    axes = style.axes_at(sheet, page.MARGIN + LANES, top, 9.0 - LANES, tall)
    axes.set(xlim=(0, weeks), ylim=(sum(lane), 0), xticks=[], yticks=[])
    _lanes(axes, lane, weeks, said)
    _tree(axes, ensemble, genuine, height, e)
    _renamings(axes, table, height, lane)
    for week, row, text in dated:
        axes.axvline(week, ymax=1 + (0.2 * row + 0.16) / tall, color=style.GHOST, linewidth=0.8, linestyle=(0, (2, 2)),
                     clip_on=False, zorder=0)  # fmt: skip
        style.note(axes, week, 1 + (0.2 * row + 0.09) / tall, text, 8.5, across=True).set(
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}, x=week + 0.006 * weeks)  # fmt: skip
    strip = style.axes_at(sheet, page.MARGIN + LANES, top + tall + 0.06, 9.0 - LANES, 0.16)
    regimes.ribbon(strip, ensemble, 0)
    page.time_axis(strip, weeks, language)
    return sheet


def sentence(ensemble: Ensemble, e: int, language: str) -> str:
    """How many crafts enterprise `e` made, absorbed, woke and only renamed in the first future."""
    said = words.words(language)
    weekly = ensemble.weekly.isel(replicate=0, enterprise=e)
    count = {
        key: round(float(weekly[name].sum()))
        for key, name in (("made", "new_crafts"), ("absorbed", "absorbed_crafts"), ("woken", "woken_crafts"),
                          ("renamed", "renamings"), ("found", "found_out"))
    }  # fmt: skip
    text = {key: words.counted(f"n_{key}", n, language) for key, n in count.items()}
    who, time = page.subject(ensemble, language, e), words.duration(weekly.sizes["week"], language)
    out = said["crafts_sentence"].format(who=who, time=time, **text)
    return f"{out} {said['renamed_sentence'].format(**text)}" if count["renamed"] else out


def _heights(genuine: pd.DataFrame, needs: int) -> tuple[dict[int, float], list[float]]:
    """Each craft's height in its picture, in steps from the top, and each lane's; lanes grow upward from their foot."""
    lane = [float(max(1, (genuine["need"] == g).sum())) + 1.2 for g in range(needs)]
    foot = np.cumsum(lane)
    height = {}
    for g in range(needs):
        for level, craft in enumerate(genuine.loc[genuine["need"] == g, "craft"]):
            height[int(craft)] = float(foot[g]) - 0.95 - level
    return height, lane


def _lanes(axes: Axes, lane: list[float], weeks: int, said: dict[str, str]) -> None:
    foot = np.cumsum(lane)
    for g, (y, high) in enumerate(zip(foot, lane, strict=True)):
        if g % 2 == 0:
            axes.axhspan(y - high, y, color=style.PANEL, alpha=0.6, linewidth=0, zorder=-1)
        style.note(axes, -0.012 * weeks, y - high / 2, said["need"].format(n=g + 1), 8.5, style.INK, align="right")


def _tree(axes: Axes, ensemble: Ensemble, genuine: pd.DataFrame, height: dict[int, float], e: int) -> None:
    """Lines of service, where they branch, and how each began."""
    row = {r["craft"]: r for r in genuine.to_dict("records")}
    thin: dict[str, Any] = {"color": style.INK, "linewidth": 0.5, "alpha": 0.6, "zorder": 1}
    ended: dict[int, int] = {}
    for spell in spells(ensemble, e):
        r, y = row[spell.craft], height[spell.craft]
        color = style.FAMILIES["founding" if r["origin"] == "founding" else r["family"]]
        axes.plot([spell.start, spell.end], [y, y], color=color, linewidth=2.8 if r["matured"] else 1.1,
                  solid_capstyle="butt", zorder=2)  # fmt: skip
        if spell.woken:
            axes.plot([ended[spell.craft], spell.start], [y, y], color=color, linewidth=0.8, linestyle=":", zorder=1)
            axes.plot([spell.start] * 2, [y, height.get(spell.before, y)], **thin)
            axes.plot(spell.start, y, MARKS["woken"], color=color, markersize=5.5, markeredgecolor=style.INK,
                      markeredgewidth=0.6, zorder=4)  # fmt: skip
        ended[spell.craft] = spell.end
    for craft, r in row.items():
        if r["origin"] == "founding":
            continue
        y, color = height[craft], style.FAMILIES[r["family"]]
        if r["parent"] in height:
            axes.plot([r["born"]] * 2, [y, height[r["parent"]]], **thin)
        axes.plot(r["born"], y, MARKS[r["origin"]], color=color if r["matured"] else style.PAPER, markeredgecolor=color,
                  markersize=4.6 if r["origin"] == "indie" else 3.8, markeredgewidth=1.1, zorder=3)  # fmt: skip


def _renamings(axes: Axes, table: pd.DataFrame, height: dict[int, float], lane: list[float]) -> None:
    """A stroke on the line of the craft that got a new name; a cross where it was found out."""
    foot = np.cumsum(lane) - 0.95
    renamed = table[table["origin"] == "relabel"].to_dict("records")
    for marks, when, color, size in (
        ("renamed", "born", style.INK, 5.0),
        ("found_out", "found_week", style.TERRACOTTA, 3.6),
    ):
        shown = [(r[when], height.get(r["parent"], foot[r["need"]])) for r in renamed if r[when] >= 0]
        if shown:
            axes.plot(
                *zip(*shown, strict=True), MARKS[marks], color=color, markersize=size, markeredgewidth=0.9, zorder=5
            )


def _dated(ensemble: Ensemble, e: int, said: dict[str, str]) -> list[tuple[int, int, str]]:
    """The scenario's dated missions and campaigns of this enterprise: week, row above the picture, words."""
    name, weeks = ensemble.scenario.enterprise_names[e], ensemble.weekly.sizes["week"]
    texts: dict[int, list[str]] = {}
    for kind, text, count in (("mission", "mission", "people"), ("renaming", "campaign", "crafts")):
        for event in ensemble.scenario.document[kind]:
            if event.get("enterprise", ensemble.scenario.enterprise_names[0]) == name and event["week"] <= weeks:
                texts.setdefault(event["week"], []).append(said[text].format(n=event[count]))
    out: list[tuple[int, int, str]] = []
    free: list[float] = []  # where each row has room again, in weeks
    for week, words_there in sorted(texts.items())[:MOST_DATED]:
        text = ", ".join(words_there)
        row = next((row for row, end in enumerate(free) if end <= week), len(free))
        free[row : row + 1] = [week + (style.width_of(text, 8.5) + 0.15) * weeks / (9.0 - LANES)]
        out.append((week, row, text))
    return out


def _keys(said: dict[str, str], renamings: bool) -> tuple[page.Key, page.Key]:
    """What lines and marks mean."""
    thick = [(name, style.FAMILIES[name]) for name in ("conceptual", "method", "accessory")]
    thick += [("founding_craft", style.FOUNDING)]
    lines: list[tuple[str, dict]] = [(said[name], {"color": color, "linewidth": 2.8}) for name, color in thick]
    lines += [(said["unripe"], {"color": style.MUTED, "linewidth": 1.1}),
              (said["asleep"], {"color": style.MUTED, "linewidth": 0.9, "linestyle": ":"})]  # fmt: skip
    marks = [("made", "indie", style.INK), ("absorbed", "ally", style.INK), ("woken", "woken", style.INK)]
    marks += [("renamed", "renamed", style.INK), ("found_out", "found_out", style.TERRACOTTA)] if renamings else []
    dots = [(said[name], {"marker": MARKS[mark], "color": color, "markersize": 5}) for name, mark, color in marks]
    return page.Key(lines), page.Key(dots)
