"""What single mechanisms give along one opposite: a small picture, as wide as a phone, and the sentence that stands above it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.balance.parts import Parts
from equilibrium.figures import AXIS_LABELS
from equilibrium.plots import style
from equilibrium.plots.words import number, words

WIDTH, HEIGHT = 4.2, 2.1  # inches
LEFT, RIGHT, TOP, FOOT = 0.5, 0.12, 0.14, 0.34
COLORS = {
    "push": style.ATTENTION, "pull": style.TEAL, "both": style.INK, "tolerant": style.TEAL, "sensitive": style.TERRACOTTA,
    "apart": style.TERRACOTTA, "joined_half": style.ATTENTION, "joined": style.TEAL, "standard": style.ACCESSORY,
    "agreeing": style.TERRACOTTA, "absorbed": style.TEAL,
}  # fmt: skip
READABLE = {style.ATTENTION: style.AMBER}  # as letters
NAMED = {  # where along the curve its name stands, and above (1) or below (-1) it
    "push": (0.62, 1), "pull": (0.8, -1), "both": (0.3, 1), "tolerant": (0.6, -1), "sensitive": (0.6, 1), "apart": (0.5, 1),
    "joined_half": (0.5, 1), "joined": (0.5, 1), "standard": (0.3, 1), "agreeing": (0.76, -1), "absorbed": (0.6, -1),
}  # fmt: skip


def sentence(parts: Parts, language: str) -> str:
    """What there is to see, with its figures."""
    lines = parts.lines

    def percent(value: float) -> str:
        return f"{number(100.0 * value, language, 0)}%"

    def top(name: str) -> str:
        return percent(float(parts.x[lines[name].argmax()]))

    middle = int(np.abs(parts.x - 0.5).argmin())
    places = {
        "push_pull": lambda: {"at": top("both")},
        "volume_value": lambda: {"tolerant": top("tolerant"), "sensitive": top("sensitive")},
        "selling_serving": lambda: {name: percent(lines[name][middle]) for name in ("apart", "joined")},
        "organization_organism": lambda: {
            "standard": percent(lines["standard"].max()), "agreeing": percent(-lines["agreeing"].min()),
        },
        "indie_weconomy": lambda: {"none": percent(lines["absorbed"][0]), "half": percent(lines["absorbed"][middle])},
    }  # fmt: skip
    return words(language)[f"part_sentence_{parts.axis}"].format(**places[parts.axis]())


def draw(parts: Parts, language: str = "en") -> Figure:
    """The curves of one opposite, each named beside itself."""
    sheet = style.figure(WIDTH, HEIGHT)
    axes = style.axes_at(sheet, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT)
    for name, y in parts.lines.items():
        axes.plot(parts.x, y, color=COLORS[name], linewidth=1.9, solid_capstyle="round", zorder=3)
    values = np.concatenate(list(parts.lines.values()))
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    axes.set_ylim(low - 0.06 * (high - low), high + 0.16 * (high - low))
    axes.set_xlim(0.0, 1.0)
    _ticks(axes, parts.axis, language)
    for name in parts.lines:
        _name(axes, parts, name, language)
    ends = words(language)["part_own_none"], words(language)["part_own_all"]
    if parts.axis != "indie_weconomy":
        first, last = AXIS_LABELS[parts.axis][language == "it"].split(" ↔ ")
        ends = first, last
    for x, text, align in zip((0.0, 1.0), ends, ("left", "right"), strict=True):
        style.say(sheet, LEFT + x * (WIDTH - LEFT - RIGHT), HEIGHT - FOOT + 0.08, text, 8.5, style.MUTED, align=align)
    return sheet


def _ticks(axes: Axes, axis: str, language: str) -> None:
    axes.locator_params(axis="y", nbins=4)
    ticks = [float(at) for at in axes.get_yticks() if axes.get_ylim()[0] <= at <= axes.get_ylim()[1]]
    euro = axis == "volume_value"
    said = [number(at, language) + " €" if euro else f"{number(100.0 * at, language)}%" for at in ticks]
    style.tick(axes, list(zip(ticks, said, strict=True)))
    style.tick(axes, [], vertical=False)


def _name(axes: Axes, parts: Parts, name: str, language: str) -> None:
    where, side = NAMED[name]
    text, color = words(language)[f"part_{name}"], READABLE.get(COLORS[name], COLORS[name])
    wide = style.width_of(text, 8.5, bold=True) / (WIDTH - LEFT - RIGHT)
    first, last = (where - wide / 2, where + wide / 2) if where < 0.75 else (where - wide, where)
    beside = parts.lines[name][(parts.x >= first) & (parts.x <= last)]  # clear of the curve over all its width
    off = 0.035 * (axes.get_ylim()[1] - axes.get_ylim()[0])
    y = float(beside.max()) + off if side > 0 else float(beside.min()) - off
    style.note(axes, where, y, text, 8.5, color, True, "center" if where < 0.75 else "right",
               "bottom" if side > 0 else "top").set_zorder(5)  # fmt: skip
