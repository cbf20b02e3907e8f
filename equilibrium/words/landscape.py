"""A map in words: where its best place lies, what it would bring from here, how much of the map is as good."""

from equilibrium.balance.landscape import Landscape
from equilibrium.balance.relief import Relief
from equilibrium.parameters import LEVERS
from equilibrium.words import words
from equilibrium.words.differences import size
from equilibrium.words.dimensions import BETWEEN, dimension, pole, unit
from equilibrium.words.numbers import readable


def sentences(found: Landscape, seen: Relief, language: str) -> list[str]:
    """What the map says from the place it is seen from; then how much of it is as good as its best."""
    text = words(language)["landscape"]
    gain, of = seen.gain, unit(found.objective)
    assert gain is not None, "a guess says less"
    sizes = {
        key: size(value, of, language) for key, value in (("gain", gain.value), ("low", gain.low), ("high", gain.high))
    }
    where = text["and"].join(
        spot(name, place, language) for name, place in zip((found.x, found.y), found.best, strict=True)
    )
    said = [text["best" if gain.low > 0 else "here"].format(where=where, **sizes)]
    if seen.margin is not None:
        share = float((seen.margin >= 0).mean())
        said.append(text["hatched" if share < 0.995 else "everywhere"].format(share=readable(share, "share", language)))
    return said


def guess(x: str, y: str, seen: Relief, language: str) -> str:
    """What a first guess says: about where the best place is, and that it is a guess."""
    text = words(language)["landscape"]
    where = text["and"].join(spot(name, place, language) for name, place in zip((x, y), seen.best, strict=True))
    return text["guess"].format(where=where)


def spot(name: str, place: float, language: str) -> str:
    """A place on one dimension as one says it: "75% serving", of a lever "renewal at 12%"."""
    text = words(language)["landscape"]
    if name in LEVERS:
        label = dimension(name, language).partition(":")[0].split(BETWEEN)[-1]
        return text["lever"].format(name=label, share=readable(round(float(place), 3), "share", language))
    second = place >= 0.5
    share = round(float(place if second else 1 - place), 2)
    return text["axis"].format(pole=pole(name, int(second), language), share=readable(share, "share", language))
