"""A run as it is told in a terminal of any width: a table of the figures, sentences, where the files are."""

from pathlib import Path

from rich import box
from rich.padding import Padding
from rich.table import Table

from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.ensemble import Ensemble
from equilibrium.words.outcome import sentences
from equilibrium.words.themes import lines_by_theme

NARROW = 80  # columns; below, a figure's unit stands with its label


def figures_table(ensemble: Ensemble, language: str, width: int) -> Table:
    """One line per figure under its theme, for a terminal `width` wide; without a band if there is one future only."""
    text = words(language)["run"]
    several = ensemble.weekly.sizes["replicate"] > 1
    themes = lines_by_theme(ensemble, language)
    lines = [line for theme in themes.values() for line in theme]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(text["figure"])
    widest = max(len(line.middle) for line in lines)
    table.add_column(text["middle"] if several else text["value"], justify="right", min_width=widest)
    if several:
        widest = max(len(line.between or text["same"]) for line in lines)
        table.add_column(text["between"], justify="right", min_width=widest)
    if width >= NARROW:
        table.add_column("", style="dim")
    for theme, members in themes.items():
        if table.rows:
            table.add_section()
        table.add_row(theme, style="bold")
        for line in members:
            label = Padding(line.label if width >= NARROW else f"{line.label}, {line.unit}", (0, 0, 0, 2))
            band = [line.between or text["same"]] if several else []
            table.add_row(label, line.middle, *band, *([line.unit] if width >= NARROW else []))
    return table


def tell(ensemble: Ensemble, folder: Path | None, files: list[str], language: str) -> None:
    """Print title, table, sentences and where the files are."""
    text = words(language)["run"]
    with screen() as console:
        console.print(ensemble.scenario.title[language], style="bold")
        sizes = ensemble.weekly.sizes
        console.print(text["head"].format(replicates=sizes["replicate"], weeks=sizes["week"], seed=ensemble.seed))
        console.print()
        console.print(figures_table(ensemble, language, console.width))
        console.print()
        for sentence in sentences(ensemble, language):
            console.print(sentence)
        console.print(text["not_a_forecast"], style="dim")
        console.print(text["receipt"].format(receipt=ensemble.receipt.short), style="dim")
        if folder is not None:
            console.print()
            console.print(text["files"].format(folder=folder), soft_wrap=True)
            data = [name for name in files if not name.endswith(".png")]
            pictures = [name for name in files if name.endswith(".png")]
            console.print(Padding(f"{text['data']}: {', '.join(data)}", (0, 0, 0, 2)))
            console.print(Padding(f"{text['pictures']}: {', '.join(pictures)}", (0, 0, 0, 2)))
            console.print(text["app"])
