"""A strip in one sentence: where the balance lies on this line, how far one may stray, and which way it pulls."""

import numpy as np

from equilibrium.balance.strips import Strip
from equilibrium.balance.surface import measured
from equilibrium.parameters import LEVERS
from equilibrium.words import words
from equilibrium.words.dimensions import level, pole


def sentence(strip: Strip, language: str, objective: str = "profit") -> str:
    """What the strip of `objective` says of the present place: inside the corridor, or which pole pulls and with how much."""
    text = words(language)["strips"]
    here = int(np.argmin(abs(strip.places - strip.present)))
    best = int(np.argmin(abs(strip.places - strip.best)))
    gain = measured(strip.values[best] - strip.values[here])
    inside = strip.low <= strip.places[here] <= strip.high
    if best == here or (inside and gain.low <= 0):
        wide = strip.high - strip.low >= 0.6 * np.ptp(strip.places)
        said = text["flat"] if wide else text["here"]
    else:
        side = _side(strip.name, strip.best > strip.present, language)
        key = "pulls" if gain.low > 0 else "may"
        said = text[key].format(side=side[0].upper() + side[1:], gain=level(gain.value, objective, language))
    if strip.tipping is None:
        return said
    return f"{said} {text['tipping'].format(side=_side(strip.name, strip.tipping > strip.present, language))}"


def _side(name: str, second: bool, language: str) -> str:
    """More of a pole; a lever's words say already whether it is more or less."""
    said = pole(name, int(second), language)
    return said if name in LEVERS else words(language)["strips"]["more"].format(pole=said)
