"""Points of balance as a report: the best mix and how sure it is, then every part that was asked for, in words and pictures."""

from equilibrium.balance.answer import Answer
from equilibrium.plots import style
from equilibrium.plots.answer import figures
from equilibrium.receipts import SHORT
from equilibrium.report.blocks import Block, Heading, Paragraph, Picture, Points, Report, Row, Table
from equilibrium.report.facts import exact
from equilibrium.report.words import words
from equilibrium.words.answer import best_rows, sections
from equilibrium.words.dates import day
from equilibrium.words.dimensions import objective_label
from equilibrium.words.told import Passage, Source, Told, filled, joined

METHODS = ("version", "name", "seed", "budget", "versions", "receipt")


def balance_facts(answer: Answer, created: str, language: str) -> dict[str, str]:
    """What identifies an answer, by name, as a reader sees it."""
    scenario = answer.scenario
    return {
        "title": scenario.title[language], "objective": objective_label(answer.objective.said, language), "name": scenario.name,
        "digest": scenario.digest, "short digest": scenario.digest[:SHORT], "seed": str(answer.seed),
        "budget": exact(answer.budget, language), "version": answer.versions["equilibrium"],
        "versions": ", ".join(f"{key} {number}" for key, number in sorted(answer.versions.items())),
        "receipt": answer.receipt.short, "created": created[:10], "date": day(created, language),
    }  # fmt: skip


class RereadBalance:
    """Reads what told values say of an answer that came straight from its file."""

    def __init__(self, answer: Answer, created: str, language: str) -> None:
        self.facts = balance_facts(answer, created, language)
        self.sections = sections(answer, language)
        self.cells = best_rows(answer, language)

    def __call__(self, told: Told) -> str:
        """What `told` should read as.

        Raises
        ------
        KeyError : for a source that is not there
        """
        source = told.source
        if source.statistic == "fact":
            return self.facts[source.figure]
        if source.statistic == "sentence":
            return self.sections[source.figure][source.point or 0]
        row, column = map(int, source.figure.split())
        return self.cells[row][column]


def balance_report(answer: Answer, created: str, language: str) -> Report:
    """What was found about the points of balance.

    Parameters
    ----------
    created : a date and time as ISO 8601
    language : "en" or "it"
    """
    text, said = words(language), balance_facts(answer, created, language)
    own = text["balance"]
    told = {
        part: [joined(Told(each, "", each, Source(part, "sentence", point=k))) for k, each in enumerate(sentences)]
        for part, sentences in sections(answer, language).items()
    }
    drawn = dict(figures(answer, language))
    rows = tuple((joined(label), joined(_fact(said, key))) for key, label in own["facts"].items())
    front: tuple[Block, ...] = (
        Heading(joined(own["headings"]["best"])),
        Paragraph(told["best"][0], leading=True),
        Points(tuple(told["best"][1:])),
        _table(answer, language),
        Heading(joined(text["headings"]["facts"])),
        Table(joined(text["table"]["facts"]), (), ((Passage(), rows),)),
    )
    body: list[Block] = []
    for part, file in own["pictures"].items():
        if part not in told and file["file"] not in drawn:
            continue
        body.append(Heading(joined(own["headings"][part])))
        if part != "best":
            body += [Paragraph(each) for each in told.get(part, [])]
        if file["file"] in drawn:
            body.append(Picture(style.png(drawn[file["file"]]), joined(file["alt"]), joined(file["caption"])))
    body += [
        Heading(joined(text["headings"]["limits"])), Points(tuple(joined(point) for point in own["limits"])),
        Heading(joined(text["headings"]["methods"])),
        Paragraph(filled(own["methods"], **{key: _fact(said, key) for key in METHODS})),
    ]  # fmt: skip
    foot = filled(
        own["foot"], digest=_fact(said, "short digest"), seed=_fact(said, "seed"), version=_fact(said, "version")
    )
    return Report(language, joined(_fact(said, "title")), filled(own["subtitle"], objective=_fact(said, "objective")),
                  joined(text["notice"]), foot, _fact(said, "created"), front, tuple(body))  # fmt: skip


def _fact(said: dict[str, str], key: str) -> Told:
    return Told(said[key], "", said[key], Source(key, "fact"))


def _table(answer: Answer, language: str) -> Table:
    own = words(language)["balance"]
    rows: tuple[Row, ...] = tuple(
        tuple(joined(Told(cell, "", cell, Source(f"{k} {column}", "cell"))) for column, cell in enumerate(row))
        for k, row in enumerate(best_rows(answer, language))
    )
    return Table(
        joined(own["caption"]), tuple(joined(each) for each in own["head"]), ((Passage(), rows),), (1, 2, 3, 4, 5)
    )
