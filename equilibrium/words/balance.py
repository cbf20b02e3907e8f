"""Points of balance in words: the best mix, the front, the moving balance, rival structures. A few sentences for each."""

import numpy as np

from equilibrium.balance.best import Best
from equilibrium.balance.moving import Moving
from equilibrium.balance.objectives import Objective
from equilibrium.balance.pareto import Front
from equilibrium.balance.rivals import Recount
from equilibrium.balance.structures import RIVALS
from equilibrium.words import words
from equilibrium.words.differences import size
from equilibrium.words.dimensions import dimension, level, objective_label, place, pole, unit
from equilibrium.words.numbers import counted
from equilibrium.words.sensitivity import joined

MORE = 4  # times the replicates, for what more would buy


def best(found: Best, objective: Objective, language: str) -> list[str]:
    """What the best mix brings, its ridge, where missing it costs, what more runs would buy."""
    text = words(language)["balance"]

    def worth(value: float) -> str:
        return size(value, unit(objective.said), language)

    key = "gain" if found.gain.low > 0 else "loss" if found.gain.high < 0 else "no_gain"
    said = [
        text[key].format(value=worth(abs(found.gain.value)), low=worth(found.gain.low), high=worth(found.gain.high))
    ]
    if found.ridge.free:
        said.append(
            text["free"].format(names=joined([dimension(each, language) for each in found.ridge.free], language))
        )
    for first, second, tied in found.ridge.pairs[:2]:
        key = "together" if tied > 0 else "instead"
        said.append(text[key].format(first=pole(first, 1, language), second=pole(second, 1, language)))
    dear = [
        (side.low, k, way, side)
        for k, sides in enumerate(found.price)
        for way, side in enumerate(sides)
        if side is not None and side.low > 0
    ]
    if dear:
        _, k, way, side = max(dear, key=lambda each: each[0])
        said.append(text["dear"].format(
            name=dimension(found.names[k], language), pole=pole(found.names[k], way, language), value=worth(side.value),
            low=worth(side.low), high=worth(side.high),
        ))  # fmt: skip
    else:
        said.append(text["cheap"])
    wide = np.ptp(found.interval, axis=1) / np.ptp(found.surface.bounds, axis=1)
    k = int(np.argmax(wide))
    which = found.names[k]
    now = [place(which, end, language) for end in found.interval[k]]
    then = [place(which, end, language) for end in found.with_more(MORE)[k]]
    said.append(text["no_more" if now == then else "more"].format(
        runs=counted(found.runs, language), name=dimension(which, language), times=text["times"],
        now_low=now[0], now_high=now[1], low=then[0], high=then[1],
    ))  # fmt: skip
    return said


def pareto(found: Front, language: str) -> list[str]:
    """How many mixes of which none is better in all, where the front bends, whether the present mix is on it."""
    text = words(language)["balance"]
    figures = joined([objective_label(each, language) for each in found.objectives], language)
    said = [text["front"].format(points=len(found.points), figures=figures)]
    knee = []
    for k, each in enumerate(found.objectives):
        ends = {"low": found.low[k, found.knee], "high": found.high[k, found.knee], "value": found.mean[k, found.knee]}
        shown = {key: level(float(value), each, language) for key, value in ends.items()}
        knee.append(text["at_knee"].format(figure=objective_label(each, language), **shown))
    said.append(text["knee" if found.bends else "no_knee"].format(figures="; ".join(knee)))
    better = int(found.better.sum())
    key = "all_better" if better == len(found.points) else "better_than_own" if better else "none_better"
    said.append(text[key].format(points=better))
    if found.undecided.any() and found.needed is not None:
        said.append(text["undecided"].format(points=int(found.undecided.sum()), runs=counted(found.needed, language)))
    return said


def moving(found: Moving, language: str) -> list[str]:
    """What standing still costs, and which axis's movement is worth most."""
    text, of = words(language)["balance"], unit(found.objective)
    real = found.still.verdict == "real"
    key = ("moving_pays" if found.still.mean > 0 else "moving_costs") if real else "moving_open"
    ends = {side: size(value, of, language) for side, value in (("low", found.still.low), ("high", found.still.high))}
    said = [text[key].format(value=size(abs(found.still.mean), of, language), **ends)]
    worth = {axis: each for axis, each in found.each.items() if each.verdict == "real" and each.mean > 0}
    if worth:
        axis = max(worth, key=lambda each: worth[each].mean)
        said.append(
            text["moves_most"].format(
                name=dimension(axis, language),
                **{
                    key: size(getattr(worth[axis], at), of, language)
                    for key, at in (("value", "mean"), ("low", "low"), ("high", "high"))
                },
            )
        )
    return said


def rivals(found: Recount, objective: Objective, language: str) -> list[str]:
    """In how many rival structures the best mix is still better than the present one, and what it brings there."""
    text, of = words(language)["balance"], unit(objective.said)
    least, most = min(each.low for each in found.rivals), max(each.high for each in found.rivals)
    said = [text["recount"].format(holds=found.holds, of=found.of, least=size(least, of, language),
                                   most=size(most, of, language))]  # fmt: skip
    for key, names in (("turns", found.those("turns")), ("untold", found.those("cannot tell"))):
        if names:
            said.append(text[key].format(names="; ".join(getattr(RIVALS[each], language) for each in names)))
    return said
