"""An answer about balance as it is told in a terminal, and as pictures in a folder."""

from pathlib import Path

from rich import box
from rich.padding import Padding
from rich.table import Table

from equilibrium.balance.answer import Answer
from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.words.answer import best_rows, sections
from equilibrium.words.dimensions import objective_label


def tell(answer: Answer, folder: Path | None, files: list[str], language: str) -> None:
    """Print what was found, part by part, and where the files are."""
    text = words(language)
    said = text["balance"]
    with screen() as console:
        console.print(answer.scenario.title[language], style="bold")
        places = {"objective": objective_label(answer.objective.said, language), "seed": answer.seed}
        console.print(said["head"].format(**places, weeks=int(answer.scenario.value("weeks"))))
        console.print()
        console.print(best_table(answer, language))
        console.print(said["brackets"].format(fresh=answer.best.fresh), style="dim")
        for part, sentences in sections(answer, language).items():
            console.print()
            console.print(said["parts"][part], style="bold")
            for sentence in sentences:
                console.print(sentence)
        console.print()
        console.print(text["run"]["not_a_forecast"], style="dim")
        console.print(text["run"]["receipt"].format(receipt=answer.receipt.short), style="dim")
        if folder is not None:
            console.print()
            console.print(text["run"]["files"].format(folder=folder), soft_wrap=True)
            console.print(Padding(", ".join(files), (0, 0, 0, 2)))


def best_table(answer: Answer, language: str) -> Table:
    """A line for each axis and lever: where it is, where it is best, how sure that is, and what a tenth aside costs."""
    text = words(language)["balance"]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(text["dimension"])
    for heading in ("present", "best", "interval", "below", "above"):
        table.add_column(text[heading], justify="right")
    for row in best_rows(answer, language):
        table.add_row(*row)
    return table


def pictures(answer: Answer, place: Path, language: str) -> None:
    """Draw every part that was asked for into `place`."""
    from equilibrium.plots import style
    from equilibrium.plots.answer import figures

    for file, figure in figures(answer, language):
        style.save(figure, place / f"{file}.png")
