"""`equilibrium sweep`: run a study, however large, into a folder that survives whatever happens."""

import argparse
import json
from argparse import Namespace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import BadInput, whole
from equilibrium.cli.sweeping import BACKENDS, asked_study, swept
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from equilibrium.studies.results import Results

MOST_ROWS = 12


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Which study, where to, and who computes."""
    group.add_argument("study", nargs="?", metavar="STUDY", help=text["study"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--replicates", metavar="N", help=text["replicates"])
    group.add_argument("--seed", metavar="S", help=text["seed"])
    group.add_argument("--backend", metavar="NAME", default="local", help=text["backend"])
    group.add_argument("--workers", metavar="N", help=text["workers"])
    group.add_argument("--address", metavar="A", help=text["address"])
    group.add_argument("--json", action="store_true", help=text["json"])


def execute(arguments: Namespace, language: str) -> int:
    """Run what is missing, tell what came out."""
    text, wrong = words(language), list(arguments.wrong)
    workers = whole(arguments.workers, "--workers", 1, 4096, language, wrong)
    if arguments.backend not in BACKENDS:
        allowed = ", ".join(BACKENDS)
        wrong.append(text["found_allowed"].format(place="--backend", found=arguments.backend, allowed=allowed))
    if arguments.address and arguments.backend == "local":
        wrong.append(
            text["found_allowed"].format(place="--address", found=arguments.address, allowed=text["sweep"]["cluster"])
        )
    study = asked_study(arguments, language, wrong)
    if wrong or study is None:
        raise BadInput(wrong)
    folder = Path(arguments.out or f"results/{study.name}")
    results = swept(
        study, folder, language, backend=arguments.backend, workers=workers, address=arguments.address or None
    )
    if arguments.json:
        print(json.dumps(as_json(results), allow_nan=False))
    else:
        tell(results, study.title[language], language)
    return 0


def as_json(results: "Results") -> dict[str, Any]:
    """What was swept and what came out of it, point by point; null for what is no number."""
    means = results.by_point()
    rows = [
        {key: (value if not isinstance(value, float) or isfinite(value) else None) for key, value in row.items()}
        for row in means.to_dict("records")
    ]
    return {**results.manifest, "receipt": dict(results.receipt), "folder": str(results.folder), "results": rows}


def tell(results: "Results", title: str, language: str) -> None:
    """Title, how much was run, the points with the most of the first measure, failures, where the files are."""
    from rich import box
    from rich.table import Table

    from equilibrium.cli.screen import screen
    from equilibrium.words.sensitivity import measure_label, with_half

    text, said = words(language)["sweep"], results.manifest
    table = results.by_point().sort_values(said["measures"][0], ascending=False, kind="stable")
    names = list(results.points.columns)
    with screen() as console:
        room = max(1, (console.width - sum(max(12, len(name) + 2) for name in names)) // 22)
        measures = said["measures"][:room]
        console.print(title, style="bold")
        console.print(text["head"].format(**{key: said[key] for key in ("points", "replicates", "runs", "seed")}))
        console.print()
        drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        for name in names:
            drawn.add_column(name)
        for name in measures:
            drawn.add_column(measure_label(name, language), justify="right", min_width=18)
        for _, row in table.head(MOST_ROWS).iterrows():
            cells = [plain(row[name], name, language, text["as_is"]) for name in names]
            for name in measures:
                unit = results.data[name].attrs.get("unit", "")
                cells.append(with_half(row[name], row[f"{name} +-"], unit, language))
            drawn.add_row(*cells)
        console.print(drawn)
        console.print()
        if len(table) > MOST_ROWS:
            console.print(
                text["first"].format(shown=MOST_ROWS, points=len(table), measure=measure_label(measures[0], language))
            )
        if results.receipt["failed"]:
            errors = results.data["error"].to_numpy()
            first = str(errors[errors != ""][0])
            console.print(text["failures"].format(failed=results.receipt["failed"], runs=said["runs"], first=first))
        console.print(words(language)["run"]["not_a_forecast"], style="dim")
        console.print(words(language)["run"]["receipt"].format(receipt=results.receipt["digest"][:12]), style="dim")
        console.print()
        console.print(text["files"].format(folder=results.folder), soft_wrap=True)


def plain(value: Any, name: str, language: str, as_is: str) -> str:
    """A factor's value in a table."""
    from equilibrium.words.sensitivity import value_text

    return as_is if value in ("", None) or value != value else value_text(value, name, language)
