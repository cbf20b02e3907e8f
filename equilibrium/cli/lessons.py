"""`equilibrium lessons`: run the shipped studies and write what each teaches, a page a finding."""

import argparse
import json
import os
from argparse import Namespace
from pathlib import Path

from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.sweeping import swept
from equilibrium.cli.words import words
from equilibrium.scenario_errors import nearest

OUT, WORK = "docs/lessons", "results/lessons"


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Which findings, where the pages go, where the sweeps are kept, and who computes."""
    group.add_argument("names", nargs="*", metavar="NAME", help=text["names"])
    group.add_argument("--out", metavar="DIR", default=OUT, help=text["out"])
    group.add_argument("--work", metavar="DIR", default=WORK, help=text["work"])
    group.add_argument("--workers", metavar="N", help=text["workers"])
    group.add_argument("--json", action="store_true", help=text["json"])


def execute(arguments: Namespace, language: str) -> int:
    """Sweep what is missing, then write and tell finding by finding; a page is there whole or as it was."""
    from equilibrium.cli.results import aside
    from equilibrium.lessons.page import INDEX, index, write
    from equilibrium.studies.study import Study

    names, workers = checked(arguments, language)
    out, text, files = Path(arguments.out), words(language)["lessons"], list[str]()
    for place, name in enumerate(names, 1):
        try:
            study = Study.load(name)
        except ModuleNotFoundError as error:
            raise CannotDo(words(language)["sweep"]["missing"].format(name=error.name, extra="studies")) from None
        label = text["sweeping"].format(place=place, count=len(names), title=study.title[language])
        results = swept(study, Path(arguments.work) / name, language, workers=workers, label=label)
        if results.receipt["failed"]:
            said = {"failed": results.receipt["failed"], "runs": results.receipt["runs"], "folder": results.folder}
            raise CannotDo(text["failed"].format(**said))
        with aside(out) as room:
            written = write(name, results, room)
            for file in written:
                os.replace(room / file, out / file)
            (room / INDEX).write_text(index(out), "utf-8", newline="\n")
            os.replace(room / INDEX, out / INDEX)
        files += [str(out / file) for file in written]
        if not arguments.json:
            tell(name, out, written, language)
    if arguments.json:
        print(json.dumps({"findings": [as_json(name, out) for name in names], "files": [*files, str(out / INDEX)]}))
    return 0


def checked(arguments: Namespace, language: str) -> tuple[list[str], int | None]:
    """The findings that are asked for, all without names, and workers.

    Raises
    ------
    BadInput : with all that is wrong
    """
    from equilibrium.lessons import NAMES

    text, wrong = words(language), list(arguments.wrong)
    workers = whole(arguments.workers, "--workers", 1, 4096, language, wrong)
    for name in arguments.names:
        if name not in NAMES:
            near = nearest(name, NAMES)
            hint = (
                text["nearest"].format(near=near) if near else text["lessons"]["one_of"].format(names=", ".join(NAMES))
            )
            wrong.append(f"{text['lessons']['unknown'].format(name=name)}; {hint}")
    for option, said in (("--out", arguments.out), ("--work", arguments.work)):
        if not said or (Path(said).exists() and not Path(said).is_dir()):
            allowed = text["run"]["a_folder"]
            wrong.append(text["found_allowed"].format(place=option, found=said or '""', allowed=allowed))
    if wrong:
        raise BadInput(wrong)
    return [name for name in NAMES if name in arguments.names or not arguments.names], workers


def tell(name: str, out: Path, files: list[str], language: str) -> None:
    """Title, both paragraphs, where the page is."""
    from equilibrium.cli.screen import screen
    from equilibrium.lessons import lesson, telling
    from equilibrium.lessons.page import read

    numbers, _ = read(name, out)
    with screen() as console:
        console.print(telling.words(language)[name]["title"], style="bold")
        for paragraph in lesson(name).paragraphs(numbers, language):
            console.print(paragraph, markup=False, highlight=False)
            console.print()
        console.print(words(language)["run"]["not_a_forecast"], style="dim")
        console.print(words(language)["lessons"]["files"].format(folder=out, files=", ".join(files)), soft_wrap=True)
        console.print()


def as_json(name: str, out: Path) -> dict:
    """A finding for programs: its paragraphs in both languages, what made it, its numbers as rows; null for infinite."""
    from math import isfinite

    from equilibrium.lessons import lesson
    from equilibrium.lessons.page import read
    from equilibrium.words import LANGUAGES

    numbers, by = read(name, out)
    rows = [
        {"figure": figure, **dict(zip(numbers.places, at, strict=True)),
         **{key: value if isfinite(value) else None for key, value in vars(number).items()}}
        for (figure, *at), number in numbers.table.items()
    ]  # fmt: skip
    told = {language: lesson(name).paragraphs(numbers, language) for language in LANGUAGES}
    return {"name": name, "paragraphs": told, "made": by, "numbers": rows}
