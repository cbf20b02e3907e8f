"""Charts of the pages that are read slowly: Altair, in the visual language of the library's own pictures.

Each is one view without a fixed width, so that it fits a phone as it fits a screen: panels side by side lie on one horizontal
axis, and words stand at what they name instead of in a legend. Colours hold for the colour-blind; letters say the same again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

GAP = 0.1  # between two panels, in shares of a panel's width
FONT = "Inter, system-ui, sans-serif"


@dataclass(frozen=True)
class Look:
    """Colours of a theme; `sides` are those of what is compared."""

    ink: str
    muted: str
    line: str
    ghost: str
    paper: str
    sides: tuple[str, ...]


LIGHT = Look("#22302F", "#5F6C68", "#E4DFD3", "#A5ADA8", "#FAF8F3", ("#12706E", "#C4573C", "#34509E", "#B0771C"))
DARK = Look("#E8ECE6", "#8CA09C", "#2A3B40", "#6F827F", "#0F1A1C", ("#2FA39B", "#EE7D5B", "#7C93F2", "#F5C85F"))


def look(theme: str | None) -> Look:
    """The look of the page's theme, "light" or "dark"."""
    return DARK if theme == "dark" else LIGHT


@dataclass(frozen=True)
class Panel:
    """One side of one figure: quantiles (5, grid) .05, .25, .5, .75, .95 in `weeks` (grid,), and what is written above them."""

    letter: str
    weeks: np.ndarray
    band: np.ndarray
    says: str


def small_multiples(
    panels: Sequence[Panel], low: float, high: float, ticks: Sequence[tuple[float, str]], colours: Look
) -> alt.LayerChart:
    """Panels of one figure from left to right on one scale from `low` to `high`; the first one's middle goes on as a grey line."""
    span = max(float(panel.weeks[-1]) for panel in panels)
    wide = span * (1.0 + GAP)
    rows, heads, lines = [], [], []
    for k, panel in enumerate(panels):
        first = (
            panels[0].band[2] if k and panels[0].band.shape == panel.band.shape else np.full(len(panel.weeks), np.nan)
        )
        for at, week in enumerate(panel.weeks):
            a, b, c, d, e = (float(x) for x in panel.band[:, at])
            rows.append(
                {
                    "x": k * wide + float(week),
                    "side": k,
                    "a": a,
                    "b": b,
                    "c": c,
                    "d": d,
                    "e": e,
                    "first": float(first[at]),
                }
            )
        heads.append({"x": k * wide, "y": high, "side": k, "text": panel.letter, "says": panel.says})
        lines += [{"x": k * wide, "x2": k * wide + span, "y": at, "text": text} for at, text in ticks]
    data, x = (
        pd.DataFrame(rows),
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0.0, wide * len(panels) - GAP * span], nice=False)),
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    colour = _colour(len(panels), colours)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    base = alt.Chart(data).encode(x=x)
    grid = alt.Chart(pd.DataFrame(lines))
    marks = alt.Chart(pd.DataFrame([line for line in lines if line["x"] == 0.0]))
    top = alt.Chart(pd.DataFrame(heads)).encode(x=x, y=y("y"), color=colour)
    layers = [
        grid.mark_rule(color=colours.line, strokeWidth=1).encode(x=x, x2="x2:Q", y=y("y")),
        marks.mark_text(align="right", baseline="middle", dx=-6, color=colours.muted, fontSize=11).encode(
            x=x, y=y("y"), text="text:N"
        ),
        base.mark_area(opacity=0.18).encode(y=y("a"), y2="e:Q", color=colour),
        base.mark_area(opacity=0.26).encode(y=y("b"), y2="d:Q", color=colour),
        base.mark_line(color=colours.ghost, strokeDash=[4, 3], strokeWidth=1.4).encode(y=y("first"), detail="side:N"),
        base.mark_line(strokeWidth=2).encode(y=y("c"), color=colour),
        top.mark_text(align="left", baseline="bottom", dy=-5, fontSize=12, fontWeight=600).encode(text="text:N"),
        top.mark_text(align="left", baseline="bottom", dx=14, dy=-5, fontSize=12).encode(text="says:N"),
    ]
    return _configured(
        alt.layer(*layers).properties(height=120, padding={"left": 58, "right": 4, "top": 22, "bottom": 4})
    )


@dataclass(frozen=True)
class Interval:
    """A row of dots and intervals: a side's value, from `low` to `high`, hollow unless `real`; `says` stands above it."""

    row: int
    side: int
    value: float
    low: float
    high: float
    real: bool
    says: str = ""


def intervals(found: Sequence[Interval], count: int, colours: Look, zero: str = "", height: int = 36) -> alt.LayerChart:
    """Each interval on a line of its own under its words; a rule marks zero, called `zero`."""
    data = pd.DataFrame([vars(each) | {"at": k} for k, each in enumerate(found)])
    ends = [0.0, *data[["low", "high", "value"]].to_numpy().ravel().tolist()]
    low, high = np.nanmin(ends), np.nanmax(ends)
    room = 0.04 * (high - low) or 1.0
    x = alt.Scale(domain=[float(low - room), float(high + room)], nice=False, zero=False)
    y = alt.Y("at:Q", axis=None, scale=alt.Scale(domain=[len(found) - 0.42, -0.58], nice=False, zero=False))
    colour = _colour(count, colours)
    base = alt.Chart(data).encode(y=y)
    filled = alt.condition("datum.real", _colour(count, colours), alt.value(colours.paper))
    layers = [
        alt.Chart(pd.DataFrame([{"x": 0.0, "text": zero}]))
        .mark_rule(color=colours.ghost)
        .encode(x=alt.X("x:Q", axis=None, scale=x)),
        base.mark_rule(strokeWidth=2.2, strokeCap="butt").encode(
            x=alt.X("low:Q", axis=None, scale=x), x2="high:Q", color=colour
        ),
        base.mark_point(size=70, opacity=1, strokeWidth=1.8).encode(
            x=alt.X("value:Q", axis=None, scale=x), color=colour, fill=filled
        ),
        base.mark_text(align="left", baseline="bottom", dy=-8, color=colours.ink, fontSize=12.5).encode(
            x=alt.value(0), text="says:N"
        ),
    ]
    return _configured(
        alt.layer(*layers).properties(
            height=height * len(found), padding={"left": 58, "right": 4, "top": 2, "bottom": 2}
        )
    )


def dots(
    found: Sequence[Interval], heads: Sequence[str], letters: Sequence[str], ticks: Sequence[tuple[float, str]], colours: Look,
    which: Sequence[int],
) -> alt.LayerChart:  # fmt: skip
    """Rows of lettered dots with their intervals, one row for each of `heads`, which stand above their rows.

    The dots of a row have `letters`, and the colours of the sides `which`.
    """
    count = len(letters)
    tall = 26 + 17 * count  # pixels of a row
    data = pd.DataFrame(
        [vars(each) | {"at": tall * each.row + 30 + 17 * each.side, "letter": letters[each.side]} for each in found]
    )
    ends = [0.0, *(at for at, _ in ticks), *data[["low", "high", "value"]].to_numpy().ravel().tolist()]
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.03 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    ends_at = tall * len(heads)
    y = alt.Y("at:Q", axis=None, scale=alt.Scale(domain=[ends_at, 0], nice=False, zero=False))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=scale)

    shades = [colours.sides[k] for k in which]
    base = alt.Chart(data).encode(y=y)
    colour = alt.Color("side:N", legend=None, scale=alt.Scale(domain=list(range(count)), range=shades))
    marks = alt.Chart(pd.DataFrame([{"x": at, "text": text} for at, text in ticks])).encode(x=x("x"))
    named = alt.Chart(pd.DataFrame([{"at": tall * k + 14, "text": text} for k, text in enumerate(heads)])).encode(y=y)
    layers = [
        marks.mark_rule(color=colours.line).encode(),
        marks.mark_text(baseline="top", dy=4, color=colours.muted, fontSize=11).encode(
            y=alt.value(ends_at), text="text:N"
        ),
        named.mark_text(align="left", baseline="middle", color=colours.ink, fontSize=13, fontWeight=600).encode(
            x=alt.value(0), text="text:N"
        ),
        base.mark_rule(strokeWidth=2.2, strokeCap="butt").encode(x=x("low"), x2="high:Q", color=colour),
        base.mark_circle(size=190, opacity=1).encode(x=x("value"), color=colour),
        base.mark_text(fontSize=10, fontWeight=600, color=colours.paper).encode(x=x("value"), text="letter:N"),
    ]
    return _configured(
        alt.layer(*layers).properties(height=ends_at, padding={"left": 12, "right": 30, "top": 2, "bottom": 24})
    )


def _colour(count: int, colours: Look) -> alt.Color:
    return alt.Color(
        "side:N", legend=None, scale=alt.Scale(domain=list(range(count)), range=list(colours.sides[:count]))
    )


def _configured(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart:
    made: Any = chart.configure(background="transparent", font=FONT).configure_view(strokeWidth=0, clip=False)
    return made
