"""A study as a report: what came out, where it is most and least, what each factor does, every number from the runs."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.plots import effects as picture
from equilibrium.plots import style
from equilibrium.report.blocks import Block, Heading, Paragraph, Picture, Points, Report, Row, Table
from equilibrium.report.facts import exact
from equilibrium.report.words import words
from equilibrium.studies.effects import Effect, ahead, effects, sides
from equilibrium.studies.results import Results
from equilibrium.words.dates import day
from equilibrium.words.methods import study_methods
from equilibrium.words.sensitivity import factor_label, measure_label, measure_unit, value_text, with_half
from equilibrium.words.told import Passage, Source, Told, filled, joined

MOST_ROWS = 30
THIRDS = ("low", "middle", "high")


def study_facts(results: Results, created: str, language: str) -> dict[str, str]:
    """What identifies a study, by name, as a reader sees it."""
    text, manifest, receipt = words(language), results.manifest, results.receipt
    return {
        "title": manifest["title"].get(language) or manifest["study"], "study": manifest["study"],
        "name": manifest["scenario"]["name"], "digest": manifest["scenario"]["digest"], "study_digest": manifest["digest"],
        "short digest": manifest["digest"][:12], "seed": str(manifest["seed"]),
        "points": exact(manifest["points"], language), "replicates": exact(manifest["replicates"], language),
        "runs": exact(manifest["runs"], language), "failed": exact(receipt["failed"], language),
        "design": text["designs"][manifest["design"]["method"]], "version": manifest["versions"]["equilibrium"],
        "versions": ", ".join(f"{name} {number}" for name, number in sorted(manifest["versions"].items())),
        "receipt": receipt["digest"][:12], "created": created[:10],
        "methods": study_methods(results, language), "date": day(created, language),
    }  # fmt: skip


def study_report(results: Results, created: str, language: str) -> Report:
    """What a study says of its first measure, and of all of them point by point.

    Parameters
    ----------
    created : a date and time as ISO 8601
    language : "en" or "it"
    """
    text, said = words(language), study_facts(results, created, language)
    study = text["study"]
    measure = results.manifest["measures"][0]
    table = results.by_point()
    order = table[measure].sort_values(ascending=False, kind="stable", na_position="last").index
    found = effects(results, measure)
    rows = tuple((joined(name), joined(_fact(said, key))) for key, name in text["study_facts"].items() if said[key])
    front: tuple[Block, ...] = (
        Heading(joined(study["outcome"])),
        *(Paragraph(passage, leading=True) for passage in _outcome(results, table, order, measure, said, language)),
        Heading(joined(text["headings"]["facts"])),
        Table(joined(text["table"]["facts"]), (), ((Passage(), rows),)),
    )
    pictured = Picture(
        style.png(picture.plot(results, measure, language)), joined(study["alt"]), joined(study["caption"])
    )
    body: tuple[Block, ...] = (
        Heading(joined(study["factors_heading"])), Paragraph(joined(study["by_factor"])),
        *([pictured] if found else []), *([_by_factor(found, measure, language)] if found else []),
        Heading(joined(study["points_heading"])), *_by_point(results, table, order, measure, said, language),
        Heading(joined(text["headings"]["limits"])), Points(tuple(joined(point) for point in text["limits"]["points"])),
        Heading(joined(text["headings"]["methods"])), Paragraph(joined(_fact(said, "methods"))),
    )  # fmt: skip
    foot = filled(
        study["foot"], digest=_fact(said, "short digest"), seed=_fact(said, "seed"), version=_fact(said, "version")
    )
    return Report(language, joined(_fact(said, "title")), joined(study["subtitle"]), joined(text["notice"]), foot,
                  _fact(said, "created"), front, body)  # fmt: skip


def _fact(said: Mapping[str, str], name: str) -> Told:
    return Told(said[name], "", said[name], Source(name, "fact"))


def mean_at(table: pd.DataFrame, point: int, measure: str, language: str) -> Told:
    """Mean and interval of a measure at a point."""
    mean, half = (float(table[name].to_numpy(float)[point]) for name in (measure, f"{measure} +-"))
    shown = with_half(mean, half, measure_unit(measure), language) if isfinite(mean) else "-"
    return Told((mean, half), measure_unit(measure), shown, Source(measure, "mean", point=point))


def _measure(measure: str, language: str) -> Told:
    label = measure_label(measure, language)
    return Told(label, "", label, Source(measure, "measure"))


def _value(results: Results, point: int, name: str, language: str) -> Told:
    """A factor's value at a point; where the scenario's own stands, that."""
    shown = shown_value(results.points[name].iat[point], name, language)
    return Told(shown, "", shown, Source(name, "value", point=point))


def shown_value(value: Any, name: str, language: str) -> str:
    """A factor's value for a reader."""
    if value == "" or value is None or value != value:
        return str(words(language)["study"]["as_it_is"])
    return value_text(value, name, language)


def _label(name: str, language: str) -> Told:
    label = factor_label(name, language)
    return Told(label, "", label, Source(name, "factor"))


def _where(results: Results, point: int, language: str) -> Passage:
    """Where a point lies, in words."""
    text = words(language)["study"]
    row = results.points.iloc[point]
    there = [str(name) for name, value in row.items() if value not in ("", None) and value == value]
    parts = [
        filled(text["is"], factor=_label(name, language), value=_value(results, point, name, language))
        for name in there
    ]
    if not parts:
        return joined(text["everything"])
    return joined(*(piece for k, part in enumerate(parts) for piece in ((", ", part) if k else (part,))))


def _outcome(
    results: Results, table: pd.DataFrame, order: pd.Index, measure: str, said: Mapping[str, str], language: str
) -> list[Passage]:
    """The sides of a contrast; where the first measure is most and least, of what the best is ahead; what failed."""
    text, label = words(language)["study"], _measure(measure, language)
    there = [int(point) for point in order if np.isfinite(table[measure].to_numpy(float)[point])]
    out: list[Passage] = []
    for k, side in enumerate(sides(results, measure)):
        shown = with_half(side.mean, side.half, measure_unit(measure), language)
        value = Told((side.mean, side.half), measure_unit(measure), shown, Source(measure, "side", point=k))
        names = [
            Told(str(each), "", str(each), Source(str(each), "side name")) for each in results.manifest["contrast"]
        ]
        out.append(filled(text["side"], one=names[k + 1], other=names[0], measure=label, value=value))
    if len(there) == 1:
        out.append(filled(text["only"], measure=label, value=mean_at(table, there[0], measure, language)))
    elif there:
        for form, point in (("most", there[0]), ("least", there[-1])):
            value, where = mean_at(table, point, measure, language), _where(results, point, language)
            ranked = replace(value, source=Source(measure, form))
            out.append(filled(text[form], measure=label, value=ranked, where=where))
        found = ahead(results, measure)
        if found is not None:
            count, of = (Told(exact(n, language), "", exact(n, language), Source(measure, key))
                         for n, key in ((found[1], "ahead"), (found[2], "others")))  # fmt: skip
            out.append(filled(text["ahead"], ahead=count, others=of))
    failed = results.receipt["failed"]
    if failed:
        form = "failed_one" if failed == 1 else "failed"
        out.append(filled(text[form], failed=_fact(said, "failed"), runs=_fact(said, "runs")))
    return out


def _by_factor(found: list[Effect], measure: str, language: str) -> Table:
    text, groups = words(language)["study"], []
    for name in dict.fromkeys(effect.factor for effect in found):
        rows: list[Row] = []
        for k, effect in enumerate(e for e in found if e.factor == name):
            value = effect_value(effect, language)
            source = Source(f"{measure} {name}", "effect", point=k)
            unit = measure_unit(measure)
            shown = with_half(effect.mean, effect.half, unit, language) if isfinite(effect.mean) else "-"
            rows.append((
                joined(Told(value, "", value, Source(f"{measure} {name}", "effect value", point=k))),
                joined(Told((effect.mean, effect.half), unit, shown, source)),
            ))  # fmt: skip
        groups.append((joined(_label(name, language)), tuple(rows)))
    head = (joined(text["value"]), joined(text["mean"]))
    return Table(filled(text["table_factors"], measure=_measure(measure, language)), head, tuple(groups), (1,))


def effect_value(effect: Effect, language: str) -> str:
    """The value of a factor at which an effect is told."""
    if effect.value in THIRDS:
        return str(words(language)["study"][f"third_{effect.value}"])
    return shown_value(effect.value, effect.factor, language)


def _by_point(
    results: Results, table: pd.DataFrame, order: pd.Index, measure: str, said: Mapping[str, str], language: str
) -> tuple[Block, ...]:
    text, names = words(language)["study"], list(results.points.columns)
    measures = results.manifest["measures"][: max(1, 5 - len(names))]
    shown = [int(point) for point in order[:MOST_ROWS]]
    rows = tuple(
        tuple(joined(_value(results, point, name, language)) for name in names)
        + tuple(joined(mean_at(table, point, each, language)) for each in measures)
        for point in shown
    )
    head = tuple(joined(_label(name, language)) for name in names)
    head += tuple(joined(_measure(each, language)) for each in measures)
    few = len(order) > len(shown)
    count = Told(str(len(shown)), "", str(len(shown)), Source("shown", "count"))
    said_first = filled(
        text["shown" if few else "shown_all"],
        shown=count,
        points=_fact(said, "points"),
        measure=_measure(measure, language),
    )
    numbers = tuple(range(len(names), len(names) + len(measures)))
    return (
        Paragraph(said_first), Paragraph(joined(text["means"])),
        Table(joined(text["table_points"]), head, ((Passage(), rows),), numbers),
    )  # fmt: skip
