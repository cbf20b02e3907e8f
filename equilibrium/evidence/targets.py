"""Every row of `calibration/targets.csv`: whether the model holds it, only takes it in, misses it, or cannot say it.

A row is what one data set says (several numbers may stand in it). It
* "holds" if all its findings hold and at least one of them is predicted by the model,
* is "fitted" if all hold and those of the model were fitted to that very figure (`findings.Finding` has the kinds),
* is an "input" if all hold and none is the model's: estimated from the data or counted, or a closed form of a test world,
* "misses" if a finding does, of whatever kind,
* is "beyond" the model if a module says why, and
* is "not covered" if no module speaks of it, or its file is not here.
`python -m equilibrium.evidence.targets` prints the table.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from equilibrium.calibration.sources import DataMissing
from equilibrium.evidence import collect
from equilibrium.evidence.table import model, number
from equilibrium.findings import Finding

PATH = Path(__file__).parents[1] / "calibration" / "targets.csv"
VERDICTS = ("misses", "not covered", "holds", "fitted", "input", "beyond")  # in the order in which rows are told
TOLD = ("holds", "fitted", "input", "misses", "beyond", "not covered")  # in the sentence


@dataclass(frozen=True)
class Target:
    """A row of the file, in its own words."""

    dataset: str
    quantity: str
    target: str
    tolerance: str
    basis: str

    @property
    def name(self) -> str:
        """How a finding and a module's BEYOND call it."""
        return f"{self.dataset}: {self.quantity}"

    def told_by(self, finding: Finding) -> bool:
        """Whether the finding is about this row: its name, or its name and a part in brackets."""
        return finding.figure == self.name or finding.figure.startswith(self.name + " [")


@dataclass(frozen=True)
class Judged:
    """A row, its verdict, and what it rests on: its findings, or a sentence."""

    target: Target
    verdict: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def kinds(self) -> set[str]:
        """The kinds of its findings."""
        return {finding.kind for finding in self.findings}


@dataclass(frozen=True)
class Told:
    """What modules say: their findings, what is beyond the model and why, files they lack."""

    findings: tuple[Finding, ...]
    beyond: dict[str, str]
    missing: tuple[str, ...]


def targets(path: Path = PATH) -> list[Target]:
    """The rows of the file, in its order."""
    with open(path, encoding="utf-8", newline="") as file:
        return [Target(**row) for row in csv.DictReader(file)]


def tell(modules: Iterable[ModuleType]) -> Told:
    """Run the data modules; one whose data are not here is named with what it lacks."""
    findings: list[Finding] = []
    beyond: dict[str, str] = {}
    missing: list[str] = []
    for module in modules:
        beyond |= getattr(module, "BEYOND", {})
        try:
            for finding in module.findings():
                findings.append(finding)
        except DataMissing as error:
            missing.append(f"{module.TITLE}: {error}")
    return Told(tuple(findings), beyond, tuple(missing))


def judge(target: Target, told: Told) -> Judged:
    """The verdict on one row."""
    found = tuple(finding for finding in told.findings if target.told_by(finding))
    if found:
        if not all(finding.holds for finding in found):
            return Judged(target, "misses", found)
        kinds = {finding.kind for finding in found}
        return Judged(target, "holds" if "model" in kinds else "fitted" if "fitted" in kinds else "input", found)
    if target.name in told.beyond:
        return Judged(target, "beyond", reason=told.beyond[target.name])
    lacking = "no module speaks of it" if not told.missing else "no module speaks of it, or its data are not here"
    return Judged(target, "not covered", reason=lacking)


def judged(told: Told | None = None, rows: Sequence[Target] | None = None) -> list[Judged]:
    """All rows, judged by what all data modules tell."""
    told = tell(collect.modules("calibration")) if told is None else told
    return [judge(row, told) for row in (targets() if rows is None else rows)]


def strays(told: Told, rows: Sequence[Target]) -> list[str]:
    """Figures and reasons that name no row of the file: a word is wrong in them."""
    names = {row.name for row in rows}
    of_none = [f.figure for f in told.findings if not any(row.told_by(f) for row in rows)]
    return of_none + [name for name in told.beyond if name not in names]


def counted(rows: Sequence[Judged]) -> str:
    """How many rows have which verdict, in a sentence; the share within tolerance, and that of what was predicted.

    The model can express a row that holds, is fitted or misses, whatever figure of it does; not so if all are counts of data.
    A row is predicted if at least one of its figures is.
    """
    count = Counter(row.verdict for row in rows)
    parts = ", ".join(f"{count[verdict]} {verdict}" for verdict in TOLD)
    said = [f"{len(rows)} rows: {parts}."]
    can = [row for row in rows if row.verdict in ("holds", "fitted", "misses") and row.kinds != {"data"}]
    if can:
        within = sum(row.verdict != "misses" for row in can)
        said += [f"The model can express {len(can)}: {within} ({within / len(can):.0%}) are within tolerance."]
    predicted = [row for row in can if "model" in row.kinds]
    if predicted:
        held = sum(row.verdict == "holds" for row in predicted)
        said += [f"Predicted are {len(predicted)} of these: {held} ({held / len(predicted):.0%}) hold."]
    unpredicted = sum(row.verdict == "misses" and "model" not in row.kinds for row in can)
    if unpredicted:
        said += [f"{unpredicted} more miss without being predicted."]
    return " ".join(said)


def markdown(rows: Sequence[Judged]) -> str:
    """The sentence and the table, misses first."""
    lines = [counted(rows), "", "| verdict | data set | figure | target | found |", "| --- | --- | --- | --- | --- |"]
    for row in sorted(rows, key=lambda row: VERDICTS.index(row.verdict)):
        cells = row.verdict, row.target.dataset, row.target.quantity, row.target.target, row.reason or found(row)
        lines.append("| " + " | ".join(text.replace("|", "/") for text in cells) + " |")
    return "\n".join(lines)


def found(row: Judged) -> str:
    """The figures a row rests on: the model's if it has any, and those that miss. Fitted ones among others say so."""
    own = [f for f in row.findings if f.kind in ("model", "fitted") or not f.holds] or list(row.findings)
    mixed = {f.kind for f in own} != {"fitted"}
    texts = []
    for finding in own:
        part = finding.figure[len(row.target.name) :].strip(" []")
        text = f"{part} {model(finding)}".strip() + (", fitted" if mixed and finding.kind == "fitted" else "")
        texts.append(
            text if finding.holds else f"**{text} (accepted {number(finding.low)} to {number(finding.high)})**"
        )
    return "; ".join(texts)


if __name__ == "__main__":
    print(markdown(judged()))
