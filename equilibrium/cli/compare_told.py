"""A comparison as it is told in a terminal: a table, sentences, where the files are."""

from pathlib import Path

from rich import box
from rich.padding import Padding
from rich.table import Table

from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.studies.comparison import Difference
from equilibrium.studies.paired import Comparison
from equilibrium.words.differences import sentences, size, verdict
from equilibrium.words.numbers import NOTHING, readable


def table(comparison: Comparison, language: str) -> Table:
    """A line per figure under each scenario."""
    text = words(language)["compare"]
    laid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    laid.add_column(words(language)["run"]["figure"])
    for column in ("difference", "between", "higher"):
        laid.add_column(text[column], justify="right")
    laid.add_column(text["verdict"])
    for name, row in zip(comparison.names[1:], comparison.differences, strict=True):
        if laid.rows:
            laid.add_section()
        laid.add_row(name, style="bold")
        for found in row:
            attrs = comparison.values[found.figure].attrs
            label = Padding(attrs[f"label_{language}"], (0, 0, 0, 2))
            laid.add_row(label, *_numbers(found, attrs["unit"], language), verdict(found, language))
    return laid


def _numbers(found: Difference, unit: str, language: str) -> list[str]:
    text = words(language)["compare"]
    if found.n == 0:
        return [NOTHING] * 3
    band = NOTHING
    if found.low is not None:
        band = (
            f"{size(found.low, unit, language, bare=True)} {text['and']} {size(found.high, unit, language, bare=True)}"
        )
    share = readable(found.higher, "share", language)
    share = text["share"].format(share=share, n=found.n) if found.dropped else share
    return [size(found.mean, unit, language), band, share]


def tell(comparison: Comparison, folder: Path | None, files: list[str], language: str) -> None:
    """Print what is compared, table, sentences and where the files are."""
    text, run = words(language)["compare"], words(language)["run"]
    count = sum(len(row) for row in comparison.differences)
    replicates = comparison.values.sizes["replicate"]
    with screen() as console:
        console.print(text["title"].format(name=comparison.names[0]), style="bold")
        console.print(run["head"].format(replicates=replicates, weeks=comparison.weeks, seed=comparison.seed))
        console.print()
        console.print(table(comparison, language))
        console.print()
        for sentence in sentences(comparison, language):
            console.print(sentence)
        console.print(text["judged_1" if count == 1 else "judged"].format(n=count))
        console.print(run["not_a_forecast"], style="dim")
        console.print(words(language)["run"]["receipt"].format(receipt=comparison.receipt.short), style="dim")
        if folder is not None:
            console.print()
            console.print(run["files"].format(folder=folder), soft_wrap=True)
            console.print(Padding(", ".join(files), (0, 0, 0, 2)))
