"""`equilibrium evidence`: what the literature and the data know beside what the model gives, measured here and now."""

import argparse
import json
import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import BadInput
from equilibrium.cli.interrupt import interrupts_noticed
from equilibrium.cli.run import progress_on_stderr
from equilibrium.cli.words import words
from equilibrium.scenario_errors import nearest

if TYPE_CHECKING:
    from equilibrium.evidence.collect import Row

SHIPPED = "known_worlds"
OPTIONS = {"claims": "claims", "data": "calibration"}  # option: family


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Which modules, how thoroughly, and where the tables go."""
    group.add_argument("names", nargs="*", metavar="NAME", help=text["names"])
    group.add_argument("--slow", action="store_true", help=text["slow"])
    group.add_argument("--claims", action="store_true", help=text["claims"])
    group.add_argument("--data", nargs="?", const="", metavar="DIR", help=text["data"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--record", action="store_true", help=text["record"])
    group.add_argument("--json", action="store_true", help=text["json"])


@dataclass
class Measured:
    """What a command found: rows by family, the modules they come from, a sentence for each whose data are missing."""

    rows: dict[str, list["Row"]] = field(default_factory=dict)
    modules: dict[str, list[ModuleType]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def all_rows(self) -> list["Row"]:
        """The rows of all families."""
        return [row for rows in self.rows.values() for row in rows]


def execute(arguments: Namespace, language: str) -> int:
    """Measure, tell each module as it is ready, write what is asked for; 1 if data were missing, whatever holds or misses."""
    from equilibrium.cli import evidence_told as told
    from equilibrium.cli.results import aside

    chosen = checked(arguments, language)
    folder = Path(arguments.out) if arguments.out else None
    files: list[str] = []
    with data_in(arguments.data), aside(folder) if folder else nullcontext() as place:
        measured = Measured()
        for family, module in chosen:
            rows = measure(family, module, measured, arguments.slow or arguments.record, language)
            if rows and not arguments.json:
                told.module(rows, language)
            if rows and arguments.record:
                keep(family, module, rows, measuring(arguments), language)
        if folder is not None and place is not None:
            files = write(measured, place, repeatable(arguments), language)
            for name in files:
                os.replace(place / name, folder / name)
    written = [str(folder / name) for name in files] if folder else []
    if arguments.json:
        print(json.dumps(as_json(measured) | {"files": written}, allow_nan=False))
    else:
        told.end(measured.all_rows, folder, files, language)
    return 1 if measured.missing else 0


def checked(arguments: Namespace, language: str) -> list[tuple[str, ModuleType]]:
    """(family, module) of all that is asked for: families by option, else the known worlds; a name alone is of any family.

    Raises
    ------
    BadInput : with every name that is none, and folders that are none
    """
    from equilibrium.evidence import collect

    text, wrong = words(language), list(arguments.wrong)
    families = [family for option, family in OPTIONS.items() if getattr(arguments, option) not in (None, False)]
    families = families or (list(collect.FAMILIES) if arguments.names else [SHIPPED])
    there = [name for family in families for name in collect.FAMILIES.get(family, ())]
    for name in arguments.names:
        if name not in there:
            near, known = nearest(name, there), ", ".join(there) or "-"
            hint = text["nearest"].format(near=near) if near else text["evidence"]["one_of"].format(names=known)
            wrong.append(f"{text['evidence']['unknown'].format(name=name)}; {hint}")
    folders = {"--data": arguments.data or None, "--out": arguments.out}
    for option, said in folders.items():
        to_be_made = option == "--out" and bool(said) and not Path(said).exists()
        if said is not None and not to_be_made and not (said and Path(said).is_dir()):
            said, allowed = said or '""', text["run"]["a_folder"]
            wrong.append(text["found_allowed"].format(place=option, found=said, allowed=allowed))
    if wrong:
        raise BadInput(wrong)
    return [(family, module) for family in families for module in collect.modules(family, arguments.names)]


@contextmanager
def data_in(folder: str | None) -> Iterator[None]:
    """Within it the data that do not ship are read from `folder`, if one is named."""
    from equilibrium.calibration.sources import VARIABLE

    before = os.environ.get(VARIABLE)
    if folder:
        os.environ[VARIABLE] = folder
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def measure(family: str, module: ModuleType, measured: Measured, slow: bool, language: str) -> list["Row"]:
    """The rows of one module, added to what is `measured`; none if its data are missing, which is told on stderr."""
    from equilibrium.calibration.sources import DataMissing
    from equilibrium.evidence import collect
    from equilibrium.simulation import is_compiled

    text = words(language)
    if not measured.rows and not is_compiled():
        print(text["run"]["compiling"], file=sys.stderr, flush=True)
    try:
        with interrupts_noticed() as check, progress_on_stderr() as progress:
            progress.add_task(text["evidence"]["measuring"].format(title=module.TITLE), total=None)
            rows = []
            for row in collect.rows(module, slow):
                check()
                rows.append(row)
            check()
    except DataMissing as missing:
        measured.missing[collect.name_of(module)] = str(missing)
        print(f"{collect.name_of(module)}: {missing}", file=sys.stderr, flush=True)
        return []
    measured.rows.setdefault(family, []).extend(rows)
    measured.modules.setdefault(family, []).append(module)
    return rows


def write(measured: Measured, place: Path, command: str, language: str) -> list[str]:
    """Write a page a family and a picture a module into `place`; returns their names."""
    from equilibrium.evidence import collect
    from equilibrium.evidence.page import file_name, page
    from equilibrium.plots import style
    from equilibrium.plots.comparison import draw

    for family, rows in measured.rows.items():
        missing = [name for name in measured.missing if name in collect.FAMILIES.get(family, ())]
        text = page(family, rows, command, datetime.now(UTC).date(), missing, measured.modules[family])
        (place / file_name(family)).write_text(text, "utf-8", newline="\n")
        for module in measured.modules[family]:
            with interrupts_noticed() as check, progress_on_stderr() as progress:
                progress.add_task(words(language)["evidence"]["drawing"].format(title=module.TITLE), total=None)
                style.save(draw(module.comparison()), place / f"{collect.name_of(module)}.png")
                check()
    return sorted(path.name for path in place.iterdir())


def keep(family: str, module: ModuleType, rows: Sequence["Row"], command: str, language: str) -> None:
    """Keep with the package what a module gave just now, its picture too."""
    from equilibrium.evidence import record

    with progress_on_stderr() as progress:
        progress.add_task(words(language)["evidence"]["drawing"].format(title=module.TITLE), total=None)
        record.write(record.measured(family, module, rows, module.comparison(), command, datetime.now(UTC).date()))


def repeatable(arguments: Namespace) -> str:
    """The command that writes the same again."""
    out = [f"--out {shlex.quote(arguments.out)}"] if arguments.out else []
    return " ".join([measuring(arguments), *out])


def measuring(arguments: Namespace) -> str:
    """The command that measures the same again; where the data are is left to $EQUILIBRIUM_DATA."""
    options = [option for option in ("slow", "claims", "record") if getattr(arguments, option)]
    options += ["data"] if arguments.data is not None else []
    return shlex.join(["equilibrium", "evidence", *arguments.names, *(f"--{option}" for option in options)])


def as_json(measured: Measured) -> dict[str, Any]:
    """The rows for programs, not rounded; null for what is no number or has no bound."""
    from equilibrium import __version__
    from equilibrium.evidence import table

    def plain(row: "Row") -> dict[str, Any]:
        f = row.finding
        numbers = {"target": f.target, "model": f.model, "error": f.error, "low": f.low, "high": f.high}
        return {
            "name": row.name, "title": row.title, "mechanism": row.mechanism, "source": row.source, "figure": f.figure,
            **{key: float(value) if isfinite(value) else None for key, value in numbers.items()},
            "drawn_from": f.drawn_from, "holds": f.holds, "note": f.note,
        }  # fmt: skip

    def all_of(rows: Sequence["Row"]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]

    found = table.count(measured.all_rows)
    return {
        "version": __version__, "hold": found.hold, "figures": found.own, "fitted": found.fitted,
        "fitted_hold": found.fitted_hold, "closed_forms": found.closed, "taken_from_data": found.taken,
        "families": {family: all_of(rows) for family, rows in measured.rows.items()}, "missing": measured.missing,
    }  # fmt: skip
