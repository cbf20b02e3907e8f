"""`equilibrium schema`: the JSON schema of scenario files, for editors that complete and check."""

import argparse
import json
from argparse import Namespace

from equilibrium.cli.arguments import BadInput


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """None are needed."""


def execute(arguments: Namespace, language: str) -> int:
    """Print the schema, in ASCII so that it is the same in every terminal and file."""
    from equilibrium.schema import schema

    if arguments.wrong:
        raise BadInput(arguments.wrong)
    print(json.dumps(schema(), indent=2))
    return 0
