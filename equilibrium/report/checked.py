"""No number without its source: every number in a report's text is told from the data, and reads the same there again."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

from equilibrium.report.blocks import Report
from equilibrium.words.told import Told

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")  # 1,234.5 and 1.234,5; a sign or a percent sign belongs to the words around
Reread = Callable[[Told], str]


class Unchecked(Exception):
    """A report says what its data do not: a line per number."""

    def __init__(self, lines: list[str]):
        super().__init__("\n".join(lines))
        self.lines = lines


def check(report: Report, reread: Reread) -> None:
    """Hold every number in the text of `report` against the data.

    Parameters
    ----------
    reread : what a told value reads as, measured anew at its source; KeyError if there is no such source

    Raises
    ------
    Unchecked : for numbers that no source accounts for, and for values that read otherwise in the data
    """
    wrong = []
    for passage in report.passages():
        for piece in passage.pieces:
            if isinstance(piece, str):
                wrong += [f"{number}: no source, in: {passage.text}" for number in NUMBER.findall(piece)]
    for told in {*(told for passage in report.passages() for told in passage.told), report.date}:
        where = " ".join(str(part) for part in (told.source.figure, told.source.statistic) if part)
        try:
            found = reread(told)
        except (KeyError, ValueError, IndexError):
            wrong.append(f"{told.shown}: no such source: {where}")
            continue
        if found != told.shown:
            wrong.append(f"{told.shown}: the data say {found}: {where}")
    if wrong:
        raise Unchecked(wrong)


def check_page(page: str, report: Report) -> None:
    """Hold the numbers of a finished HTML `page` against those of `report`: the page shows no others, and all of them.

    Raises
    ------
    Unchecked : for numbers that the page has too many or too few
    """
    reader = _Text()
    reader.feed(page)
    reader.close()
    shown = Counter(NUMBER.findall("\n".join(reader.texts)))
    meant = Counter(NUMBER.findall("\n".join(passage.text for passage in report.passages())))
    wrong = [f"{number}: on the page, not in the report" for number in shown - meant]
    wrong += [f"{number}: in the report, not on the page" for number in meant - shown]
    if wrong:
        raise Unchecked(wrong)


class _Text(HTMLParser):
    """The text of a page's body, and of its alt attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "body"
        self.texts += [value or "" for name, value in attrs if name == "alt"]
        self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts.append(data)
