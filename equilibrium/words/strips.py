"""Strips in sentences: where the balance lies on each line, how far one may stray, and which way it pulls."""

from collections.abc import Sequence

from equilibrium.balance.strips import Strip
from equilibrium.parameters import LEVERS
from equilibrium.words import words
from equilibrium.words.dimensions import dimension, level, on_slider, pole

WIDE = 0.6  # share of a range from which the ground counts as wide


def sentence(strip: Strip, language: str, objective: str = "profit") -> str:
    """What the strip of `objective` says of the present place: in balance, or which pole pulls and with how much."""
    text = words(language)["strips"]
    if strip.lost:
        said = text["lost"]
    elif strip.balanced:
        said = text["flat"] if strip.room >= WIDE else text["here"]
    else:
        side = _side(strip.name, strip.best > strip.present, language)
        key = "pulls" if strip.gain.low > 0 else "may"
        said = text[key].format(side=_capital(side), gain=level(strip.gain.value, objective, language))
    if strip.tipping is None:
        return said
    second = strip.tipping > strip.present
    at_the_end = strip.tipping == strip.places[-1 if second else 0]
    places = {"place": on_slider(strip.name, strip.tipping, language), "pole": pole(strip.name, int(second), language)}
    return f"{said} {text['tipping_end' if at_the_end and strip.name not in LEVERS else 'tipping'].format(**places)}"


def verdict(strips: Sequence[Strip], language: str, objective: str = "profit") -> str:
    """Of all strips: what pulls most, how many sliders are about in balance, where there is most and least room."""
    text = words(language)["strips"]
    pulling = sorted((strip for strip in strips if strip.gain.low > 0), key=lambda strip: -strip.gain.value)
    calm = [strip for strip in strips if strip.balanced]
    said = []
    if pulling:
        first = pulling[0]
        side = _capital(_side(first.name, first.best > first.present, language))
        said.append(text["most"].format(side=side, gain=level(first.gain.value, objective, language)))
    else:
        said.append(text["none"])
    if calm:
        said.append(text["calm"].format(count=len(calm), all=len(strips)))
    wide, narrow = max(strips, key=lambda strip: strip.room), min(strips, key=lambda strip: strip.room)
    if wide.room > narrow.room:
        said.append(text["room"].format(wide=_with_corridor(wide, language), narrow=_with_corridor(narrow, language)))
    return " ".join(said)


def _with_corridor(strip: Strip, language: str) -> str:
    low, high = (on_slider(strip.name, end, language) for end in (strip.low, strip.high))
    key = "corridor" if low != high else "spot"
    return words(language)["strips"][key].format(name=dimension(strip.name, language), low=low, high=high)


def _side(name: str, second: bool, language: str) -> str:
    """More of a pole; a lever's words say already whether it is more or less."""
    said = pole(name, int(second), language)
    return said if name in LEVERS else words(language)["strips"]["more"].format(pole=said)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
