"""Evidence as it is told in a terminal: a table a module, then how many figures hold, and what misses with its reason."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.padding import Padding
from rich.table import Table

from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.evidence import table
from equilibrium.evidence.collect import Row
from equilibrium.words.numbers import decimals


def module(rows: Sequence[Row], language: str) -> None:
    """Print the figures of one module under its title, mechanism and source."""
    text = words(language)["evidence"]
    said = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    said.add_column(text["figure"], ratio=1, min_width=20)
    for column in ("target", "model", "accepted"):
        said.add_column(text[column], justify="right", no_wrap=True)
    said.add_column("", no_wrap=True)
    for row in rows:
        f = row.finding
        numbers = (table.number(f.target), table.model(f), table.accepted(f, text["to"]))
        style = "" if f.holds else "bold"
        said.add_row(
            f.figure,
            *(each.translate(decimals(language)) for each in numbers),
            text[table.verdict(f)],
            style=style,
        )
    with screen() as console:
        console.print(rows[0].title, style="bold")
        console.print(f"{rows[0].mechanism}; {rows[0].source}", style="dim")
        console.print(said)
        console.print()
    sys.stdout.flush()  # whoever reads a pipe need not wait for all


def end(rows: Sequence[Row], folder: Path | None, files: Sequence[str], language: str) -> None:
    """Print how many figures hold, the misses again with their notes, and where the files are."""
    text = words(language)["evidence"]
    found = table.count(rows)
    missed = [row for row in rows if not row.finding.holds]
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in missed:
        reasons.setdefault((row.title, row.finding.note), []).append(row.finding.figure)
    with screen() as console:
        if not rows:
            console.print(text["nothing"])
        else:
            kinds = [text["counted"].format(hold=found.hold, own=found.own)]
            fitted = text["counted_fitted"].format(hold=found.fitted_hold, fitted=found.fitted)
            kinds += [fitted] if found.fitted else []
            kinds += [text["counted_closed"].format(closed=found.closed)] if found.closed else []
            kinds += [text["counted_taken"].format(taken=found.taken)] if found.taken else []
            console.print(" ".join(kinds))
        if missed:
            console.print(text["missed"], style="bold")
        for (title, note), figures in reasons.items():
            said = f"{title}: {'; '.join(figures)}" + (f". {note}" if note else "")
            console.print(Padding(said, (0, 0, 0, 2)))
        if folder is not None:
            console.print(text["files"].format(folder=folder, files=", ".join(files)))
