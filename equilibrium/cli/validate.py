"""`equilibrium validate`: read scenario files and say all that is wrong with them."""

import argparse
import sys
from argparse import Namespace

from equilibrium.cli.arguments import BadInput
from equilibrium.cli.words import words


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Files, or names of shipped scenarios."""
    group.add_argument("files", nargs="*", metavar="FILE", help=text["files"])


def execute(arguments: Namespace, language: str) -> int:
    """A line for each sound file; the problems of all others at once."""
    from equilibrium.scenario import Scenario, ScenarioError

    text, wrong = words(language)["validate"], list(arguments.wrong)
    if not arguments.files:
        raise BadInput([*wrong, text["no_file"]])
    for file in arguments.files:
        try:
            scenario = Scenario.load(file)
            scenario.edges()
        except ScenarioError as error:
            wrong += str(error).splitlines()
            continue
        sizes = {key: scenario.value(key) for key in ("weeks", "customers")}
        names = {"enterprises": len(scenario.enterprise_names), "regimes": len(scenario.regime_names)}
        print(text["sound"].format(file=file, title=scenario.title[language], **sizes, **names))
    if wrong:
        sys.stdout.flush()
        raise BadInput(wrong)
    return 0
