"""`equilibrium scenarios`: what ships."""

import argparse
from argparse import Namespace

from equilibrium.cli.arguments import BadInput
from equilibrium.cli.words import words


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """None are needed."""


def execute(arguments: Namespace, language: str) -> int:
    """Print name and title of every shipped scenario, the known worlds apart."""
    if arguments.wrong:
        raise BadInput(arguments.wrong)
    from rich.table import Table

    from equilibrium.cli.screen import screen
    from equilibrium.scenario import Scenario, shipped

    text = words(language)["scenarios"]
    own = [name for name in shipped() if "/" not in name]
    worlds = [name for name in shipped() if "/" in name]
    with screen() as console:
        for heading, names in ((text["own"], own), (text["known_worlds"], worlds)):
            console.print(heading, style="bold")
            table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
            table.add_column(no_wrap=True)
            table.add_column()
            for name in names:
                scenario = Scenario.load(name)
                said = f". {scenario.description[language]}" if names is own else ""
                table.add_row(f"  {name}", f"{scenario.title[language]}{said}")
            console.print(table)
            console.print()
        console.print(text["use"])
    return 0
