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

GAP = 0.12  # between two panels, in shares of a panel's width
FONT = "Inter, system-ui, sans-serif"
ROW, HEAD = 18, 24  # pixels of a dot and of the words above a row of dots


@dataclass(frozen=True)
class Look:
    """Colours of a theme; `sides` are those of what is compared."""

    ink: str
    muted: str
    line: str
    ghost: str
    paper: str
    sides: tuple[str, ...]


LIGHT = Look("#22302F", "#5F6C68", "#E4DFD3", "#8F9994", "#FAF8F3", ("#12706E", "#B4452B", "#34509E", "#A98312"))
DARK = Look("#E8ECE6", "#8CA09C", "#2A3B40", "#7F918D", "#0F1A1C", ("#2FA39B", "#EE7D5B", "#8FA3F5", "#F5C85F"))


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
    panels: Sequence[Panel], low: float, high: float, ticks: Sequence[tuple[float, str]], colours: Look, week: str,
    height: int = 190,
) -> alt.LayerChart:  # fmt: skip
    """Panels of one figure from left to right on one scale from `low` to `high`; the first one's middle goes on as a grey line.

    `week` says the last week, as "week {n}".
    """
    span = max(float(panel.weeks[-1]) for panel in panels)
    wide = span * (1.0 + GAP)
    domain = [0.0, wide * len(panels) - GAP * span]
    starts = [k * wide for k in range(len(panels))]
    heads = pd.DataFrame([
        {"x": start, "side": k, "text": panel.letter, "says": panel.says}
        for k, (start, panel) in enumerate(zip(starts, panels, strict=True))
    ])  # fmt: skip
    lines = pd.DataFrame([
        {"x": start, "x2": start + span, "y": at, "text": text if k == 0 else ""}
        for k, start in enumerate(starts) for at, text in ticks
    ])  # fmt: skip
    ends = pd.DataFrame(
        [{"x": start, "x2": start + span, "first": "1", "last": week.format(n=f"{span:.0f}")} for start in starts]
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    colour = _colour(colours.sides[: len(panels)])

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=domain, nice=False, zero=False))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    base = alt.Chart(_curves(panels, starts)).encode(x=x("x"))
    rule, top, bottom = (
        alt.Chart(lines).encode(y=y("y")),
        alt.Chart(heads).encode(x=x("x"), color=colour),
        alt.Chart(ends),
    )
    below: dict[str, Any] = {"baseline": "top", "dy": 5, "color": colours.muted, "fontSize": 11}
    layers = [
        rule.mark_rule(color=colours.line, strokeWidth=1).encode(x=x("x"), x2="x2:Q"),
        rule.mark_text(align="right", baseline="middle", dx=-7, color=colours.muted, fontSize=11).encode(
            x=alt.value(0), text="text:N"
        ),
        bottom.mark_text(align="left", **below).encode(x=x("x"), y=alt.value("height"), text="first:N"),
        bottom.mark_text(align="right", **below).encode(x=x("x2"), y=alt.value("height"), text="last:N"),
        base.mark_area(opacity=0.18).encode(y=y("a"), y2="e:Q", color=colour),
        base.mark_area(opacity=0.28).encode(y=y("b"), y2="d:Q", color=colour),
        base.mark_line(color=colours.ghost, strokeDash=[4, 3], strokeWidth=1.5).encode(y=y("first"), detail="side:N"),
        base.mark_line(strokeWidth=2.2).encode(y=y("c"), color=colour),
        top.mark_text(align="left", baseline="bottom", dy=-6, fontSize=13, fontWeight=700).encode(
            y=alt.value(0), text="text:N"
        ),
        alt.Chart(heads)
        .mark_text(align="left", baseline="bottom", dx=14, dy=-6, fontSize=13, color=colours.ink).encode(
            x=x("x"), y=alt.value(0), text="says:N"
        ),
    ]  # fmt: skip
    return _configured(alt.layer(*layers), height)


def _curves(panels: Sequence[Panel], starts: Sequence[float]) -> pd.DataFrame:
    """A row for each side and week: its quantiles a to e, and the middle of the first side."""
    rows = []
    for k, (panel, start) in enumerate(zip(panels, starts, strict=True)):
        follows = k and panels[0].band.shape == panel.band.shape
        first = panels[0].band[2] if follows else np.full(len(panel.weeks), np.nan)
        quantiles = dict(zip("abcde", panel.band.astype(float), strict=True))
        rows.append(pd.DataFrame({"x": start + panel.weeks, "side": k, **quantiles, "first": first.astype(float)}))
    return pd.concat(rows, ignore_index=True)


@dataclass(frozen=True)
class Interval:
    """The `dot`-th in a row of dots: a side's value, from `low` to `high`, hollow unless `real`."""

    row: int
    dot: int
    value: float
    low: float
    high: float
    real: bool = True


def dots(
    found: Sequence[Interval], letters: Sequence[str], shades: Sequence[str], ticks: Sequence[tuple[float, str]], colours: Look,
    heads: Sequence[str] = (),
) -> alt.LayerChart:  # fmt: skip
    """Lettered dots with their intervals over one scale, which shows zero and the marks `ticks`.

    Parameters
    ----------
    letters, shades : of the dots of a row, from above
    heads : words above each row, if there are more than one
    """
    head = HEAD if heads else 4
    tall = head + ROW * len(letters) + (6 if heads else 0)
    data = pd.DataFrame([
        vars(each) | {"at": tall * each.row + head + ROW * (each.dot + 0.5), "letter": letters[each.dot]} for each in found
    ])  # fmt: skip
    ends = np.array([0.0, *(at for at, _ in ticks), *data[["low", "high", "value"]].to_numpy().ravel().tolist()])
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.04 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    colour = _colour(shades, "dot")
    end = tall * max(len(heads), 1)

    def vertical(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[end, 0], nice=False, zero=False))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=scale)

    base = alt.Chart(data).encode(y=vertical("at"))
    count = max(len(heads), 1)
    bands = [{"y": tall * k + head, "y2": tall * (k + 1)} for k in range(count)]  # no rule runs through the words
    marks = alt.Chart(pd.DataFrame([{"x": at, "text": text} for at, text in ticks])).encode(x=x("x"))
    rules, zero = ([{"x": at} | band for at in where for band in bands] for where in ([at for at, _ in ticks], [0.0]))
    named = alt.Chart(pd.DataFrame([{"at": tall * k + HEAD / 2 + 2, "text": text} for k, text in enumerate(heads)]))
    inside = alt.condition("datum.real", alt.value(colours.paper), colour)
    layers: list[alt.Chart] = [
        alt.Chart(pd.DataFrame(rules, columns=["x", "y", "y2"]))
        .mark_rule(color=colours.line)
        .encode(x=x("x"), y=vertical("y"), y2="y2"),
        alt.Chart(pd.DataFrame(zero))
        .mark_rule(color=colours.ghost, strokeWidth=1.5)
        .encode(x=x("x"), y=vertical("y"), y2="y2"),
        marks.mark_text(baseline="top", dy=5, color=colours.muted, fontSize=11).encode(
            y=alt.value("height"), text="text:N"
        ),
        base.mark_rule(strokeWidth=2.4, strokeCap="butt").encode(x=x("low"), x2="high:Q", color=colour),
        base.mark_point(size=170, opacity=1, strokeWidth=1.8, fillOpacity=1).encode(
            x=x("value"), color=colour, fill=alt.condition("datum.real", colour, alt.value(colours.paper))
        ),
        base.mark_text(fontSize=10, fontWeight=700).encode(x=x("value"), text="letter:N", color=inside),
    ]
    if heads:
        layers.append(
            named.mark_text(align="left", baseline="middle", color=colours.ink, fontSize=13, fontWeight=600).encode(
                x=alt.value(0), y=vertical("at"), text="text:N"
            )
        )
    return _configured(alt.layer(*layers), end + 24)


def _colour(shades: Sequence[str], field: str = "side") -> alt.Color:
    return alt.Color(f"{field}:N", legend=None, scale=alt.Scale(domain=list(range(len(shades))), range=list(shades)))


def _configured(chart: alt.LayerChart | alt.FacetChart, height: int) -> alt.LayerChart:
    """`height` with all that is written around the view, which gets what is left."""
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    made: Any = chart.properties(
        height=height, padding=dict.fromkeys(("left", "right", "top", "bottom"), 2), autosize=fit
    )
    return made.configure(background="transparent", font=FONT).configure_view(strokeWidth=0, clip=False)
