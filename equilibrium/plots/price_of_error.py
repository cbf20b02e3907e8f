"""Price of error: where each dimension's best place lies, where it is now, and what a tenth of the range off costs."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium import __version__
from equilibrium.balance.best import Best
from equilibrium.balance.surface import Measured
from equilibrium.balance.trials import bounds
from equilibrium.figures import AXIS_LABELS
from equilibrium.plots import page, style, words
from equilibrium.plots.reading import ends, reading
from equilibrium.words.sensitivity import factor_label

WIDTH, LABELS, LINE, ROW = 10.4, 2.75, 2.9, 0.5  # inches: sheet, names, the bars' line, a row
HEAD = 0.62


def plot(found: Best, language: str = "en") -> Figure:
    """The picture."""
    said = words.words(language)
    unit = reading(found.objective, language).unit
    marks: list[tuple[str, dict[str, Any]]] = [(said["price_bar"], {"facecolor": "#A9CFC9"}),
             (said["price_best"], {"marker": "*", "color": style.INK, "markersize": 9}),
             (said["price_present"], {"marker": "o", "color": style.TERRACOTTA, "markersize": 6})]  # fmt: skip
    note = said["price_note" if unit else "price_note_bare"]
    notes: list[page.Key | str] = [
        page.Key(marks), note.format(unit=words.unit(unit, language), fresh=words.number(found.fresh, language)),
        said["price_runs"].format(runs=words.number(found.runs, language), maker=f"equilibrium {__version__}"),
    ]  # fmt: skip
    body = HEAD + ROW * len(found.names) + 0.25
    sheet, top = page.begin(WIDTH, body, said["price_title"], _sentence(found, unit, language), notes)
    left = page.MARGIN + LABELS + 0.2
    axes = style.axes_at(sheet, left, top + HEAD, LINE, ROW * len(found.names))
    axes.set_ylim(len(found.names) - 0.5, -0.5)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([])
    axes.set_yticks([])
    columns = (left + LINE + 1.65, left + LINE + 3.2)
    style.say(sheet, columns[1], top + 0.08, said["price_head"], 8.5, style.INK, True, align="right")
    for column, word in zip(columns, ("price_less", "price_more"), strict=True):
        style.say(sheet, column, top + 0.32, said[word], 8.5, style.MUTED, align="right")
    for row, name in enumerate(found.names):
        _line(axes, row, name, found, language)
        middle = top + HEAD + ROW * (row + 0.5)
        label = factor_label(name, language) if name not in AXIS_LABELS else " ↔ ".join(ends(name, language))
        label = style.wrapped(label, LABELS, 9.5)
        style.say(sheet, left - 0.25, middle - 0.09 * (label.count("\n") + 1), label, 9.5, align="right")
        for column, price in zip(columns, found.price[row], strict=True):
            text, color = _price(price, unit, language)
            style.say(sheet, column, middle - 0.09, text, 9.0, color, align="right")
    return sheet


def _line(axes: Axes, row: int, name: str, found: Best, language: str) -> None:
    low, high = bounds((name,))[0]

    def part(place: float) -> float:
        return float((place - low) / (high - low))

    axes.plot([0, 1], [row, row], color=style.LINE, linewidth=2.0, solid_capstyle="round", zorder=1)
    first, last = map(part, found.interval[row])
    axes.barh(row, max(last - first, 0.012), left=min(first, 0.988), height=0.3, color="#A9CFC9", linewidth=0, zorder=2)
    here, best = part(found.present[row]), part(found.place[row])
    look: dict[str, Any] = {"linestyle": "none", "markeredgecolor": style.PAPER, "clip_on": False}
    axes.plot([here], [row], marker="o", markersize=7, color=style.TERRACOTTA, zorder=4, **look)
    axes.plot([best], [row], marker="*", markersize=13, color=style.INK, zorder=5, **look)
    if name not in AXIS_LABELS:
        for at, text, align in zip((0, 1), ends(name, language), ("left", "right"), strict=True):
            style.note(axes, at, row + 0.33, text, 7.5, align=align, anchor="center")


def _price(price: Measured | None, unit: str, language: str) -> tuple[str, str]:
    if price is None:
        return words.words(language)["price_end"], style.GHOST
    text = f"{words.quantity(price.value, unit, language)} ± {words.quantity((price.high - price.low) / 2, unit, language)}"
    return text, style.INK if price.low > 0 else style.MUTED


def _sentence(found: Best, unit: str, language: str) -> str:
    """What costs most among what costs surely, and what is free."""
    said = words.words(language)
    sure = {name: max(each.value for each in pair if each is not None and each.low > 0)
            for name, pair in zip(found.names, found.price, strict=True)
            if any(each is not None and each.low > 0 for each in pair)}  # fmt: skip
    if not sure:
        return said["price_sentence_none"]
    first = max(sure, key=lambda name: sure[name])
    cost = words.quantity(sure[first], unit, language)
    free = [factor_label(name, language) for name in found.names if name not in sure and name in found.ridge.free]
    key = "price_sentence_free" if free else "price_sentence"
    return said[key].format(first=factor_label(first, language), cost=cost, free=", ".join(free))
