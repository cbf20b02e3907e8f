"""A sensitivity analysis as it is told: tables and sentences in a terminal, CSV files and pictures in a folder, JSON."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rich import box
from rich.table import Table

from equilibrium.cli.screen import screen
from equilibrium.cli.words import words
from equilibrium.studies.distribution import Pawn, pawn
from equilibrium.studies.flips import Flips, flips
from equilibrium.studies.luck import Luck, luck
from equilibrium.studies.one_by_one import OneByOne, one_by_one
from equilibrium.studies.response import Broken, Response, response
from equilibrium.studies.screening import Morris, morris
from equilibrium.studies.variance import Sobol, sobol
from equilibrium.words import sensitivity as said
from equilibrium.words.numbers import counted

if TYPE_CHECKING:
    from equilibrium.cli.sensitivity import Asked

Indices = Sobol | Morris | Pawn
ANALYSES: dict[str, Callable[[Response], Indices]] = {"sobol": sobol, "morris": morris, "pawn": pawn}
ROWS = 12  # of the flips, in a terminal


@dataclass
class Found:
    """What the analyses found, and which were not possible and why; of a contrast, of which two sides."""

    sides: tuple[str, ...] = ()
    indices: dict[str, Indices] = field(default_factory=dict)
    luck: Luck | None = None
    one_by_one: OneByOne | None = None
    flips: Flips | None = None
    failed: dict[str, list[int]] = field(default_factory=dict)
    refused: dict[str, Broken] = field(default_factory=dict)

    def told_refusals(self, language: str) -> dict[str, str]:
        """Why analyses were not possible, by their names."""
        return {name: said.refusal(error, language) for name, error in self.refused.items()}


def analysed(asked: "Asked", language: str) -> Found:
    """Every analysis that the sweeps allow."""
    from equilibrium.scenario import Scenario

    found = Found()
    for name, results in asked.results.items():
        seen = response(results, asked.measure)
        found.sides = seen.sides
        if seen.failed.size:
            found.failed[name] = seen.failed.tolist()
        try:
            if name in ANALYSES:
                found.indices[name] = ANALYSES[name](seen)
            elif name == "one-at-a-time":
                found.one_by_one = one_by_one(seen)
            if seen.sides and seen.method == "one_at_a_time":
                found.flips = flips(seen, Scenario.load(results.folder / "scenario.toml"))
        except Broken as error:
            found.refused[name] = error
        _luck(found, seen)
    return found


def _luck(found: Found, seen: Response) -> None:
    """Parts of the variance over the first design that shows them; a sample comes before one at a time."""
    if found.luck is None:
        try:
            found.luck = luck(seen)
        except Broken:  # one replicate: the sentences of the indices say so
            return


def sentences(found: Found, asked: "Asked", language: str) -> list[str]:
    """All that is to be said, in order."""
    text, lines = words(language)["sensitivity"], list[str]()
    if found.sides and found.indices:  # the other sentences name it themselves
        lines.append(text["difference"].format(subject=said.subject(asked.measure, found.sides, language)))
    if not found.indices and not found.refused.keys() & ANALYSES.keys():
        design = next(iter(asked.results.values())).manifest["design"]["method"]
        lines.append(text["no_index" if asked.again else "no_index_model"].format(design=design, study=asked.again))
    for each in found.indices.values():
        if isinstance(each, Sobol):
            lines += said.sobol_sentences(each, language)
        elif isinstance(each, Morris):
            lines += said.morris_sentences(each, asked.measure, language)
        else:
            lines += said.pawn_sentences(each, language)
    if found.one_by_one is not None and found.one_by_one.lines:
        lines.append(said.one_by_one_sentence(found.one_by_one, language))
    if found.luck is not None:
        lines.append(said.luck_sentence(found.luck, language))
    for name, points in found.failed.items():
        shown = ", ".join(map(str, points[:8])) + (", ..." if len(points) > 8 else "")
        lines.append(text["failed"].format(analysis=name, count=counted(len(points), language), points=shown))
    return lines + (said.flips_sentences(found.flips, language) if found.flips is not None else [])


def tables(found: Found) -> dict[str, pd.DataFrame]:
    """What the CSV files hold, by name."""
    made = {name: each.table for name, each in found.indices.items()}
    if found.luck is not None:
        made["luck"] = found.luck.table()
    if found.one_by_one is not None:
        made["one-at-a-time"] = found.one_by_one.table()
    if found.flips is not None:
        made["flips"] = found.flips.table()
    return made


def write(found: Found, asked: "Asked", place: Path, language: str) -> list[str]:
    """Write tables and pictures into `place`; returns their names."""
    from equilibrium.plots import flips as flips_picture
    from equilibrium.plots import indices, spider, style, tornado

    for name, table in tables(found).items():
        table.to_csv(place / f"{name}.csv", index=False, lineterminator="\n")
    title = asked.title.get(language) or asked.name
    feet = {name: said.foot(results.manifest, language) for name, results in asked.results.items()}
    for name, each in found.indices.items():
        style.save(indices.plot(each, asked.measure, title, feet[name], language, found.sides), place / f"{name}.png")
    if found.one_by_one is not None and found.one_by_one.lines:
        for name, picture in (("tornado", tornado), ("spider", spider)):
            style.save(picture.plot(found.one_by_one, title, feet["one-at-a-time"], language), place / f"{name}.png")
    if found.flips is not None and found.flips.assumptions and found.flips.clear:
        foot = feet.get("flips") or feet["one-at-a-time"]
        style.save(flips_picture.plot(found.flips, title, foot, language), place / "flips.png")
    return sorted(path.name for path in place.iterdir())


def as_json(found: Found, asked: "Asked", files: list[str], language: str) -> dict[str, Any]:
    """All of it for programs, not rounded; null for what is no number."""

    def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
        return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]

    made: dict[str, Any] = {"study": asked.name, "measure": asked.measure, "contrast": list(found.sides)}
    made |= {name: rows(table) for name, table in tables(found).items()}
    for each in found.indices.values():
        if isinstance(each, Sobol):
            made["converged"], made["needs_samples"] = each.converged, each.needs_samples
            made["needs_replicates"] = each.needs_replicates
    if found.flips is not None:
        made["base"] = {
            "sides": list(found.flips.sides),
            "difference": found.flips.base,
            "half": _plain(found.flips.half),
            "clear": found.flips.clear,
            "needs_replicates": found.flips.needed,
        }
    made |= {"sentences": [line for line in sentences(found, asked, language) if line], "failed": found.failed}
    return made | {"refused": found.told_refusals(language), "files": [str(asked.folder / name) for name in files]}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def tell(found: Found, asked: "Asked", files: list[str], language: str) -> None:
    """Print tables, sentences and where the files are."""
    text = words(language)["sensitivity"]
    with screen() as console:
        console.print(asked.title.get(language) or asked.name, style="bold")
        console.print(text["head"].format(measure=said.subject(asked.measure, found.sides, language)))
        for name, each in found.indices.items():
            console.print()
            console.print(_indices_table(name, each, asked.measure, language))
        if found.flips is not None and found.flips.clear:
            console.print()
            console.print(_flips_table(found.flips, language))
            if (count := len(found.flips.assumptions)) > ROWS:
                console.print(text["nearest"].format(shown=ROWS, all=count))
        console.print()
        for line in filter(None, sentences(found, asked, language)):
            console.print(line)
        console.print(words(language)["run"]["not_a_forecast"], style="dim")
        if files:
            console.print()
            console.print(text["files"].format(folder=asked.folder, files=", ".join(files)))


def _table(columns: list[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place else "left")
    return table


def _indices_table(name: str, found: Indices, measure: str, language: str) -> Table:
    """A row a factor, group by group; without groups in the order of the study."""
    text = words(language)["sensitivity"]
    values = {
        "sobol": [("first", "first_half"), ("total", "total_half")], "morris": [("mu_star", "half")], "pawn": [("index", "half")],
    }[name]  # fmt: skip
    unit = {"sobol": "share", "morris": said.measure_unit(measure)}.get(name, "")
    ranked = found.ranked
    table = _table([text["factor"], *(text[value] for value, _ in values), *([text["group"]] if ranked else [])])
    for _, row in found.table.sort_values("rank", kind="stable").iterrows():
        finest = said.FINEST if unit == "share" else None
        numbers = [
            said.with_half(float(row[value]), float(row[half]), unit, language, finest) for value, half in values
        ]
        group = [str(row["rank"])] if ranked else []
        table.add_row(said.factor_label(row["factor"], language), *numbers, *group)
    return table


def _flips_table(found: Flips, language: str) -> Table:
    """What is nearest to turning the comparison round."""
    text, unit = words(language)["sensitivity"], said.measure_unit(found.measure)
    table = _table([text["assumption"], text["at_low"], text["at_high"], text["verdict"]])
    for each in found.assumptions[:ROWS]:
        line = each.line
        ends = [
            f"{said.value_text(line.values[k], each.factor.name, language)}: "
            f"{said.with_half(float(line.level[k]), float(line.level_half[k]), unit, language)}"
            for k in (0, -1)
        ]
        table.add_row(said.factor_label(each.factor.name, language), *ends, text[each.verdict.replace(" ", "_")])
    return table
