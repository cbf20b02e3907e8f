"""Text that knows where its numbers come from: sentences made of plain words and of told values, each with its source."""

from dataclasses import dataclass
from string import Formatter

Value = float | str | tuple[float, float]


@dataclass(frozen=True)
class Source:
    """Where in the data a value is read.

    Attributes
    ----------
    figure : a figure's key, a regime's or a rival's name, a place in the scenario
    statistic : what is made of it: "median", "band" (5 % and 95 %), "profitable", "seed", "scenario", ...
    enterprise : position of the enterprise
    weeks : first and last week read, from 1; None for all
    point : of a study, None for all
    """

    figure: str
    statistic: str
    enterprise: int = 0
    weeks: tuple[int, int] | None = None
    point: int | None = None


@dataclass(frozen=True)
class Told:
    """A value as it is shown to a reader, with what it was before it was rounded, its unit, and its source."""

    value: Value
    unit: str
    shown: str
    source: Source


@dataclass(frozen=True)
class Passage:
    """A run of text: plain pieces, which hold no numbers, and told values between them."""

    pieces: tuple[str | Told, ...] = ()

    @property
    def text(self) -> str:
        """What the reader sees."""
        return "".join(piece.shown if isinstance(piece, Told) else piece for piece in self.pieces)

    @property
    def told(self) -> tuple[Told, ...]:
        """The values, in the order of the text."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Told))

    def __bool__(self) -> bool:
        return bool(self.text)


Part = str | Told | Passage


def joined(*parts: Part) -> Passage:
    """The parts one after the other; neighbouring plain pieces become one."""
    pieces: list[str | Told] = []
    for part in parts:
        for piece in part.pieces if isinstance(part, Passage) else (part,):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
    return Passage(tuple(pieces))


def filled(template: str, **places: Part) -> Passage:
    """`template` with its {places} filled in."""
    parts: list[Part] = []
    for words, place, _, _ in Formatter().parse(template):
        parts += [words] if place is None else [words, places[place]]
    return joined(*parts)
