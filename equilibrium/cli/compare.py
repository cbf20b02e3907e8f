"""`equilibrium compare`: scenarios and finished runs side by side under the same luck, each against the first."""

import argparse
import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import BadInput, whole
from equilibrium.cli.interrupt import interrupts_noticed
from equilibrium.cli.run import progress_on_stderr
from equilibrium.cli.words import words
from equilibrium.studies import COMPARED, FUTURES

if TYPE_CHECKING:
    from equilibrium.ensemble import Ensemble
    from equilibrium.scenario import Scenario
    from equilibrium.studies.paired import Comparison

RECORD, MADE_BY = "compare.json", "equilibrium compare"
DEFAULT_FIGURES = ",".join(COMPARED)


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Which scenarios and runs, which figures, how many futures, and where results go."""
    group.add_argument("sides", nargs="*", metavar="SCENARIO", help=text["sides"])
    group.add_argument("--against", metavar="KEY=VALUE", nargs="+", action="append", default=[], help=text["against"])
    group.add_argument(
        "--figures", metavar="KEYS", default=DEFAULT_FIGURES, help=text["figures"].format(default=DEFAULT_FIGURES)
    )
    group.add_argument("--replicates", metavar="N", help=text["replicates"].format(default=FUTURES))
    group.add_argument("--weeks", metavar="N", help=text["weeks"])
    group.add_argument("--seed", metavar="S", help=text["seed"])
    group.add_argument("--mix", metavar="AXIS=VALUE", nargs="+", action="extend", default=[], help=text["mix"])
    group.add_argument("--set", metavar="KEY=VALUE", nargs="+", action="extend", default=[], help=text["set"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--threads", metavar="N", help=text["threads"])
    group.add_argument("--json", action="store_true", help=text["json"])


@dataclass(frozen=True)
class Asked:
    """What a sound command line asks for; None where the runs or a draw decide."""

    sides: Sequence["Scenario | Ensemble"]
    names: list[str]
    figures: list[str]
    replicates: int | None
    seed: int | None
    threads: int | None
    folder: Path | None


def execute(arguments: Namespace, language: str) -> int:
    """Simulate what is not there yet, compare, write, tell."""
    from equilibrium.cli.compare_told import tell
    from equilibrium.cli.results import aside

    asked = checked(arguments, language)
    files: list[str] = []
    with aside(asked.folder) if asked.folder else nullcontext() as place:
        comparison = compared(asked, language)
        if asked.folder is not None and place is not None:
            files = write(comparison, place, repeatable(arguments, comparison.seed), language)
            for name in files:
                os.replace(place / name, asked.folder / name)
    if arguments.json:
        written = [str(asked.folder / name) for name in files] if asked.folder else []
        print(json.dumps(as_json(comparison) | {"files": written}, allow_nan=False))
    else:
        tell(comparison, asked.folder, files, language)
    return 0


def checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem of scenarios, runs and options
    """
    from equilibrium.cli.request import LAST_SEED, MOST_FUTURES, MOST_THREADS, own_folder, too_large
    from equilibrium.ensemble import Ensemble
    from equilibrium.studies.paired import unpaired

    text, wrong = words(language), list(arguments.wrong)
    for pairs in (*arguments.against, arguments.mix, arguments.set):  # compare --against push_pull=0.3 storefront
        while pairs and "=" not in pairs[-1]:
            arguments.sides.append(pairs.pop())
    arguments.against = [pairs for pairs in arguments.against if pairs]  # --against price-war: one more scenario
    replicates = whole(arguments.replicates, "--replicates", 1, MOST_FUTURES, language, wrong)
    seed = whole(arguments.seed, "--seed", 0, LAST_SEED, language, wrong)
    threads = whole(arguments.threads, "--threads", 1, MOST_THREADS, language, wrong)
    count = len(arguments.sides) + len(arguments.against)
    if count < 2 or not arguments.sides:
        wrong.append(text["compare"]["too_few"].format(n=count))
    found = [_side(said, arguments, [], language, wrong) for said in arguments.sides]
    if found:
        found += [_side(arguments.sides[0], arguments, pairs, language, wrong) for pairs in arguments.against]
    figures = _figures(arguments.figures, found, language, wrong)
    folder = own_folder(arguments.out, language, wrong)
    sides = [side for side in found if side is not None]
    for side in sides:
        if not isinstance(side, Ensemble):
            wrong += too_large(side, replicates or FUTURES, language)
    if not wrong:
        differs = unpaired(sides, replicates, seed)
        wrong += [text["compare"]["unpaired"].format(what=differs)] if differs else []
    if wrong:
        raise BadInput(list(dict.fromkeys(wrong)))
    return Asked(sides, _names(arguments), figures, replicates, seed, threads, folder)


def _side(
    said: str, arguments: Namespace, against: list[str], language: str, wrong: list[str]
) -> "Scenario | Ensemble | None":
    """The scenario or run that `said` names; with values of --against it is the run's scenario, to be simulated."""
    from equilibrium.cli.request import asked_scenario
    from equilibrium.ensemble import Ensemble

    path, text = Path(said), words(language)["compare"]
    if not (path.is_dir() or path.suffix == ".nc"):
        return asked_scenario(Namespace(**{**vars(arguments), "scenario": said, "against": against}), language, wrong)
    for option, value in (("--mix", arguments.mix), ("--set", arguments.set), ("--weeks", arguments.weeks)):
        if value:
            wrong.append(text["run_stays"].format(option=option))
    try:
        run = Ensemble.load(path / "ensemble.nc" if path.is_dir() else path)
    except (OSError, ValueError) as error:
        wrong.append(text["unreadable"].format(file=said, problem=getattr(error, "strerror", None) or error))
        return None
    if not against:
        return run
    from equilibrium.cli.request import changed

    plain = Namespace(mix=[], set=[], weeks=None, against=against)
    return changed(run.scenario, plain, language, wrong)


def _figures(said: str, sides: Sequence["Scenario | Ensemble | None"], language: str, wrong: list[str]) -> list[str]:
    """Keys of --figures, each once; what no side or only some can have is added to `wrong`."""
    from equilibrium.ensemble import Ensemble
    from equilibrium.figures import FIGURES
    from equilibrium.scenario_errors import nearest

    text = words(language)
    runs = [side for side in sides if isinstance(side, Ensemble)]
    known = list(FIGURES)
    if runs and len(runs) == len(sides):  # runs may have figures of their own
        known = [str(key) for key in runs[0].weekly.drop_vars("regime") if all(key in run.weekly for run in runs)]
    figures = list(dict.fromkeys(key.strip() for key in said.split(",") if key.strip()))
    if not figures:
        allowed = text["compare"]["figures_in_words"]
        wrong.append(text["found_allowed"].format(place="--figures", found=f'"{said}"', allowed=allowed))
    for key in figures:
        if key not in known:
            near = nearest(key, known)
            names = text["compare"]["there_are"].format(names=", ".join(known))
            hint = text["nearest"].format(near=near) if near else names
            wrong.append(text["compare"]["unknown_figure"].format(name=key, hint=hint))
    return figures


def _names(arguments: Namespace) -> list[str]:
    """What each side is called: as it was typed, short where that tells them apart."""
    short = [Path(said).name if Path(said).is_dir() else Path(said).stem or said for said in arguments.sides]
    names = [name if short.count(name) == 1 else said for name, said in zip(short, arguments.sides, strict=True)]
    names += [", ".join(pairs) for pairs in arguments.against]
    return [name if name not in names[:k] else f"{name} ({names[:k].count(name) + 1})" for k, name in enumerate(names)]


def compared(asked: Asked, language: str) -> "Comparison":
    """The comparison that is asked for, with a bar for each scenario that runs."""
    from equilibrium.ensemble import Ensemble
    from equilibrium.simulation import is_compiled
    from equilibrium.studies.paired import compare

    text = words(language)
    if any(not isinstance(side, Ensemble) for side in asked.sides) and not is_compiled():
        print(text["run"]["compiling"], file=sys.stderr, flush=True)
    with interrupts_noticed() as check, progress_on_stderr() as progress:
        task = progress.add_task("", total=None)

        def told(side: int, week: int, weeks: int) -> None:
            check()
            running = text["compare"]["running"].format(name=asked.names[side])
            progress.update(task, completed=week, total=weeks, description=running)

        return compare(
            asked.sides, asked.replicates, asked.seed, figures=asked.figures, names=asked.names, threads=asked.threads,
            progress=told,
        )  # fmt: skip


def write(comparison: "Comparison", place: Path, command: list[str], language: str) -> list[str]:
    """Write differences, values per run, picture and record into `place`; returns their names."""
    import pandas as pd

    from equilibrium.plots import differences, style

    rows = [
        {"scenario": name, "baseline": comparison.names[0], "unit": comparison.values[found.figure].attrs["unit"], **asdict(found)}
        for name, row in zip(comparison.names[1:], comparison.differences, strict=True)
        for found in row
    ]  # fmt: skip
    for counts in ("needed", "visible_with"):
        for row in rows:
            row[counts] = pd.NA if row[counts] is None else row[counts]
    pd.DataFrame(rows).to_csv(place / "differences.csv", index=False, lineterminator="\n")
    values = comparison.values.to_dataframe(["scenario", "replicate"]).reset_index()
    values.to_csv(place / "values.csv", index=False, lineterminator="\n")
    style.save(differences.plot(comparison, language), place / "differences.png")
    files = sorted([*(path.name for path in place.iterdir()), RECORD])
    when = datetime.now(UTC).isoformat(timespec="seconds")
    record = {"made_by": MADE_BY, "created": when, "command": command, **as_json(comparison), "files": files}
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (place / RECORD).write_text(text + "\n", "utf-8", newline="\n")
    return [name for name in files if name != RECORD] + [RECORD]


def repeatable(arguments: Namespace, seed: int) -> list[str]:
    """The command that gives the same numbers again, with the seed that was drawn."""
    command = ["equilibrium", "compare", *arguments.sides, "--figures", arguments.figures, "--seed", str(seed)]
    for option, said in (("--replicates", arguments.replicates), ("--weeks", arguments.weeks)):
        command += [option, said] if said else []
    for option, pairs in (("--mix", arguments.mix), ("--set", arguments.set)):
        command += [option, *pairs] if pairs else []
    return command + [word for pairs in arguments.against for word in ("--against", *pairs)]


def as_json(comparison: "Comparison") -> dict[str, Any]:
    """The comparison for programs, not rounded; null for what is no number or cannot be said."""

    def plain(value: Any) -> Any:
        return None if isinstance(value, float) and not isfinite(value) else value

    def row(found: Any) -> dict[str, Any]:
        unit = comparison.values[found.figure].attrs["unit"]
        return {"unit": unit} | {key: plain(value) for key, value in asdict(found).items() if key != "figure"}

    scenarios = [
        {"name": name, "digest": digest} for name, digest in zip(comparison.names, comparison.digests, strict=True)
    ]
    return {
        "baseline": scenarios[0], "seed": comparison.seed, "replicates": comparison.values.sizes["replicate"],
        "weeks": comparison.weeks, "versions": comparison.versions, "older": list(comparison.older),
        "receipt": comparison.receipt.record,
        "compared": [
            said | {"otherwise": list(keys), "differences": {found.figure: row(found) for found in found_row}}
            for said, keys, found_row in zip(scenarios[1:], comparison.otherwise, comparison.differences, strict=True)
        ],
    }  # fmt: skip
