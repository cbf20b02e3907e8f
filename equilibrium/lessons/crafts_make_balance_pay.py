"""Crafts make balance pay: what a place between selling and serving earns over the better pole, with and without the crafts
that join the two; and what splitting hours costs (role conflict after Gabler et al. 2017)."""

import numpy as np
from matplotlib.figure import Figure

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Number, Numbers, chosen, gathered, mean, together
from equilibrium.lessons.telling import beside, by_sign, joined, sentence, words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured
from equilibrium.studies.results import Results

STUDY = "crafts-make-balance-pay"
AXIS, EVEN = "selling_serving", 0.5
POLES = (0.05, 0.95)
CRAFTS = ("conceptual", "none")
DRAWN = ("against the better pole",)
UNITS = {"use of service hours": "share"}


def measured(results: Results) -> Numbers:
    """Balance over the better pole and the price of splitting hours, by load, with crafts and without."""
    grid = results.grid()
    profit = grid["profit"].transpose("request_hours", "crafts", "splitting", AXIS, "replicate")
    usual = float(profit["request_hours"].min())
    inside = [place for place in profit[AXIS].to_numpy().tolist() if place not in POLES]
    found = list[Found]()
    for hours in profit["request_hours"].to_numpy().tolist():
        load, here = hours / usual, profit.sel(request_hours=hours)
        use = grid["utilisation"].sel(request_hours=hours, crafts="conceptual", splitting="costs")
        found.append(("use of service hours", (load,), mean(use.sel({AXIS: EVEN}).to_numpy())))
        gain, price = {}, {}
        for crafts in CRAFTS:
            line = here.sel(crafts=crafts, splitting="costs")
            pole = chosen(line.sel({AXIS: list(POLES)}).to_numpy())
            gain[crafts] = chosen(line.sel({AXIS: inside}).to_numpy()) - pole
            free = here.sel(crafts=crafts, splitting="free")
            price[crafts] = (free.sel({AXIS: EVEN}) - line.sel({AXIS: EVEN})).to_numpy()
            found.append(("balance - better pole", (load, crafts), mean(gain[crafts])))
            found.append(("price of splitting", (load, crafts), mean(price[crafts])))
            for place in profit[AXIS].to_numpy().tolist():
                found.append(
                    ("against the better pole", (load, crafts, place), mean(line.sel({AXIS: place}).to_numpy() - pole))
                )
        found.append(("crafts, balance - better pole", (load,), mean(gain["conceptual"] - gain["none"])))
        found.append(("crafts, price of splitting", (load,), mean(price["conceptual"] - price["none"])))
    return gathered(("load", "crafts", "place"), found)


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """Whether balance pays, and whether the crafts are why; what splitting hours costs."""
    said, loads = words(language)[STUDY], numbers.along("use of service hours", "load")
    first = [
        _grouped(numbers, "balance - better pole", "conceptual", "balance", loads, language),
        _grouped(numbers, "crafts, balance - better pole", None, "crafts", loads, language),
        said[_verdict(numbers, loads)].format(count=len(loads)),
    ]
    most = loads[-1]
    if _signs(numbers, "balance - better pole", "conceptual", loads)[most] < 0:
        first.append(said["not_enough"])
    second = [
        said["price_lead"],
        by_sign(said, "price", numbers.of("price of splitting", loads[0], "conceptual"), language),
        by_sign(said, "price_loaded", numbers.of("price of splitting", most, "conceptual"), language,
                use=_percent(numbers.of("use of service hours", most), language)),
        by_sign(said, "relief", numbers.of("crafts, price of splitting", most), language),
    ]  # fmt: skip
    return " ".join(first), " ".join(second)


def _verdict(numbers: Numbers, loads: tuple[str, ...]) -> str:
    signs = _signs(numbers, "crafts, balance - better pole", None, loads).values()
    if all(sign > 0 for sign in signs):
        return "verdict_yes"
    if any(sign > 0 for sign in signs):
        return "verdict_sometimes" if not any(sign < 0 for sign in signs) else "verdict_both"
    return "verdict_no" if any(sign < 0 for sign in signs) else "verdict_open"


def _at(numbers: Numbers, figure: str, crafts: str | None, load: str) -> Number:
    return numbers.of(figure, *((load, crafts) if crafts else (load,)))


def _signs(numbers: Numbers, figure: str, crafts: str | None, loads: tuple[str, ...]) -> dict[str, int]:
    return together({load: _at(numbers, figure, crafts, load) for load in loads})


def _grouped(numbers: Numbers, figure: str, crafts: str | None, key: str, loads: tuple[str, ...], language: str) -> str:
    """What is real, what is the opposite and what cannot be told, load by load, in one sentence."""
    said, clauses, signs = words(language)[STUDY], list[str](), _signs(numbers, figure, crafts, loads)
    for sign, name in ((1, "yes"), (-1, "no"), (0, "open")):
        there = [load for load in loads if signs[load] == sign]
        parts = []
        for load in there:
            number = _at(numbers, figure, crafts, load)
            use = _percent(numbers.of("use of service hours", load), language)
            parts.append(said["at_load"].format(use=use, number=beside(number, language, absolute=sign != 0)))
        if parts:
            form = f"{key}_{name}" + ("_too" if clauses else "")
            clauses.append(said[form].format(loads=joined(parts, language)))
    return sentence("; ".join(clauses)) + "."


def _percent(number: Number, language: str) -> str:
    return f"{pictured.number(100 * number.value, language, 0)}%"


def picture(numbers: Numbers, language: str) -> Figure:
    """A panel a load: each place against the better pole, with crafts and without."""
    said, loads = words(language)[STUDY], numbers.along("use of service hours", "load")
    looks = [(said["with"], style.TEAL), (said["without"], style.ATTENTION)]
    key = page.Key([(name, {"color": color, "marker": "o"}) for name, color in looks])
    sheet, top = drawing.sheet(STUDY, 3.45, language, [key])
    every = [n for k, n in numbers.table.items() if k[0] == "against the better pole"]
    low, high = min(n.low for n in every), max(n.high for n in every)
    room = 0.06 * (high - low)
    for k, load in enumerate(loads):
        left = 1.25 + 2.45 * k
        use = _percent(numbers.of("use of service hours", load), language)
        style.say(sheet, left, top + 0.05, said["panel"].format(use=use), 9, bold=True)
        axes = style.axes_at(sheet, left, top + 0.35, 2.15, 2.5)
        places = numbers.along("against the better pole", "place")
        for (_, color), crafts, shift in zip(looks, CRAFTS, (-0.008, 0.008), strict=True):
            at = [float(place) + shift for place in places]
            line = [numbers.of("against the better pole", load, crafts, p) for p in places]
            drawing.dots(axes, at, line, color, line=True, markersize=5)
        axes.set_xlim(0, 1)
        axes.set_ylim(low - room, high + room)
        drawing.money_axis(axes, language, 5)
        if k:
            axes.set_yticklabels([])
        style.tick(axes, [(float(np.mean(POLES)), "")], vertical=False)
        style.say(sheet, left, top + 2.9, said["left_end"], 8.5, style.MUTED)
        style.say(sheet, left + 2.15, top + 2.9, said["right_end"], 8.5, style.MUTED, align="right")
    return sheet
