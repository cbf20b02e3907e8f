"""Verifying a sweep: its files against their receipt, and some or all of its points against a new simulation."""

import json
import sys
from argparse import Namespace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import CannotDo
from equilibrium.cli.run import progress_on_stderr
from equilibrium.cli.screen import screen
from equilibrium.cli.verify_run import DIFFERS, SAME, size_of, table_of
from equilibrium.cli.words import words
from equilibrium.receipts import Receipt
from equilibrium.verification import ROUNDING
from equilibrium.words.methods import study_methods
from equilibrium.words.reproduce import study_as_command, study_as_python

if TYPE_CHECKING:
    from equilibrium.studies.again import Again
    from equilibrium.studies.results import Results


def verify(path: Path, arguments: Namespace, language: str) -> int:
    """Verify the sweep in folder `path`, or print what is asked of it, and return the exit code."""
    try:
        from equilibrium.studies.again import again, damaged
        from equilibrium.studies.results import Results
    except ModuleNotFoundError as error:
        raise CannotDo(words(language)["sweep"]["missing"].format(name=error.name, extra="studies")) from None
    text = words(language)["verify"]
    try:
        results = Results.load(path)
        if arguments.methods or arguments.python or arguments.as_command:
            return tell_of(results, damaged(path), arguments, language)
        with progress_on_stderr() as bar:
            task = bar.add_task(text["points_again"], total=None)

            def told(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of)

            found = again(path, all_points=arguments.all_points, threads=arguments.threads, progress=told)
    except (OSError, ValueError) as error:
        raise CannotDo(str(error)) from None
    seen = verdict(found)
    if arguments.json:
        print(json.dumps(as_json(results, found, seen), allow_nan=False))
    else:
        tell(results, found, seen, language)
    return SAME if seen in ("same", "same_versions") else DIFFERS


def verdict(found: "Again") -> str:
    """A key of the words [verify.verdict]."""
    if found.differing:
        return "rounding" if max(one.largest for one in found.differing) <= ROUNDING else "other"
    return "damaged" if found.damaged else "same_versions" if found.changed else "same"


def tell_of(results: "Results", damaged: tuple[str, ...], arguments: Namespace, language: str) -> int:
    """Print the paragraph, the Python, the command: those that are asked for, of data that are as they were written."""
    text = words(language)["verify"]
    for name in damaged:
        print(f"{name}: {text['damage']['not_of_receipt']}", file=sys.stderr)
    if damaged:
        return DIFFERS
    said: dict[str, str] = {}
    if arguments.methods:
        said["methods"] = study_methods(results, language)
    if arguments.python:
        said["python"] = study_as_python(results)
    if arguments.as_command:
        said["command"] = study_as_command(results)
    print(json.dumps(said) if arguments.json else "\n\n".join(said.values()))
    return SAME


def as_json(results: "Results", found: "Again", seen: str) -> dict[str, Any]:
    """What was found, for programs; null stands for a difference that is no number."""
    return {
        "verdict": seen, "receipt": dict(results.receipt), "points": list(found.points), "damaged": list(found.damaged),
        "versions": {name: {"then": then, "now": now} for name, (then, now) in found.changed.items()},
        "differences": [
            {"name": one.name, "values": one.values, "of": one.of,
             "largest": one.largest if isfinite(one.largest) else None}
            for one in found.differing
        ],
    }  # fmt: skip


def tell(results: "Results", found: "Again", seen: str, language: str) -> None:
    """Print what was found, the verdict last."""
    text, said = words(language)["verify"], results.manifest
    with screen() as console:
        console.print(said["title"].get(language) or said["study"], style="bold")
        sizes = {key: said[key] for key in ("points", "replicates", "runs", "seed")}
        console.print(words(language)["sweep"]["head"].format(**sizes))
        receipt = Receipt(results.receipt["inputs"], results.receipt["versions"], results.receipt["outputs"])
        console.print(words(language)["run"]["receipt"].format(receipt=receipt.short), style="dim")
        console.print()
        console.print(text["not_whole" if found.damaged else "whole_study"])
        for name in found.damaged:
            console.print(f"  {name}: {text['damage']['not_of_receipt']}", soft_wrap=True)
        for name, (then, now) in found.changed.items():
            console.print(text["version"].format(name=name, then=then, now=now))
        console.print(text["some_points"].format(points=len(found.points), of=said["points"]))
        if found.differing:
            console.print(text["differing"])
            console.print(table_of(list(found.differing), text, language))
        console.print()
        largest = max((one.largest for one in found.differing), default=0.0)
        console.print(text["verdict"][seen].format(largest=size_of(largest, text, language)), style="bold")
        if seen == "other":
            console.print(text["damaged" if found.damaged else "versions" if found.changed else "no_reason"])
