"""`equilibrium new`: a commented scenario file to begin with."""

import argparse
from argparse import Namespace
from pathlib import Path

from equilibrium.cli.arguments import BadInput
from equilibrium.cli.words import words


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """The file's name."""
    group.add_argument("name", nargs="?", metavar="NAME", help=text["name"])


def execute(arguments: Namespace, language: str) -> int:
    """Write NAME.toml; a file that is there already stays as it is."""
    from equilibrium.schema import starter

    text = words(language)["new"]
    if not arguments.name or not Path(arguments.name).name.removesuffix(".toml"):
        raise BadInput([*arguments.wrong, text["no_name"]])
    path = Path(arguments.name.removesuffix(".toml") + ".toml")
    if arguments.wrong:
        raise BadInput(arguments.wrong)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(starter(path.stem))
    except FileExistsError:
        raise BadInput([text["there"].format(file=path)]) from None
    print(text["written"].format(file=path))
    return 0
