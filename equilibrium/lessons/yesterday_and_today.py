"""Yesterday and today: what it costs to keep the mix that was tuned to the old regime, once another reigns."""

from collections.abc import Iterable
from itertools import product

import numpy as np
from matplotlib.figure import Figure

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Number, Numbers, gathered, mean, together, topmost
from equilibrium.lessons.telling import by_sign, euros, joined, sentence, words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured
from equilibrium.studies.results import Results

STUDY = "yesterday-and-today"
COSTS = {"never": "cost of staying", "a year late": "cost of a year's delay"}
AFTER, FIRST = "profit@105-260", "profit@105-156"  # three years of the new regime, and the first of them
DEAREST, CHEAPEST = "dearest to keep, above this one", "cheapest to keep, below this one"
DRAWN: tuple[str, ...] = ()
UNITS: dict[str, str] = {}


def measured(results: Results) -> Numbers:
    """What staying and what waiting cost against moving when the regime turns: turn by turn, by old regime, over all."""
    points, found = results.points["course"].tolist(), list[Found]()
    turns = list(dict.fromkeys(tuple(course.split(", ")[0].split(" > ")) for course in points))
    for name, figure in ((AFTER, ""), (FIRST, ", first year")):
        rows = results.values(name)
        lost = {
            (*turn, when): _row(points, rows, turn, "on time") - _row(points, rows, turn, when)
            for turn, when in product(turns, COSTS)
        }
        for when, cost in COSTS.items():
            found += [(cost + figure, turn, mean(lost[*turn, when])) for turn in turns]
            found.append((cost + figure, (), mean(_mean(lost, turns, when))))
            for old in dict.fromkeys(turn[0] for turn in turns):
                there = [turn for turn in turns if turn[0] == old]
                found.append((cost + figure, (old,), mean(_mean(lost, there, when))))
        if not figure:
            found += _extremes(lost, turns)
        late = _mean(lost, turns, "never") - _mean(lost, turns, "a year late")
        found.append(("staying - a year's delay" + figure, (), mean(late)))
    return gathered(("old", "new"), found)


def _extremes(lost: dict[tuple[str, ...], np.ndarray], turns: list[tuple[str, ...]]) -> list[Found]:
    """How far the dearest turn and mix lie above each other one, and the cheapest below."""
    found, olds = list[Found](), list(dict.fromkeys(turn[0] for turn in turns))
    costs: dict[tuple[str, ...], np.ndarray] = {turn: lost[*turn, "never"] for turn in turns}
    averages: dict[tuple[str, ...], np.ndarray] = {
        (old,): _mean(lost, [turn for turn in turns if turn[0] == old], "never") for old in olds
    }
    for each in (costs, averages):
        for name, sign in ((DEAREST, 1), (CHEAPEST, -1)):
            end = max(each, key=lambda at: sign * each[at].mean())
            found += [(name, at, mean(sign * (each[end] - each[at]))) for at in each if at != end]
    return found


def _clear(numbers: Numbers, name: str, cases: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The case that is dearest or cheapest, if it is clear of each other one."""
    there = {case: numbers.of(name, *case) for case in cases if numbers.has(name, *case)}
    return next(case for case in cases if case not in there) if topmost(there.values()) else None


def _row(points: list[str], rows: np.ndarray, turn: tuple[str, ...], when: str) -> np.ndarray:
    return rows[points.index(f"{' > '.join(turn)}, {when}")]


def _mean(lost: dict[tuple[str, ...], np.ndarray], turns: list[tuple[str, ...]], when: str) -> np.ndarray:
    return np.mean([lost[*turn, when] for turn in turns], axis=0)


def _turns(numbers: Numbers) -> list[tuple[str, ...]]:
    return [(key[1], key[2]) for key in numbers.table if key[0] == COSTS["never"] and key[2]]


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """What yesterday's mix costs on average, and in which turns; what it costs to be late, and which mix travels."""
    said, cost = words(language)[STUDY], COSTS["never"]
    turns = _turns(numbers)
    each = {turn: numbers.of(cost, *turn) for turn in turns}
    signs = together(each)
    real = [turn for turn in turns if signs[turn] > 0]
    gains = [turn for turn in turns if signs[turn] < 0]
    first = [by_sign(said, "stays", numbers.of(cost), language)]
    first.append(said["counted_all" if len(real) == len(turns) else "counted"].format(real=len(real), all=len(turns)))
    if gains:
        first.append(said["gains"].format(turns=joined([_told(each[t], t, language, True) for t in gains], language)))
    if dear := _clear(numbers, DEAREST, turns):
        first.append(said["dearest"].format(turn=_told(each[dear], dear, language)))
    if (cheap := _clear(numbers, CHEAPEST, turns)) and cheap not in gains:
        first.append(said["cheapest"].format(turn=_told(each[cheap], cheap, language)))
    second = [
        by_sign(said, "late", numbers.of(COSTS["a year late"]), language),
        by_sign(said, "better_late", numbers.of("staying - a year's delay"), language),
    ]
    olds = [(old,) for old in dict.fromkeys(turn[0] for turn in turns)]
    for key, name in (("travels_best", CHEAPEST), ("travels_worst", DEAREST)):
        if old := _clear(numbers, name, olds):
            number = euros(numbers.of(cost, *old), language)
            second.append(said[key].format(mix=said[f"of_{old[0]}"], number=number))
        else:
            second.append(said[f"{key}_open"])
    return " ".join(map(sentence, first)), " ".join(map(sentence, second))


def _told(number: Number, turn: tuple[str, ...], language: str, absolute: bool = False) -> str:
    said = words(language)[STUDY]
    names = {"old": said[f"from_{turn[0]}"], "new": said[f"to_{turn[1]}"]}
    return said["turn"].format(**names, number=euros(number, language, absolute))


def picture(numbers: Numbers, language: str) -> Figure:
    """A row a turn: what staying and what a year's delay cost over three years."""
    said, turns = words(language)[STUDY], _turns(numbers)
    looks = [(said["key_never"], style.TERRACOTTA, "o"), (said["key_late"], style.ATTENTION, "s")]
    key = page.Key([(name, {"color": color, "marker": mark}) for name, color, mark in looks])
    height = 0.31 * len(turns) + 0.15 * (len({old for old, _ in turns}) - 1)
    sheet, top = drawing.sheet(STUDY, height + 0.75, language, [key])
    left, wide = 3.15, 4.9
    axes = style.axes_at(sheet, left, top + 0.1, wide, height)
    heights, row, before = [], 0.0, ""
    for old, _ in turns:
        row += 0.31 + (0.15 if before and old != before else 0.0)
        heights.append(row - 0.155)
        before = old
    for (old, new), at in zip(turns, heights, strict=True):
        for (_, color, mark), cost, shift in zip(looks, COSTS.values(), (-0.05, 0.05), strict=True):
            number = numbers.of(cost, old, new)
            axes.plot([number.low, number.high], [at + shift] * 2, color=color, linewidth=1.6, solid_capstyle="butt")
            axes.plot([number.value], [at + shift], mark, color=color, markersize=6, markeredgewidth=0)
        text = said["row"].format(old=pictured.regime(old, language), new=pictured.regime(new, language))
        style.say(sheet, page.MARGIN, top + 0.1 + at - 0.08, sentence(text), 9.5)
    axes.set_ylim(row, 0.0)
    axes.margins(x=0.05)
    axes.set_yticks([])
    drawing.money_axis(axes, language, 6, across=True)
    return sheet
