"""Verifying a run: its files against their checksums, its data against its receipt, itself against a new simulation."""

import json
import shlex
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from equilibrium.cli import results
from equilibrium.cli.arguments import BadInput, CannotDo
from equilibrium.cli.run import made_by, progress_on_stderr, with_bar
from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.ensemble import Ensemble, saved_receipt
from equilibrium.receipts import Receipt
from equilibrium.scenario import ScenarioError
from equilibrium.simulation import versions
from equilibrium.verification import ROUNDING, Difference, differences, simulated_again
from equilibrium.words.methods import methods
from equilibrium.words.numbers import signs
from equilibrium.words.reproduce import as_command, as_python, needs_file

DATA, SCENARIO = "ensemble.nc", "scenario.toml"
SAME, DIFFERS = 0, 1


@dataclass(frozen=True)
class Kept:
    """A run as it lies on disk: its data, and what there is not as it was written, as (place, what is the matter)."""

    path: Path
    ensemble: Ensemble
    damaged: list[tuple[str, str]]
    files: int

    @property
    def scenario_file(self) -> Path:
        """Where its scenario can be read from; for a lone ensemble a file that is still to be written."""
        return self.path / SCENARIO if self.path.is_dir() else self.path.with_suffix(".toml")


@dataclass(frozen=True)
class Verdict:
    """`kind` is a key of the words [verify.verdict]; `changed` holds versions as (then, now); `again` is None if it
    could not be simulated."""

    kind: str
    changed: dict[str, tuple[str, str]]
    differing: list[Difference]
    again: Receipt | None


def verify(path: Path, arguments: Namespace, language: str) -> int:
    """Verify the run at `path`, or print what is asked of it, and return the exit code."""
    kept = folder(path, language) if path.is_dir() else file(path, language)
    if arguments.methods or arguments.python or arguments.as_command:
        return tell_of(kept, arguments, language)
    seen = verdict(kept, arguments.threads, language)
    if arguments.json:
        print(json.dumps(as_json(kept, seen), allow_nan=False))
    else:
        tell(kept, seen, language)
    return SAME if seen.kind in ("same", "same_versions") else DIFFERS


def folder(path: Path, language: str) -> Kept:
    """The run in a folder; CannotDo if its data cannot be read any more."""
    record = json.loads((path / results.RECORD).read_text("utf-8"))
    checksums = record.get("checksums")
    damaged = [] if isinstance(checksums, dict) else [(results.RECORD, "no_checksums")]
    for name, checksum in sorted((checksums if isinstance(checksums, dict) else {}).items()):
        there = path / Path(name).name
        if not there.is_file():
            damaged.append((name, "missing"))
        elif results.checksum(there) != checksum:
            damaged.append((name, "changed"))
    try:
        ensemble = Ensemble.load(path / DATA)
    except ScenarioError as error:
        raise CannotDo(str(error)) from None
    except (OSError, ValueError) as error:
        text = words(language)["verify"]
        told = [f"{name}: {text['damage'][what]}" for name, what in damaged]
        raise CannotDo("\n".join([*told, f"{text['unreadable'].format(file=path / DATA)} ({error})"])) from None
    said = json.loads(json.dumps(made_by(ensemble)))
    damaged += [(f"{results.RECORD}: {key}", "not_of_data") for key, value in said.items() if record.get(key) != value]
    return Kept(path, ensemble, damaged, len(record.get("files", ())))


def file(path: Path, language: str) -> Kept:
    """The run in a file that `Ensemble.save` wrote."""
    try:
        ensemble = Ensemble.load(path)
    except ScenarioError as error:
        raise CannotDo(str(error)) from None
    except ValueError:
        raise BadInput([words(language)["verify"]["found_nothing"].format(path=path)]) from None
    try:
        same = saved_receipt(path) == ensemble.receipt
    except ValueError:
        same = False
    return Kept(path, ensemble, [] if same else [(path.name, "not_of_receipt")], 1)


def verdict(kept: Kept, threads: int | None, language: str) -> Verdict:
    """Simulate again and compare."""
    ensemble, now = kept.ensemble, versions()
    names = dict.fromkeys([*ensemble.versions, *now])
    pairs = {name: (ensemble.versions.get(name, "-"), now.get(name, "-")) for name in names}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if ensemble.made_with:
        return Verdict("own", changed, [], None)

    def work(told: Callable[[int, int], None]) -> Ensemble:
        return simulated_again(ensemble, threads=threads, progress=told)

    sizes = ensemble.weekly.sizes
    with progress_on_stderr() as progress:
        again = with_bar(work, sizes["replicate"], sizes["week"], language, progress)
    differing = differences(ensemble, again)
    if differing:
        kind = "rounding" if max(difference.largest for difference in differing) <= ROUNDING else "other"
    else:
        kind = "damaged" if kept.damaged else "same_versions" if changed else "same"
    return Verdict(kind, changed, differing, again.receipt)


def tell_of(kept: Kept, arguments: Namespace, language: str) -> int:
    """Print the paragraph, the Python, the command: those that are asked for, of data that are as they were written."""
    text, ensemble = words(language)["verify"], kept.ensemble
    for name, what in kept.damaged:
        print(f"{name}: {text['damage'][what]}", file=sys.stderr)
    if kept.damaged:
        return DIFFERS
    name = str(kept.scenario_file)
    to_write = not kept.path.is_dir() and needs_file(ensemble)
    saved = f"eq.Ensemble.load({str(kept.path)!r}).scenario.save({name!r})"
    said: dict[str, str] = {}
    if arguments.methods:
        said["methods"] = methods(ensemble, language)
    if arguments.python:
        lines = as_python(ensemble, name)
        said["python"] = lines.replace("\n\n", f"\n\n{saved}\n", 1) if to_write else lines
    if arguments.as_command:
        try:
            said["command"] = as_command(ensemble, name)
        except ValueError:
            raise CannotDo(text["no_command"]) from None
        if to_write:
            said["command"] = f"python -c {shlex.quote(f'import equilibrium as eq; {saved}')}\n{said['command']}"
    print(json.dumps(said) if arguments.json else "\n\n".join(said.values()))
    return SAME


def as_json(kept: Kept, seen: Verdict) -> dict[str, Any]:
    """What was found, for programs; null stands for a difference that is no number, and for what was not simulated."""
    return {
        "verdict": seen.kind,
        "receipt": kept.ensemble.receipt.record,
        "again": seen.again and seen.again.record,
        "damaged": [{"place": place, "what": what} for place, what in kept.damaged],
        "versions": {name: {"then": then, "now": now} for name, (then, now) in seen.changed.items()},
        "made_with": list(kept.ensemble.made_with),
        "differences": [
            {"name": one.name, "values": one.values, "of": one.of,
             "largest": one.largest if isfinite(one.largest) else None}
            for one in seen.differing
        ],
    }  # fmt: skip


def tell(kept: Kept, seen: Verdict, language: str) -> None:
    """Print what was found, the verdict last."""
    text, ensemble = words(language)["verify"], kept.ensemble
    sizes = ensemble.weekly.sizes
    head = words(language)["run"]["head"]
    with screen() as console:
        console.print(ensemble.scenario.title[language], style="bold")
        console.print(head.format(replicates=sizes["replicate"], weeks=sizes["week"], seed=ensemble.seed))
        console.print(words(language)["run"]["receipt"].format(receipt=ensemble.receipt.short), style="dim")
        console.print()
        console.print(text["not_whole" if kept.damaged else "whole"].format(files=kept.files))
        for place, what in kept.damaged:
            console.print(f"  {place}: {text['damage'][what]}", soft_wrap=True)
        for name, (then, now) in seen.changed.items():
            console.print(text["version"].format(name=name, then=then, now=now))
        if seen.differing:
            console.print(text["differing"])
            console.print(table_of(seen.differing, text, language))
        if ensemble.made_with:
            console.print(text["own_code"])
        for own in ensemble.made_with:
            console.print(f"  {own}", soft_wrap=True)
        console.print()
        largest = max((one.largest for one in seen.differing), default=0.0)
        console.print(text["verdict"][seen.kind].format(largest=size_of(largest, text, language)), style="bold")
        if seen.kind == "other":
            console.print(text["damaged" if kept.damaged else "versions" if seen.changed else "no_reason"])


def size_of(largest: float, text: dict[str, Any], language: str) -> str:
    """A relative difference: in percent, or as a power of ten where it is tiny."""
    if not isfinite(largest):
        return text["no_number"]
    return (f"{largest:.0e}" if largest < 1e-6 else f"{100.0 * largest:.2g}%").translate(signs(language))


def table_of(differing: list[Difference], text: dict[str, Any], language: str) -> Table:
    """A line each: figure, how many values, the largest difference."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(text["figure"])
    for heading in (text["values"], text["largest"]):
        table.add_column(heading, justify="right")
    for one in differing:
        table.add_row(one.name, text["of"].format(values=one.values, of=one.of), size_of(one.largest, text, language))
    return table
