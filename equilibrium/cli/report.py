"""`equilibrium report`: a run, a study or points of balance as one HTML page and one PDF, every number in the text checked."""

import argparse
import json
import os
import sys
from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli import results
from equilibrium.cli.arguments import BadInput, CannotDo
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from equilibrium.report.blocks import Report
    from equilibrium.report.checked import Reread

DATA, STUDY, ANSWER = "ensemble.nc", "study.json", "balance.json"
KINDS = ("html", "pdf")


@dataclass(frozen=True)
class Asked:
    """What a sound command line asks for: the data, what stands beside them, and a file for each kind."""

    data: Path
    record: dict[str, Any]
    files: dict[str, Path]


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """The run, where the report goes, and which kinds."""
    group.add_argument("run", nargs="?", metavar="RUN", help=text["run"])
    group.add_argument("--out", metavar="FILE_OR_DIR", help=text["out"])
    group.add_argument("--html", action="store_true", help=text["html"])
    group.add_argument("--pdf", action="store_true", help=text["pdf"])


def execute(arguments: Namespace, language: str) -> int:
    """Read, check, write, tell where."""
    from equilibrium.report import pdf
    from equilibrium.report.checked import Unchecked

    asked = _checked(arguments, language)
    text = words(language)["report"]
    files = dict(asked.files)
    if "pdf" in files and not pdf.is_there():
        if arguments.pdf or "html" not in files:
            raise CannotDo(text["no_typst"])
        print(text["no_typst"], file=sys.stderr)
        del files["pdf"]
    try:
        report, reread = _made(asked, language)
    except (FileNotFoundError, ValueError) as error:
        raise BadInput([f"RUN: {error}"]) from None
    try:
        _write(report, reread, files)
    except Unchecked as error:
        raise CannotDo("\n".join([text["unchecked"], *error.lines])) from None
    for file in files.values():
        print(text["written"].format(file=file))
    return 0


def _made(asked: Asked, language: str) -> tuple["Report", "Reread"]:
    """The report, and what reads its values again, from files read a second time."""
    if asked.data.name == STUDY:
        from equilibrium.report.reread_study import RereadStudy
        from equilibrium.report.study_report import study_report
        from equilibrium.studies.again import damaged
        from equilibrium.studies.results import Results

        folder, created = asked.data.parent, asked.record["created"]
        results = Results.load(folder)
        wrong = damaged(folder)
        if wrong:
            text = words(language)["verify"]["damage"]["not_of_receipt"]
            raise CannotDo("\n".join(f"{folder / name}: {text}" for name in wrong))
        return study_report(results, created, language), RereadStudy(folder, created, language)
    if asked.data.name == ANSWER:
        from equilibrium.balance.answer import Answer
        from equilibrium.report.balance_report import RereadBalance, balance_report

        answer, again = Answer.load(asked.data), Answer.load(asked.data)
        created = asked.record["created"]
        return balance_report(answer, created, language), RereadBalance(again, created, language)
    from equilibrium.ensemble import Ensemble
    from equilibrium.report.reread import Reread
    from equilibrium.report.run_report import run_report

    report = run_report(Ensemble.load(asked.data), asked.record, language)
    return report, Reread(Ensemble.load(asked.data), asked.record, language)


def _write(report: "Report", reread: "Reread", files: dict[str, Path]) -> None:
    """Hold the report against its data, and move it in when all of it is there."""
    from equilibrium.report import html, pdf
    from equilibrium.report.checked import check, check_page

    check(report, reread)
    made = {}
    if "html" in files:
        page = html.page(report)
        check_page(page, report)
        made["html"] = page.encode("utf-8")
    if "pdf" in files:
        made["pdf"] = pdf.pdf(report)
    with results.aside(next(iter(files.values())).parent) as place:
        for kind, content in made.items():
            (place / files[kind].name).write_bytes(content)
        for kind in made:
            os.replace(place / files[kind].name, files[kind])


def _checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem at once
    """
    wrong, text = list(arguments.wrong), words(language)["report"]
    data = _data(arguments.run, text, wrong)
    kinds = [kind for kind in KINDS if getattr(arguments, kind)]
    files: dict[str, Path] = {}
    if arguments.out == "":
        place = words(language)["found_allowed"].format(place="--out", found='""', allowed=text["a_place"])
        wrong.append(place)
    elif data is not None or arguments.out:
        files = _files(Path(arguments.out or (data or Path()).parent), kinds, text, wrong)
    if wrong or data is None:
        raise BadInput(wrong)
    return Asked(data, _record(data), files)


def _data(run: str | None, text: dict[str, str], wrong: list[str]) -> Path | None:
    """The file of the data: RUN itself, or within the folder RUN that of a run or of a study."""
    if not run:
        wrong.append(text["no_run"])
        return None
    name = next((each for each in (STUDY, ANSWER) if (Path(run) / each).is_file()), DATA)
    data = Path(run) / name if Path(run).is_dir() else Path(run)
    if data.is_file():
        return data
    wrong.append(text["no_data" if Path(run).is_dir() else "no_such_run"].format(run=run))
    return None


def _files(out: Path, kinds: list[str], text: dict[str, str], wrong: list[str]) -> dict[str, Path]:
    """Where each kind goes: into a folder as report.html and report.pdf, or into a file, whose ending says the kind."""
    ending = out.suffix.lower().removeprefix(".")
    if out.is_dir() or ending not in KINDS:
        if out.exists() and not out.is_dir():
            wrong.append(text["not_a_folder"].format(out=out))
        return {kind: out / f"report.{kind}" for kind in kinds or KINDS}
    if kinds and ending not in kinds:
        wrong.append(text["other_kind"].format(out=out, kind=kinds[0]))
    return {kind: out.with_suffix(f".{kind}") if kind != ending else out for kind in kinds or [ending]}


def _record(data: Path) -> dict[str, Any]:
    """When the run was made and what its scenario is called, from the record beside it; else the date of the file."""
    created = name = ""
    try:
        if data.name == ANSWER:
            created = datetime.fromisoformat(json.loads(data.read_text("utf-8"))["created"]).isoformat()
        elif data.name == DATA and (record := results.former(data.parent)):
            created, name = datetime.fromisoformat(record["created"]).isoformat(), str(record["scenario"]["name"])
    except (KeyError, TypeError, ValueError):  # a damaged file is told of when its data are read
        created = name = ""
    return {"created": created or datetime.fromtimestamp(data.stat().st_mtime, UTC).isoformat(), "name": name}
