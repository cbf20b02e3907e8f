"""Opposites in words: which reinforce each other, which pole pulls and what warns of it, how far the mix may wander."""

from collections.abc import Sequence

from equilibrium.balance.avoid import Avoid, AvoidBoth
from equilibrium.balance.complementarity import Interactions
from equilibrium.balance.contrasts import Contrast
from equilibrium.balance.corridor import Corridor
from equilibrium.balance.tension import Pole, Sign, Tension
from equilibrium.balance.trials import bounds
from equilibrium.figures import AXIS_LABELS, FIGURES
from equilibrium.words import words
from equilibrium.words.dimensions import amount, context, dimension, place, pole, unit
from equilibrium.words.numbers import counted, readable


def futures(share: float, language: str) -> str:
    """A share of futures as a natural frequency: "8 of 10 futures"."""
    n = 10 if abs(share * 10 - round(share * 10)) < 1e-9 else 100
    return words(language)["opposites"]["futures"].format(k=round(share * n), n=n)


def interactions_sentences(found: Interactions, language: str) -> list[str]:
    """How many pairs are told, the strongest of either kind, and where signs turn."""
    said = words(language)["opposites"]
    signs = [found.of(*pair).sign for pair in found.pairs]
    told = [
        said["counted"].format(
            pairs=len(signs), helps=signs.count(1), trades=signs.count(-1), runs=counted(found.runs, language)
        )
    ]
    for sign, key in ((1, "reinforce"), (-1, "trade")):
        pair = found.strongest(sign)
        if pair is not None:
            a, b = (pole(name, 1, language) for name in pair)
            told.append(said[key].format(a=a, b=b, **_sizes(found.of(*pair), found.objective, language)))
    for pair in found.pairs:
        if turned := found.turned(*pair):
            where = ", ".join(context(name, language) for name in turned)
            a, b = (pole(name, 1, language) for name in pair)
            told.append(said["turned"].format(a=a, b=b, contexts=where))
    return told


def tension_sentences(found: Tension, language: str, warned: bool = True) -> list[str]:
    """The strongest pull, what is well placed, and, unless not `warned`, what warns of each pole."""
    said = words(language)["opposites"]
    pulls = [found.pull(name) for name in found.names]
    moving = [pull for pull in pulls if pull.verdict in ("first", "second")]
    told = [said["pull_none"]]
    if moving:
        most = max(moving, key=lambda pull: abs(pull.whole.value))
        toward = pole(most.name, int(most.verdict == "second"), language)
        told = [said["pull"].format(pole=toward, **_sizes(most.whole, found.objective, language))]
    held = [dimension(pull.name, language) for pull in pulls if pull.verdict == "held"]
    if held:
        told.append(said["held"].format(names=", ".join(held)))
    return told + [warning_sentence(pole, language) for pole in found.poles.values() if pole.warnings and warned]


def warning_sentence(found: Pole, language: str) -> str:
    """What warns first of leaning too far to a pole."""
    said, where = words(language)["opposites"], pole(found.axis, found.pole, language)
    if not found.warnings:
        return said["warning_none"].format(pole=where)
    first = found.warnings[0]
    return said["warning"].format(pole=where, figure=sign_words(first, language), weeks=first.weeks[1])


def sign_words(sign: Sign, language: str) -> str:
    """A figure and which way it goes: "energy of people (down)"."""
    label = getattr(FIGURES[sign.figure], language)
    key = "rises" if sign.change.value > 0 else "falls"
    return words(language)["opposites"][key].format(figure=label[0].lower() + label[1:])


def corridor_sentences(found: Corridor, language: str) -> list[str]:
    """What the corridor promises, where there is most and least room, whether it held on fresh luck, and where not to go."""
    said, asked = words(language)["opposites"], futures(found.share, language)
    told = [said["inside"].format(tolerance=amount(found.tolerance, found.objective, language), futures=asked)]
    spans = found.alone[:, 1] - found.alone[:, 0]
    wide, thin = int(spans.argmax()), int(spans.argmin())
    if len(found.names) > 1:
        ends = [place(found.names[k], found.alone[k, side], language) for k in (wide, thin) for side in (0, 1)]
        names = [dimension(found.names[k], language) for k in (wide, thin)]
        told.append(said["room"].format(widest=names[0], narrowest=names[1], low=ends[0], high=ends[1],
                                        least=ends[2], most=ends[3]))  # fmt: skip
    if not found.open:
        opening = futures(int(found.opens_share * 100) / 100, language)
        within = readable(found.opens_within, "share", language)
        told.append(said["narrow"].format(futures=opening, within=within, asked=asked))
    for key, checked in (("verified_alone", found.alone_verified), ("verified", found.box_verified)):
        low, high = (readable(end, "share", language) for end in (checked.low, checked.high))
        told.append(said[key].format(good=checked.good, tried=checked.tried, low=low, high=high))
    if not found.roomy:
        told[-1] = said["no_room"]
    told += avoid_sentences(found.avoid[:2], found, language)
    return told + [avoid_both_sentence(each, found, language) for each in found.avoid_both[:2]]


def avoid_sentences(avoided: Sequence[Avoid], found: Corridor, language: str) -> list[str]:
    """The regions to avoid, a sentence each."""
    said, loss = words(language)["opposites"], amount(found.loss, found.objective, language)
    if not avoided:
        return [said["avoid_none"].format(loss=loss)]
    told = []
    for each in avoided:
        key = "avoid" if each.axis in AXIS_LABELS else "avoid_lever"
        key = "avoid_end" if _at_end(each.axis, each.pole, each.beyond) else key
        where = beyond(each.axis, each.pole, each.beyond, language)
        told.append(said[key].format(pole=pole(each.axis, each.pole, language), where=where, loss=loss))
    return told


def avoid_both_sentence(each: AvoidBoth, found: Corridor, language: str) -> str:
    """Two poles that are not to be leaned to at once."""
    said = words(language)["opposites"]
    a, b = (pole(axis, which, language) for axis, which in zip(each.axes, each.poles, strict=True))
    first, second = (beyond(*side, language=language) for side in zip(each.axes, each.poles, each.beyond, strict=True))
    key = "avoid_both" if set(each.axes) <= set(AXIS_LABELS) else "avoid_both_levers"
    return said[key].format(
        a=a, b=b, where=said["with"].format(a=first, b=second), loss=amount(found.loss, found.objective, language),
        k=round(each.share * each.futures), n=each.futures,
    )  # fmt: skip


def beyond(name: str, which: int, value: float, language: str) -> str:
    """From a place on to a pole: "push ↔ pull below 0.20"; at its very end "all push"."""
    said, end = words(language)["opposites"], _at_end(name, which, value)
    if name in AXIS_LABELS and end:
        return said["end"].format(pole=pole(name, which, language))
    if end:
        return pole(name, which, language)
    key = "above" if which else "below"
    return said[key].format(axis=dimension(name, language), place=place(name, value, language))


def _at_end(name: str, which: int, value: float) -> bool:
    low, high = bounds([name])[0]
    return abs(value - (low, high)[which]) < 0.005 * (high - low)


def _sizes(contrast: Contrast, objective: str, language: str) -> dict[str, str]:
    """Amount and interval of a contrast, smaller end first, without signs."""
    ends = sorted((abs(contrast.low), abs(contrast.high)))
    name = unit(objective)
    low, high = (readable(end, name, language) for end in ends)
    return {"amount": amount(contrast.value, objective, language), "low": low, "high": high}
