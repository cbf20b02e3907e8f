"""`equilibrium run`: simulate a scenario, say what became of the enterprise, leave data and pictures in a folder."""

import argparse
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from math import isfinite
from typing import TYPE_CHECKING, Any

from equilibrium.cli.interrupt import interrupts_noticed
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from rich.progress import Progress

    from equilibrium.cli.request import Asked
    from equilibrium.ensemble import Ensemble

FUTURES = 64


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Declare the command's arguments; all are read as text and checked together in `checked`."""
    group.add_argument("scenario", nargs="?", metavar="SCENARIO", help=text["scenario"])
    group.add_argument(
        "--replicates", metavar="N", default=str(FUTURES), help=text["replicates"].format(default=FUTURES)
    )
    group.add_argument("--weeks", metavar="N", help=text["weeks"])
    group.add_argument("--seed", metavar="S", help=text["seed"])
    group.add_argument("--mix", metavar="AXIS=VALUE", nargs="+", action="extend", default=[], help=text["mix"])
    group.add_argument("--set", metavar="KEY=VALUE", nargs="+", action="extend", default=[], help=text["set"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--threads", metavar="N", help=text["threads"])
    group.add_argument("--methods", action="store_true", help=text["methods"])
    group.add_argument("--json", action="store_true", help=text["json"])


def execute(arguments: Namespace, language: str) -> int:
    """Simulate, write, tell."""
    from equilibrium.cli import results
    from equilibrium.cli.printed import tell
    from equilibrium.cli.request import checked
    from equilibrium.words.methods import methods

    asked = checked(arguments, language)
    with results.room(asked.folder) if asked.folder else nullcontext() as place, progress_on_stderr() as progress:
        ensemble = simulated(asked, language, progress)
        said = made_by(ensemble)
        files: list[str] = []
        if place is not None:
            from equilibrium.plots import save_all

            waits = progress.add_task(words(language)["run"]["writing"], total=None)
            results.write_data(ensemble, place, language)
            progress.update(waits, description=words(language)["run"]["drawing"])
            save_all(ensemble, place, language=language)
            if arguments.methods:
                (place / "methods.txt").write_text(methods(ensemble, language) + "\n", "utf-8", newline="\n")
            files = results.write_record(place, said, repeatable(arguments, ensemble.seed))
    if arguments.json:
        more = {"methods": methods(ensemble, language)} if arguments.methods else {}
        written = [str(asked.folder / name) for name in files] if asked.folder else []
        print(json.dumps(told_as_json(ensemble, said) | more | {"files": written}, allow_nan=False))
    else:
        tell(ensemble, asked.folder, files, language)
        if arguments.methods:
            print(f"\n{methods(ensemble, language)}")
    return 0


@contextmanager
def progress_on_stderr() -> Iterator["Progress"]:
    """A bar for who looks at a terminal; nothing for a file or a pipe. It leaves no trace."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=None), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal, expand=True) as progress:
        yield progress


def simulated(asked: "Asked", language: str, progress: "Progress") -> "Ensemble":
    """The ensemble that is asked for, with a bar while it runs and a word while the model is compiled."""
    from equilibrium.simulation import simulate

    def work(told: Callable[[int, int], None]) -> "Ensemble":
        return simulate(asked.scenario, asked.replicates, asked.seed, threads=asked.threads, progress=told)

    return with_bar(work, asked.replicates, int(asked.scenario.value("weeks")), language, progress)


def with_bar(
    work: "Callable[[Callable[[int, int], None]], Ensemble]", replicates: int, weeks: int, language: str, progress: "Progress"
) -> "Ensemble":  # fmt: skip
    """What `work` simulates; it is handed what it calls after each week, and may be interrupted there."""
    from equilibrium.simulation import is_compiled

    text = words(language)["run"]
    compiled = is_compiled()
    if not compiled:
        print(text["compiling"], file=sys.stderr, flush=True)
    running = text["running"].format(replicates=replicates)
    task = progress.add_task(running if compiled else text["compiling_short"], total=weeks if compiled else None)

    with interrupts_noticed() as check:

        def told(week: int, _: int) -> None:
            check()
            progress.update(task, completed=week, total=weeks, description=running)

        ensemble = work(told)
    progress.remove_task(task)
    return ensemble


def made_by(ensemble: "Ensemble") -> dict[str, Any]:
    """What made an ensemble: enough to make it again."""
    scenario = ensemble.scenario
    return {
        "scenario": {"name": scenario.name, "title": dict(scenario.title), "digest": scenario.digest},
        "seed": ensemble.seed,
        "replicates": ensemble.weekly.sizes["replicate"],
        "weeks": ensemble.weekly.sizes["week"],
        "versions": ensemble.versions,
        "receipt": ensemble.receipt.record,
    }


def repeatable(arguments: Namespace, seed: int) -> list[str]:
    """The command that was given, with the seed that was drawn: running it again gives the same numbers."""
    command = ["equilibrium", "run", arguments.scenario, "--replicates", arguments.replicates, "--seed", str(seed)]
    command += ["--weeks", arguments.weeks] if arguments.weeks else []
    command += ["--mix", *arguments.mix] if arguments.mix else []
    return command + (["--set", *arguments.set] if arguments.set else [])


def told_as_json(ensemble: "Ensemble", said: dict[str, Any]) -> dict[str, Any]:
    """What the table tells, for programs; the same numbers, not rounded, null for none."""
    from equilibrium.words.outcome import outcome
    from equilibrium.words.themes import regime_shares

    def band(row: Any, middle: str = "median") -> dict[str, Any]:
        numbers = {middle: row[middle], "low": row["5 %"], "high": row["95 %"]}
        return {key: float(value) if isfinite(value) else None for key, value in numbers.items()} | {
            "unit": row["unit"]
        }

    def figures(enterprise: int) -> dict[str, Any]:
        return {row["figure"]: band(row) for _, row in ensemble.summary(enterprise).iterrows()}

    seen, names = outcome(ensemble), ensemble.scenario.enterprise_names
    return said | {
        "figures": figures(0),
        "rivals": {name: figures(k) for k, name in enumerate(names) if k},
        "regimes": {row["regime"]: band(row, "mean") for _, row in regime_shares(ensemble).iterrows()},
        "outcome": {
            "profitable": seen.profitable, "surviving": seen.surviving, "ahead": seen.ahead,
            "last_weeks": seen.last_weeks, "last_year": {key: band(row) for key, row in seen.last_year.iterrows()},
        },
    }  # fmt: skip
