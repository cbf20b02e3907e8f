"""The table of the figures, for a terminal of any width."""

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from equilibrium.cli.words import words
from equilibrium.words.themes import lines_by_theme

if TYPE_CHECKING:
    from equilibrium.ensemble import Ensemble


def figures_table(ensemble: "Ensemble", language: str) -> Table:
    """One line per figure under its theme; without a band if there is one future only."""
    text = words(language)["run"]
    several = ensemble.weekly.sizes["replicate"] > 1
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(text["figure"], ratio=None, overflow="fold")
    table.add_column(text["middle"] if several else text["value"], justify="right", overflow="fold")
    if several:
        table.add_column(text["between"], justify="right", overflow="fold")
    table.add_column("", style="dim", overflow="fold")
    for theme, lines in lines_by_theme(ensemble, language).items():
        if table.rows:
            table.add_section()
        table.add_row(theme, style="bold")
        for line in lines:
            band = [line.between or text["same"]] if several else []
            table.add_row(f"  {line.label}", line.middle, *band, line.unit)
    return table
