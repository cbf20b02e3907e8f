"""Records of evidence for readers: what a module claims, what was found, its picture, in plain words of either language.

Figures keep the names that they have in the modules and in docs/evidence, in English.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from equilibrium.evidence import table
from equilibrium.evidence.record import Record
from equilibrium.findings import Comparison
from equilibrium.words import catalogue


def words(language: str) -> dict[str, Any]:
    """The catalogue of `language`."""
    return catalogue(Path(__file__).parent, language)


def title(name: str, language: str) -> str:
    """What a module is called."""
    return str(words(language)["titles"][name])


def claim(name: str, language: str) -> str:
    """What a module claims, or what its source says, in one sentence."""
    return str(words(language)["claims"][name])


def source(record: Record, language: str) -> str:
    """Where the claim comes from; citations as they are."""
    return str(words(language)["from"].get(record.name, record.source))


def verdict(record: Record) -> str:
    """ "holds" if every figure does that tests the model, or was fitted; "partly" if most do, "misses" if fewer; "formula" if
    no figure is the model's.
    """
    found = table.count(record.rows)
    own, hold = found.own + found.fitted, found.hold + found.fitted_hold
    if not own:
        return "formula"
    return "holds" if hold == own else "partly" if 2 * hold > own else "misses"


def found(record: Record, language: str) -> str:
    """How many figures hold, of which kind, in a sentence or two."""
    said, count = words(language)["found"], table.count(record.rows)
    parts = []
    if count.own:
        key = "all" if count.hold == count.own else "none" if not count.hold else "some"
        parts.append(said[f"{key}_one" if count.own == 1 else key].format(hold=count.hold, own=count.own))
    if count.fitted:
        parts.append(said["fitted"].format(hold=count.fitted_hold, fitted=count.fitted))
    if not parts:
        parts.append(said["no_test"])
    return " ".join(parts)


def misses(record: Record) -> list[tuple[str, str]]:
    """The figures that miss, each with the reason as far as it is known; in the modules' own English."""
    return [(finding.figure, finding.note) for finding in record.findings if not finding.holds]


def picture(record: Record, language: str) -> Comparison:
    """The picture with its words in `language`."""
    own = record.comparison
    if language == "en":
        return replace(own, title=title(record.name, language))
    said = words(language)
    lines = tuple(replace(line, name=phrased(line.name, said["phrases"])) for line in own.lines)
    names = tuple(phrased(name, said["phrases"]) for name in own.names)
    return replace(own, title=title(record.name, language), sentence=said["sentences"][record.name], x_label=said["x"][record.name],
                   y_label=said["y"][record.name], lines=lines, names=names)  # fmt: skip


def phrased(text: str, phrases: dict[str, str]) -> str:
    """`text` with whole phrases put into other words, the longest first; what none names stays as it is."""
    longest = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.sub(rf"(?<!\w)({longest})(?!\w)", lambda found: phrases[found[0]], text) if phrases else text
