"""A finding's page, and what is kept beside it: its numbers (CSV) and what made them (JSON). The page is a function of these
two, so that anyone can write it again without a simulator, and a test can tell a page that is out of date."""

import json
from collections.abc import Mapping
from math import fsum, isfinite
from pathlib import Path
from typing import Any

from equilibrium.lessons import NAMES, lesson
from equilibrium.lessons.numbers import Numbers
from equilibrium.lessons.telling import words
from equilibrium.plots import style
from equilibrium.plots.words import number as written
from equilibrium.studies.results import Results
from equilibrium.words import LANGUAGES

INDEX = "README.md"
KEPT = ("digest", "scenario", "seed", "replicates", "points", "runs", "versions")
HELD = "held"  # the means of some points, to the last digit: who runs them again can hold them against these


def made(results: Results) -> dict[str, Any]:
    """What made the numbers: study and scenario by their digests, seed, replicates, versions, receipt; and the mean of the
    first measure over all replicates of the first point and of the last."""
    measure = next(iter(results.manifest["measures"]))
    rows = results.values(measure)
    means = {str(point): fsum(rows[point]) / rows.shape[1] for point in (0, len(rows) - 1)}
    kept = {key: results.manifest[key] for key in KEPT} | {"receipt": dict(results.receipt)}
    return kept | {HELD: {"measure": measure, "means": means}}


def write(name: str, results: Results, folder: Path) -> list[str]:
    """Write the page of a finding, its numbers, what made them and its pictures into `folder`; returns the files' names."""
    told = lesson(name)
    numbers, by = told.measured(results), made(results)
    texts = {
        f"{name}.csv": numbers.text(),
        f"{name}.json": json.dumps(by, indent=2, ensure_ascii=False) + "\n",
        f"{name}.md": page(name, numbers, by),
    }
    for file, text in texts.items():
        (folder / file).write_text(text, "utf-8", newline="\n")
    pictures = [f"{name}.{language}.png" for language in LANGUAGES]
    for language, file in zip(LANGUAGES, pictures, strict=True):
        style.save(told.picture(numbers, language), folder / file)
    return [*texts, *pictures]


def read(name: str, folder: Path) -> tuple[Numbers, dict[str, Any]]:
    """The numbers of a finding that `folder` holds, and what made them.

    Raises
    ------
    OSError : if it is not there
    """
    numbers = Numbers.read((folder / f"{name}.csv").read_text("utf-8"))
    return numbers, json.loads((folder / f"{name}.json").read_text("utf-8"))


def page(name: str, numbers: Numbers, by: Mapping[str, Any]) -> str:
    """The page as Markdown."""
    parts = [f"# {words('en')[name]['title']} · {words('it')[name]['title']}"]
    for language in LANGUAGES:
        said, frame = words(language)[name], words(language)["page"]
        parts += [f"## {LANGUAGES[language]}", f"**{said['question']}**"]
        parts += lesson(name).paragraphs(numbers, language)
        parts += [
            f"![{said['caption']}]({name}.{language}.png)",
            f"**{frame['cannot']}** {said['cannot']}",
            frame["foot"],
        ]
    study = f"../../equilibrium/studies/shipped/{name}.toml"
    runs = f"{by['points']} points, {by['replicates']} replicates each, {by['runs']} runs, seed {by['seed']}"
    receipt = by["receipt"]
    parts += [
        "## Numbers",
        f"With 95 % intervals, each alone; differences are taken run by run, under common random numbers. Where a sentence "
        f"above looks at several differences side by side, it says of them only what Holm's rule allows at 5 % for all of "
        f"them. All numbers, those of the picture too: [{name}.csv]({name}.csv).",
        table(name, numbers),
        "## How it was made",
        f"```\nequilibrium lessons {name}\n```",
        "\n".join(
            [
                f"* study [`{name}`]({study}): {runs}; digest `{by['digest']}`",
                f"* scenario `{by['scenario']['name']}`, digest `{by['scenario']['digest']}`",
                f"* versions: {', '.join(f'{key} {value}' for key, value in by['versions'].items())}",
                f"* receipt: inputs `{receipt['inputs']}`, outputs `{receipt['outputs']}`, {receipt['failed']} runs failed",
            ]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def table(name: str, numbers: Numbers) -> str:
    """The numbers that are not only drawn, as a table of Markdown; money in thousand EUR."""
    told = lesson(name)
    lines = [
        f"| figure | {' | '.join(numbers.places)} | unit | value | 95 % interval |",
        f"| --- | {'--- | ' * len(numbers.places)}--- | --- | --- |",
    ]
    for (figure, *at), number in numbers.table.items():
        if figure in told.DRAWN:
            continue
        unit = told.UNITS.get(figure, "thousand EUR")
        scale = 1e-3 if figure not in told.UNITS else 1.0
        value, low, high = (_cell(scale * each) for each in (number.value, number.low, number.high))
        band = "" if low == high else f"{low} to {high}"
        lines.append(f"| {figure} | {' | '.join(at)} | {unit} | {value} | {band} |")
    return "\n".join(lines)


def _cell(value: float) -> str:
    if not isfinite(value):
        return "never" if value > 0 else "–"
    return written(value, "en")


def index(folder: Path) -> str:
    """The page of all findings in `folder`: what each says first, in both languages."""
    there = [name for name in NAMES if (folder / f"{name}.csv").is_file()]
    parts = ["# What the studies teach · Che cosa insegnano gli studi"]
    for language in LANGUAGES:
        parts += [f"## {LANGUAGES[language]}", words(language)["page"]["index"]]
        lines = []
        for name in there:
            numbers, _ = read(name, folder)
            first = lesson(name).paragraphs(numbers, language)[0].partition(". ")[0].rstrip(".")
            lines.append(f"* [{words(language)[name]['title']}]({name}.md). {first}.")
        parts.append("\n".join(lines))
    parts.append("All pages are written by `equilibrium lessons` (or `make lessons`), numbers and sentences together.")
    return "\n\n".join(parts) + "\n"
