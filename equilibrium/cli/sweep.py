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
    import pandas as pd
    from rich.table import Table

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
    """Run what is missing, tell what came out; 1 if no run succeeded."""
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
    return 1 if results.receipt["failed"] == results.receipt["runs"] else 0


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
    from equilibrium.cli.screen import screen
    from equilibrium.studies.effects import sides
    from equilibrium.words.sensitivity import measure_label, measure_unit, with_half

    text, said = words(language)["sweep"], results.manifest
    first = said["measures"][0]
    table = results.by_point().sort_values(first, ascending=False, kind="stable", na_position="last")
    with screen() as console:
        console.print(title, style="bold")
        console.print(text["head"].format(**{key: said[key] for key in ("points", "replicates", "runs", "seed")}))
        console.print()
        for side in sides(results, first):
            value = with_half(side.mean, side.half, measure_unit(first), language)
            places = {"measure": measure_label(first, language), "one": side.value, "other": said["contrast"][0]}
            console.print(text["side"].format(value=value, **places))
            console.print()
        drawn, left_out = table_of(results, table.head(MOST_ROWS), language, console.width)
        console.print(drawn)
        console.print(text["half"])
        if left_out:
            console.print(text["left_out"].format(names=", ".join(left_out)))
        if len(table) > MOST_ROWS:
            console.print(
                text["first"].format(shown=MOST_ROWS, points=len(table), measure=measure_label(first, language))
            )
        if results.receipt["failed"]:
            errors = results.data["error"].to_numpy()
            told = str(errors[errors != ""][0])
            console.print(text["failures"].format(failed=results.receipt["failed"], runs=said["runs"], first=told))
        console.print(words(language)["run"]["not_a_forecast"], style="dim")
        console.print(words(language)["run"]["receipt"].format(receipt=results.receipt["digest"][:12]), style="dim")
        console.print()
        console.print(text["files"].format(folder=results.folder))


def table_of(results: "Results", rows: "pd.DataFrame", language: str, width: int) -> tuple["Table", list[str]]:
    """Points with factors and measures, as many as have room; the first measure always. Also names of what has none."""
    from rich import box
    from rich.table import Table

    from equilibrium.words.numbers import PERCENT, unit_words
    from equilibrium.words.sensitivity import measure_label, measure_unit, with_half

    text = words(language)["sweep"]
    names, measures = [str(name) for name in results.points.columns], results.manifest["measures"]
    columns: dict[str, list[str]] = {text["point"]: [str(point) for point in rows.index]}
    columns |= {name: [plain(value, name, language, text["as_is"]) for value in rows[name]] for name in names}
    heads = {}
    for name in measures:
        unit = measure_unit(name)
        word = "" if unit in PERCENT else unit_words(unit, language)
        cells = [
            with_half(mean, half, unit, language).removesuffix(f" {word}") if mean == mean else "–"
            for mean, half in zip(rows[name], rows[f"{name} +-"], strict=True)
        ]
        heads[name] = f"{measure_label(name, language)}, {word}" if word else measure_label(name, language)
        columns[name] = cells
    wide = {name: max(map(len, [*cells, *name.split("_")] if name not in heads else [*cells, "x" * 12])) + 2
            for name, cells in columns.items()}  # fmt: skip
    order = [text["point"], measures[0], *names, *measures[1:]]
    shown: list[str] = []
    for name in order:
        if sum(wide[each] for each in [*shown, name]) <= width or name == measures[0]:
            shown.append(name)
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    ordered = [name for name in (text["point"], *names, *measures) if name in shown]
    for name in ordered:
        head = heads.get(name, name.replace("_", " "))
        drawn.add_column(head, justify="right" if name in heads else "left", width=wide[name] - 2)
    for k in range(len(rows)):
        drawn.add_row(*(columns[name][k] for name in ordered))
    return drawn, [name for name in (*names, *measures) if name not in shown]


def plain(value: Any, name: str, language: str, as_is: str) -> str:
    """A factor's value in a table."""
    from equilibrium.words.sensitivity import value_text

    return as_is if value in ("", None) or value != value else value_text(value, name, language)
