"""Verifying a comparison or points of balance: what its command finds here and now, held against its receipt."""

import json
import shlex
from argparse import Namespace
from pathlib import Path
from typing import Any

from equilibrium.cli import balance, compare
from equilibrium.cli.arguments import BadInput, CannotDo, parsed
from equilibrium.cli.screen import screen
from equilibrium.cli.verify_run import DIFFERS, SAME
from equilibrium.cli.words import words
from equilibrium.receipts import Receipt


def verify(path: Path, arguments: Namespace, language: str) -> int:
    """Make again what the record in folder `path` says, or print its command, and return the exit code.

    Scenario files and folders of runs are looked for where the command was given, as a shell would.
    """
    text = words(language)["verify"]
    file = next(path / each.RECORD for each in (compare, balance) if (path / each.RECORD).is_file())
    try:
        record = json.loads(file.read_text("utf-8"))
        then, command = Receipt.read(record["receipt"]), [str(word) for word in record["command"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotDo(f"{text['unreadable'].format(file=file)} ({error})") from None
    if arguments.methods or arguments.python:
        raise CannotDo(text["command_only"])
    if arguments.as_command:
        print(json.dumps({"command": shlex.join(command)}) if arguments.json else shlex.join(command))
        return SAME
    try:
        now = made_again(command, language)
    except BadInput as error:
        raise CannotDo("\n".join(error.lines)) from None
    same, changed = now.outputs == then.outputs, dict(now.versions) != dict(then.versions)
    kind = ("same_versions" if changed else "same") if same and now.inputs == then.inputs else "other"
    if arguments.json:
        print(json.dumps({"verdict": kind, "receipt": then.record, "again": now.record}, allow_nan=False))
    else:
        tell(record, then, now, kind, language)
    return DIFFERS if kind == "other" else SAME


def made_again(command: list[str], language: str) -> Receipt:
    """The receipt of what `command` finds now.

    Raises
    ------
    BadInput : for a command that is not understood, or whose scenarios are no longer there
    """
    asked = parsed(command[1:], {"compare": compare, "balance": balance}, language, [])
    if asked.command == "compare":
        return compare.compared(compare.checked(asked, language), language).receipt
    return balance.answered(balance.checked(asked, language), language).receipt


def tell(record: dict[str, Any], then: Receipt, now: Receipt, kind: str, language: str) -> None:
    """Print what was found, the verdict last."""
    text = words(language)["verify"]
    with screen() as console:
        console.print(shlex.join(map(str, record["command"])), style="bold")
        console.print(words(language)["run"]["receipt"].format(receipt=then.short), style="dim")
        for name in sorted({*then.versions, *now.versions}):
            pair = then.versions.get(name, "-"), now.versions.get(name, "-")
            if pair[0] != pair[1]:
                console.print(text["version"].format(name=name, then=pair[0], now=pair[1]))
        console.print()
        console.print(text["verdict"][kind].format(largest=""), style="bold")
        if now.inputs != then.inputs:
            console.print(text["other_sides"])
