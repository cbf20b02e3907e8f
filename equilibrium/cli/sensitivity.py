"""`equilibrium sensitivity`: which factors move a measure, how much is luck, and which assumption would turn a comparison round."""

import argparse
import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli import sweeping
from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from equilibrium.studies.results import Results
    from equilibrium.studies.study import Study

DESIGNS = {"sobol": "saltelli", "morris": "morris", "pawn": "latin_hypercube", "one-at-a-time": "one_at_a_time"}
BY_DESIGN = {"saltelli": "sobol", "morris": "morris", "latin_hypercube": "pawn", "sobol": "pawn"}
MOST_SAMPLES, MOST_REPLICATES, MOST_WORKERS = 10_000_000, 1_000_000, 1024


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Declare the command's arguments; numbers are read as text and checked together in `checked`."""
    group.add_argument("study", nargs="?", metavar="STUDY", help=text["study"])
    group.add_argument("--measure", metavar="FIGURE", help=text["measure"])
    group.add_argument("--method", metavar="METHOD", help=text["method"].format(methods=", ".join(DESIGNS)))
    group.add_argument("--samples", metavar="N", help=text["samples"])
    group.add_argument("--replicates", metavar="N", help=text["replicates"])
    group.add_argument("--flips", action="store_true", help=text["flips"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--workers", metavar="N", help=text["workers"])
    group.add_argument("--json", action="store_true", help=text["json"])


@dataclass
class Asked:
    """What a sound command line asks for: studies to sweep, or results that are there, by analysis; and where things go."""

    name: str
    title: Mapping[str, str]
    measure: str
    folder: Path
    workers: int | None
    studies: dict[str, "Study"] = field(default_factory=dict)
    results: dict[str, "Results"] = field(default_factory=dict)
    again: str = ""  # what gives the study in a command that has another method; "" where none could


def execute(arguments: Namespace, language: str) -> int:
    """Sweep what is missing, analyse, write, tell; 1 if an analysis was not possible."""
    from equilibrium.cli import sensitivity_told as told
    from equilibrium.cli.results import aside

    try:
        asked = checked(arguments, language)
        swept(asked, language)
        found = told.analysed(asked, language)
        with aside(asked.folder) as place:
            files = told.write(found, asked, place, language)
            for name in files:
                os.replace(place / name, asked.folder / name)
        if found.flips is not None and "flips.png" not in files:  # one of another measure would belie flips.csv
            (asked.folder / "flips.png").unlink(missing_ok=True)
    except ModuleNotFoundError as error:
        raise CannotDo(words(language)["sensitivity"]["not_installed"].format(name=error.name)) from None
    if arguments.json:
        print(json.dumps(told.as_json(found, asked, files, language), allow_nan=False))
    else:
        told.tell(found, asked, files, language)
    for analysis, refusal in found.told_refusals(language).items():
        print(words(language)["sensitivity"]["refused"].format(analysis=analysis, reason=refusal), file=sys.stderr)
    return 1 if found.refused else 0


def checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem of the study and of the options
    """
    from equilibrium.scenario import ScenarioError
    from equilibrium.studies.results import Results
    from equilibrium.studies.study import Study

    text, wrong = words(language), list(arguments.wrong)
    samples = whole(arguments.samples, "--samples", 1, MOST_SAMPLES, language, wrong)
    replicates = whole(arguments.replicates, "--replicates", 1, MOST_REPLICATES, language, wrong)
    workers = whole(arguments.workers, "--workers", 1, MOST_WORKERS, language, wrong)
    if arguments.method is not None and arguments.method not in DESIGNS:
        allowed = ", ".join(DESIGNS)
        wrong.append(text["found_allowed"].format(place="--method", found=arguments.method, allowed=allowed))
    study: Study | None = None
    results: Results | None = None
    try:
        if arguments.study is None:
            wrong.append(text["sensitivity"]["no_study"])
        elif Path(arguments.study).is_dir():
            results = Results.load(arguments.study)
        else:
            study = Study.load(arguments.study)
    except (ScenarioError, ValueError) as error:
        wrong += str(error).splitlines()
    there: list[str] = list(study.measures) if study else list(results.manifest["measures"]) if results else []
    measure = arguments.measure or (there[0] if there else "profit")
    if results is not None and measure not in there:
        wrong.append(text["found_allowed"].format(place="--measure", found=measure, allowed=", ".join(there)))
    again = str(arguments.study) if study else str(results.folder / "study.toml") if results else ""
    if results is not None:
        method = str(results.manifest["design"]["method"])
        analysis = BY_DESIGN.get(method, method.replace("_", "-"))
        for place in ("--method", "--samples", "--replicates"):
            said = getattr(arguments, place[2:])
            if said is not None and said != (analysis if place == "--method" else None):
                wrong.append(text["sensitivity"]["folder_as_it_is"].format(place=place, found=said, study=again))
    contrast = study.contrast if study else results and results.manifest["contrast"]
    if arguments.flips and (study or results) and not contrast:
        wrong.append(text["sensitivity"]["no_contrast"])
    if results is not None and arguments.flips and results.manifest["design"]["method"] != "one_at_a_time":
        wrong.append(text["sensitivity"]["flips_need_a_study"])
    name = study.name if study else str(results.manifest["study"]) if results else ""
    folder = Path(arguments.out or f"results/sensitivity/{name}")
    if folder.exists() and not folder.is_dir():
        wrong.append(text["found_allowed"].format(place="--out", found=folder, allowed=text["run"]["a_folder"]))
    asked = Asked(
        name, study.title if study else results.manifest["title"] if results else {}, measure, folder, workers
    )
    if study is not None and not wrong:
        try:
            asked.studies = planned(study, measure, arguments.method, samples, replicates, arguments.flips)
        except ScenarioError as error:
            wrong += str(error).splitlines()
    if wrong:
        raise BadInput(wrong)
    if results is not None:
        asked.results = {analysis: results}
    asked.again = "" if results is not None and results.manifest.get("model") else again
    return asked


def planned(
    study: "Study", measure: str, method: str | None, samples: int | None, replicates: int | None, flips: bool
) -> dict[str, "Study"]:
    """The study of each analysis: its own design or that of `method`, and one at a time beside it unless `method` is said."""
    from equilibrium.studies.designs import COUNTS
    from equilibrium.studies.flips import flip_study

    own = BY_DESIGN.get(study.design["method"])
    chosen = [method] if method else [*([own] if own else []), "one-at-a-time"]
    figures = list(
        dict.fromkeys([*study.measures, measure])
    )  # all of them, so that the next measure finds its runs done
    said: dict[str, Any] = {"figures": figures} | ({"replicates": replicates} if replicates else {})
    studies = {}
    for each in chosen:
        fits = own == each or study.design["method"] == DESIGNS[each]
        design: dict[str, Any] = dict(study.design) if fits else {"method": DESIGNS[each]}
        if samples and each != "one-at-a-time":
            design[COUNTS[design["method"]][0]] = samples
        studies[each] = study.with_(**said, design=design)
    if flips and study.contrast is not None:
        sides = dict(zip(map(str, study.contrast.labels[:2]), study.contrast.changes[:2], strict=True))
        studies["flips"] = flip_study(
            study.scenario, sides, figures, replicates=replicates or study.replicates, seed=study.seed, name=study.name
        )
    return studies


def swept(asked: Asked, language: str) -> None:
    """Run what is missing of every study, each in a folder of its own."""
    for name, study in asked.studies.items():
        asked.results[name] = sweeping.swept(study, asked.folder / name, language, workers=asked.workers, label=name)
