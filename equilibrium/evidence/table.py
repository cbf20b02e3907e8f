"""Rows of evidence as a table: of Markdown for the docs, of text for the terminal."""

from collections import Counter
from collections.abc import Iterable
from math import isfinite, isnan
from typing import NamedTuple

from equilibrium.evidence.collect import Row
from equilibrium.findings import Finding

HEAD = ("world", "mechanism", "figure", "target", "model", "accepted", "verdict")
HOLDS = {"model": "holds", "fitted": "holds, fitted", "data": "from data", "closed form": "closed form"}  # by kind


def number(value: float) -> str:
    """A number with the digits that matter: four significant ones, no exponent where a reader would not want one."""
    if isnan(value):
        return ""
    if value != 0.0 and abs(value) >= 1e4:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}" if value == 0.0 or abs(value) >= 1e-3 else f"{value:.2e}"


def model(finding: Finding) -> str:
    """The model's figure with its standard error."""
    return number(finding.model) + (f" ± {finding.error:.2g}" if finding.error > 0.0 else "")


def accepted(finding: Finding, to: str = "to") -> str:
    """From where to where the model's figure is accepted; `to` stands between two bounds."""
    low, high = finding.low, finding.high
    if (
        isfinite(finding.target)
        and isfinite(low)
        and isfinite(high)
        and abs((low + high) / 2 - finding.target) < 1e-9 + 1e-6 * abs(high - low)
    ):
        half = (high - low) / 2
        return f"± {half:.2g}" if half < 100.0 else f"± {number(round(half))}"
    if isfinite(low) and isfinite(high):
        return f"{number(low)} {to} {number(high)}"
    return f"≥ {number(low)}" if isfinite(low) else f"≤ {number(high)}"


def verdict(finding: Finding) -> str:
    """ "holds" or "misses"; what holds and is no prediction says so instead: it proves nothing, or little, about the model."""
    return HOLDS[finding.kind] if finding.holds else "misses"


def cells(row: Row) -> tuple[str, ...]:
    """A row's texts, in the order of `HEAD`."""
    f = row.finding
    figure = f.figure + (f" ({f.note})" if f.note else "")
    return row.title, row.mechanism, figure, number(f.target), model(f), accepted(f), verdict(f)


def misses_first(rows: Iterable[Row]) -> list[Row]:
    """Misses before what holds; else as they came."""
    return sorted(rows, key=lambda row: row.finding.holds)


class Count(NamedTuple):
    """How many figures there are, and of which kind; only `own` test the model."""

    hold: int  # of `own`
    own: int  # predicted by the model
    fitted_hold: int  # of `fitted`
    fitted: int  # given by the model, and fitted
    closed: int  # given by a formula without the model
    taken: int  # taken from data into the model


def count(rows: Iterable[Row]) -> Count:
    """The figures, counted by kind."""
    all_of_them: Counter[str] = Counter()
    hold: Counter[str] = Counter()
    for row in rows:
        all_of_them[row.finding.kind] += 1
        hold[row.finding.kind] += row.finding.holds
    of = all_of_them
    return Count(hold["model"], of["model"], hold["fitted"], of["fitted"], of["closed form"], of["data"])


def counted(rows: Iterable[Row]) -> str:
    """How many hold, in a sentence or two."""
    found = count(rows)
    more = f" Of {found.fitted} more that were fitted {found.fitted_hold} hold." if found.fitted else ""
    more += f" {found.closed} more are closed forms without the model." if found.closed else ""
    more += f" {found.taken} more are taken from the data into the model." if found.taken else ""
    return f"{found.hold} of {found.own} figures hold.{more}"


def markdown(rows: Iterable[Row]) -> str:
    """The table as Markdown."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
    return "\n".join(
        [*lines, *("| " + " | ".join(text.replace("|", "/") for text in cells(row)) + " |" for row in rows)]
    )
