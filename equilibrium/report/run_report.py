"""A run as a report: the front page a tired manager reads, then figures, pictures, assumptions and limits."""

from typing import Any

from equilibrium.ensemble import Ensemble
from equilibrium.plots import cells, crafts, regimes, style, trajectories
from equilibrium.report.blocks import Block, Heading, Paragraph, Picture, Points, Report, Row, Table
from equilibrium.report.differences import differences
from equilibrium.report.facts import fact, facts
from equilibrium.report.words import words
from equilibrium.words.outcome import counted, in_euros, passages
from equilibrium.words.themes import Line, lines_by_theme, regime_shares
from equilibrium.words.told import Passage, Source, Told, filled, joined

PICTURES = {"trajectories": trajectories, "cells": cells, "crafts": crafts, "regimes": regimes}
FACTS = ("name", "digest", "seed", "futures", "weeks", "versions", "date")


def run_report(ensemble: Ensemble, record: dict[str, Any], language: str) -> Report:
    """What a run says, for its first enterprise.

    Parameters
    ----------
    record : what stands beside the data: `created`, a date and time as ISO 8601; the scenario's `name`, or ""
    language : "en" or "it"
    """
    text, said = words(language), facts(ensemble, record, language)
    outcome = passages(ensemble, language)
    verdict = [outcome.pop(key) for key in ("profit", "money", "survival")]
    rows = tuple((joined(text["facts"][key]), joined(fact(said, key))) for key in FACTS if said[key])
    described: list[Block] = [Paragraph(joined(fact(said, "description")))] if said["description"] else []
    front = (
        *described,
        Heading(joined(text["headings"]["outcome"])),
        Paragraph(_sentences(verdict), leading=True),
        Heading(joined(text["headings"]["look"])),
        Points(_look(ensemble, language)),
        Heading(joined(text["headings"]["facts"])),
        Table(joined(text["table"]["facts"]), (), ((Passage(), rows),)),
    )
    body = (
        Heading(joined(text["headings"]["figures"])),
        Paragraph(_sentences(list(outcome.values()))),
        *_figures(ensemble, language),
        Heading(joined(text["headings"]["pictures"])),
        *_pictures(ensemble, language),
        Heading(joined(text["headings"]["differences"])),
        *_differences(ensemble, language),
        Heading(joined(text["headings"]["limits"])),
        Points(tuple(joined(point) for point in text["limits"]["points"])),
        Heading(joined(text["headings"]["methods"])),
        Paragraph(joined(fact(said, "methods"))),
    )
    foot = filled(
        text["foot"], digest=fact(said, "short digest"), seed=fact(said, "seed"), version=fact(said, "version")
    )
    return Report(
        language, joined(fact(said, "title")), joined(text["subtitle"]), joined(text["notice"]), foot,
        fact(said, "created"), front, body,
    )  # fmt: skip


def _sentences(parts: list[Passage]) -> Passage:
    """Sentences one after the other."""
    return joined(*(piece for k, part in enumerate(parts) for piece in ((" ", part) if k else (part,))))


def _look(ensemble: Ensemble, language: str) -> tuple[Passage, ...]:
    """What deserves a look: luck, closing, the context, and where the scenario departs from the reference."""
    text, out = words(language)["look"], []
    count = ensemble.weekly.sizes["replicate"]
    profit = next(
        line for lines in lines_by_theme(ensemble, language).values() for line in lines if line.key == "profit"
    )
    middle, low, high = profit.values
    if count == 1:
        out.append(joined(text["luck_one"]))
    elif not profit.between:
        amount = Told(middle, profit.measure, profit.middle, Source("profit", "median"))
        out.append(filled(text["luck_none"], amount=in_euros(amount, language)))
    else:
        form = "luck_gain" if low > 0 else "luck_loss" if high < 0 else "luck_both"
        band = Told((low, high), profit.measure, profit.between, Source("profit", "band"))
        out.append(filled(text[form], band=in_euros(band, language)))
    closed = int((ensemble.weekly["alive"].isel(week=-1, enterprise=0) <= 0).sum())
    if closed and count > 1:
        places = {
            "closed": counted(closed, Source("alive", "closed")),
            "count": counted(count, Source("futures", "count")),
        }
        out.append(filled(text["closed"], **places))
    if len(ensemble.scenario.regime_names) > 1:
        shares = regime_shares(ensemble).set_index("regime")["mean"]
        longest = next(line for lines in lines_by_theme(ensemble, language).values() for line in lines
                       if line.key == shares.idxmax())  # fmt: skip
        share = Told(longest.values[0], "share", longest.middle, Source(longest.key, "mean of weeks"))
        out.append(filled(text["context"], regime=_label(longest.key, longest.label), share=share))
    differing = len(differences(ensemble.scenario, language))
    form = "same" if not differing else "differs_one" if differing == 1 else "differs"
    out.append(filled(text[form], count=counted(differing, Source("scenario", "differences"))))
    return tuple(out)


def _label(key: str, label: str) -> Told:
    """What something is called: words that may hold a digit, and so have a source."""
    return Told(label, "", label, Source(key, "label"))


def _figures(ensemble: Ensemble, language: str) -> tuple[Block, ...]:
    """Every figure by theme, with its band if there are several futures."""
    text, several = words(language), ensemble.weekly.sizes["replicate"] > 1
    table = text["table"]
    bands = [table["between"]] if several else []
    head = [table["figure"], table["middle"] if several else table["value"], *bands, table["measure"]]
    regime_keys = set(ensemble.scenario.regime_names) - set(ensemble.weekly.data_vars)
    themes = lines_by_theme(ensemble, language)
    groups = tuple(
        (_theme(name, language), tuple(_row(line, line.key in regime_keys, several, table["same"]) for line in lines))
        for name, lines in themes.items()
    )
    intro = Paragraph(joined(text["text"]["figures" if several else "figures_one"]))
    numbers = (1, 2) if several else (1,)
    return intro, Table(joined(table["figures"]), tuple(joined(word) for word in head), groups, numbers)


def _theme(name: str, language: str) -> Passage:
    from equilibrium.words import words as results

    key = next(key for key, words_of in results(language)["themes"].items() if words_of == name)
    return joined(_label(f"theme {key}", name))


def _row(line: Line, regime: bool, several: bool, same: str) -> Row:
    """A figure's label, middle value, band and unit."""
    middle, low, high = line.values
    ways = ("mean of weeks", "band of weeks") if regime else ("median", "band")
    value = Told(middle, line.measure, line.middle, Source(line.key, ways[0]))
    band = Told((low, high), line.measure, line.between, Source(line.key, ways[1])) if line.between else same
    return (
        joined(_label(line.key, line.label)),
        joined(value),
        *([joined(band)] if several else []),
        joined(line.unit),
    )


def _pictures(ensemble: Ensemble, language: str) -> list[Block]:
    text = words(language)["pictures"]
    return [
        Picture(
            style.png(module.plot(ensemble, language=language)),
            joined(text[name]["alt"]),
            joined(text[name]["caption"]),
        )
        for name, module in PICTURES.items()
    ]


def _differences(ensemble: Ensemble, language: str) -> tuple[Block, ...]:
    """What the scenario assumes that the reference does not."""
    text, rows = words(language), []
    for row in differences(ensemble.scenario, language):
        here = Told(row.value, "", row.value, Source(row.place, "scenario"))
        usual = Told(row.reference, "", row.reference, Source(row.place, "reference"))
        rows.append((joined(_label(row.place, row.label)), joined(here), joined(usual)))
    if not rows:
        return (Paragraph(joined(text["text"]["no_differences"])),)
    table = text["table"]
    head = tuple(joined(table[key]) for key in ("assumption", "here", "reference"))
    return (
        Paragraph(joined(text["text"]["differences"])),
        Table(joined(table["differences"]), head, ((Passage(), tuple(rows)),)),
    )
