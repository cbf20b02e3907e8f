"""A report as plain data: a front page and blocks of text, tables and pictures; how they look is for `html` and `pdf`."""

from collections.abc import Iterator
from dataclasses import dataclass

from equilibrium.words.told import Passage, Told


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: Passage


@dataclass(frozen=True)
class Paragraph:
    """Text that flows; `leading` if it is what the reader should meet first."""

    text: Passage
    leading: bool = False


@dataclass(frozen=True)
class Points:
    """A list of short texts."""

    items: tuple[Passage, ...]


Row = tuple[Passage, ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings. The first cell of a row names it; with no `head` the rows are facts, a name and a value each.

    Attributes
    ----------
    caption : what the table shows
    head : a heading per column, or none
    groups : rows with the words that stand above them, empty for none
    numbers : the columns, from 0, whose cells are numbers to be aligned at the right
    """

    caption: Passage
    head: Row
    groups: tuple[tuple[Passage, tuple[Row, ...]], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture with what is told of it: `alt` to who cannot see it, `caption` to all."""

    png: bytes
    alt: Passage
    caption: Passage

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as the PNG's first chunk says."""
        return int.from_bytes(self.png[16:20], "big"), int.from_bytes(self.png[20:24], "big")


Block = Heading | Paragraph | Points | Table | Picture


@dataclass(frozen=True)
class Report:
    """What a report says, in `language`.

    Attributes
    ----------
    title : of the whole
    subtitle : what is reported on, in a line
    notice : what the reader must not take it for; stands on the front page and at the foot of every page
    foot : what identifies it, at the foot of every page beside the notice
    date : "2026-11-25", when the data were made
    front : blocks of the front page
    body : all others
    """

    language: str
    title: Passage
    subtitle: Passage
    notice: Passage
    foot: Passage
    date: Told
    front: tuple[Block, ...]
    body: tuple[Block, ...]

    def passages(self) -> Iterator[Passage]:
        """All text a reader meets, in order."""
        yield from (self.subtitle, self.title, self.notice, self.foot)
        for block in (*self.front, *self.body):
            yield from _passages(block)


def _passages(block: Block) -> Iterator[Passage]:
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Points):
        yield from block.items
    elif isinstance(block, Picture):
        yield from (block.alt, block.caption)
    else:
        yield from (block.caption, *block.head)
        for words, rows in block.groups:
            yield words
            for row in rows:
                yield from row
