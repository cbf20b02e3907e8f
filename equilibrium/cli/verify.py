"""`equilibrium verify`: whether a result is whole, and whether simulating it again gives the same bits."""

import argparse
import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from equilibrium.cli.arguments import BadInput, whole
from equilibrium.cli.request import MOST_THREADS
from equilibrium.cli.results import MADE_BY, RECORD
from equilibrium.cli.words import words

STUDY, SWEPT = "study.json", "equilibrium sweep"
COMPARISON, COMPARED = "compare.json", "equilibrium compare"
ANSWER, ANSWERED = "balance.json", "equilibrium balance"
Kind = Callable[[Path, Namespace, str], int]


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """The result, and what to print of it instead of simulating it again."""
    group.add_argument("result", nargs="?", metavar="RESULT", help=text["result"])
    group.add_argument("--methods", action="store_true", help=text["methods"])
    group.add_argument("--python", action="store_true", help=text["python"])
    group.add_argument("--command", action="store_true", dest="as_command", help=text["command"])
    group.add_argument("--all", action="store_true", dest="all_points", help=text["all"])
    group.add_argument("--threads", metavar="N", help=text["threads"])
    group.add_argument("--json", action="store_true", help=text["json"])


def execute(arguments: Namespace, language: str) -> int:
    """Find out which kind of result it is, and let its kind verify it."""
    text, wrong = words(language)["verify"], list(arguments.wrong)
    arguments.threads = whole(arguments.threads, "--threads", 1, MOST_THREADS, language, wrong)
    path = Path(arguments.result or "")
    verify = None
    if arguments.result is None:
        wrong.append(text["no_result"])
    else:
        verify = kinds().get(made_by(path))
        if verify is None:
            wrong.append(text["found_nothing" if path.exists() else "not_there"].format(path=path))
    if wrong or verify is None:
        raise BadInput(wrong)
    return verify(path, arguments, language)


def kinds() -> dict[str, Kind]:
    """Who verifies a result, by what made it: (path, arguments, language) to the exit code."""
    from equilibrium.cli import verify_command, verify_run, verify_study

    by_command = dict.fromkeys((COMPARED, ANSWERED), verify_command.verify)
    return {MADE_BY: verify_run.verify, SWEPT: verify_study.verify, **by_command}


def made_by(path: Path) -> str:
    """What made the result at `path`: as its record says, or a run if it is a file; "" if there is no result."""
    if path.is_file():
        return MADE_BY
    for name in (RECORD, STUDY, COMPARISON, ANSWER):
        try:
            record = json.loads((path / name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        return str(record.get("made_by")) if isinstance(record, dict) else ""
    return ""
