"""`equilibrium run`: simulate a scenario, say what became of the enterprise, leave data and pictures in a folder."""

import argparse
import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import BadInput, assignment, whole
from equilibrium.cli.words import words
from equilibrium.parameters import REGISTRY

if TYPE_CHECKING:
    from rich.progress import Progress

    from equilibrium.ensemble import Ensemble
    from equilibrium.scenario import Scenario

FUTURES = 64
LARGEST = {"replicates": 1_000_000, "seed": 2**63 - 1, "threads": 1024}


@dataclass(frozen=True)
class Asked:
    """What a sound command line asks for; `folder` is None if nothing is to be written."""

    scenario: "Scenario"
    replicates: int
    seed: int | None
    threads: int | None
    folder: Path | None


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Declare the command's arguments; all are read as text and checked together in `checked`."""
    group.add_argument("scenario", nargs="?", metavar="SCENARIO", help=text["scenario"])
    group.add_argument("--replicates", metavar="N", help=text["replicates"].format(default=FUTURES))
    group.add_argument("--weeks", metavar="N", help=text["weeks"])
    group.add_argument("--seed", metavar="S", help=text["seed"])
    group.add_argument("--mix", metavar="AXIS=VALUE", nargs="+", action="extend", default=[], help=text["mix"])
    group.add_argument("--set", metavar="KEY=VALUE", nargs="+", action="extend", default=[], help=text["set"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--threads", metavar="N", help=text["threads"])
    group.add_argument("--json", action="store_true", help=text["json"])


def execute(arguments: Namespace, language: str) -> int:
    """Simulate, write, tell."""
    from equilibrium.cli import results

    asked = checked(arguments, language)
    with results.room(asked.folder) if asked.folder else nullcontext() as place:
        with progress_on_stderr() as progress:
            ensemble = simulated(asked, language, progress)
            said = made_by(ensemble)
            files: list[str] = []
            if place is not None:
                from equilibrium.plots import save_all

                waits = progress.add_task(words(language)["run"]["writing"], total=None)
                results.write_data(ensemble, place, language)
                progress.update(waits, description=words(language)["run"]["drawing"])
                save_all(ensemble, place, language=language)
                files = results.write_record(place, said, repeatable(arguments, asked, ensemble.seed))
    if arguments.json:
        written = [str(asked.folder / name) for name in files] if asked.folder else []
        print(json.dumps(told_as_json(ensemble, said) | {"files": written}, allow_nan=False))
    else:
        tell(ensemble, asked.folder, files, language)
    return 0


def checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem of the scenario and of the options
    """
    from equilibrium.cli import results
    from equilibrium.scenario import Scenario, ScenarioError

    text, wrong = words(language), list(arguments.wrong)
    replicates = whole(arguments.replicates, "--replicates", 1, LARGEST["replicates"], language, wrong)
    seed = whole(arguments.seed, "--seed", 0, LARGEST["seed"], language, wrong)
    threads = whole(arguments.threads, "--threads", 1, LARGEST["threads"], language, wrong)
    name = arguments.scenario
    for pairs in (arguments.mix, arguments.set):
        if name is None and pairs and "=" not in pairs[-1]:  # run --mix push_pull=0.3 storefront
            name = pairs.pop()
    changes, options = asked_changes(arguments, language, wrong)
    scenario = None
    try:
        if name is None:
            wrong.append(text["run"]["no_scenario"])
        else:
            scenario = Scenario.load(name)
    except ScenarioError as error:
        wrong += str(error).splitlines()
    try:  # a scenario that cannot be read leaves the reference to hold the changes against
        changed = (scenario or Scenario()).with_(**changes)
        scenario = scenario and changed
    except ScenarioError as error:
        for problem in error.problems:
            option = next((options[key] for key in options if key.split(".")[-1] == problem.key.split(".")[-1]), "--set")
            wrong.append(str(problem._replace(file=option)))
    folder = None
    if arguments.out is not None or not arguments.json:
        folder = Path(arguments.out if arguments.out is not None else f"results/{scenario.name if scenario else ''}")
        wrong += [] if scenario is None and arguments.out is None else unfit(folder, arguments.out, language)
    if scenario is not None:
        wrong += too_large(scenario, replicates or FUTURES, language)
    if wrong or scenario is None:
        raise BadInput(wrong)
    return Asked(scenario, replicates or FUTURES, seed, threads, folder)


def asked_changes(arguments: Namespace, language: str, wrong: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What --set, --mix and --weeks change in the scenario, and which of these each key came by."""
    changes: dict[str, Any] = {}
    options: dict[str, str] = {}
    for option, pairs in (("--set", arguments.set), ("--mix", arguments.mix)):
        for pair in pairs:
            entry = assignment(pair, option, language, wrong)
            if entry is not None:
                key = entry[0] if option == "--set" else f"mix.{entry[0]}"
                changes[key], options[key] = entry[1], option
    weeks = whole(arguments.weeks, "--weeks", 1, int(REGISTRY["weeks"].most), language, wrong)
    if weeks is not None:
        changes["time.weeks"], options["time.weeks"] = weeks, "--weeks"
    return changes, options


def unfit(folder: Path, said: str | None, language: str) -> list[str]:
    """Why results may not go to `folder`, if so: it holds something else, or cannot be looked into."""
    from equilibrium.cli import results

    text = words(language)
    if said == "":
        return [text["found_allowed"].format(place="--out", found='""', allowed=text["run"]["a_folder"])]
    try:
        return [] if results.may_write(folder) else [text["run"]["not_a_result"].format(folder=folder)]
    except (OSError, ValueError) as error:
        return [f"--out: {folder}: {getattr(error, 'strerror', None) or error}"]


def too_large(scenario: "Scenario", replicates: int, language: str) -> list[str]:
    """Why this machine's memory cannot hold so many replicates, if so; a machine that does not say has enough."""
    from equilibrium.figures import FIGURES
    from equilibrium.scenario_checks import memory

    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return []
    enterprises = len(scenario.enterprise_names)
    customers = memory(int(scenario.value("customers")), enterprises, float(scenario.value("degree")))
    needed = replicates * (customers + 8 * len(FIGURES) * int(scenario.value("weeks")) * enterprises)
    if needed <= there:
        return []
    return [words(language)["run"]["too_large"].format(
        replicates=replicates, needed=f"{needed / 1e9:.0f}", there=f"{there / 1e9:.0f}",
        most=max(1, int(there / needed * replicates)))]  # fmt: skip


@contextmanager
def progress_on_stderr() -> Iterator["Progress"]:
    """A bar for who looks at a terminal; nothing for a file or a pipe. It leaves no trace."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=None), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal, expand=True) as progress:
        yield progress


def simulated(asked: Asked, language: str, progress: "Progress") -> "Ensemble":
    """The ensemble that is asked for, with a bar while it runs and a word while the model is compiled."""
    from equilibrium.simulation import is_compiled, simulate

    text = words(language)["run"]
    weeks = int(asked.scenario.value("weeks"))
    compiled = is_compiled()
    if not compiled:
        print(text["compiling"], file=sys.stderr, flush=True)
    running = text["running"].format(replicates=asked.replicates)
    task = progress.add_task(running if compiled else text["compiling_short"], total=weeks if compiled else None)

    def told(week: int, _: int) -> None:
        progress.update(task, completed=week, total=weeks, description=running)

    ensemble = simulate(asked.scenario, asked.replicates, asked.seed, threads=asked.threads, progress=told)
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
    }


def repeatable(arguments: Namespace, asked: Asked, seed: int) -> list[str]:
    """The command that was given, with the seed that was drawn: running it gives the same numbers."""
    command = ["equilibrium", "run", str(arguments.scenario or asked.scenario.name)]
    command += ["--replicates", str(asked.replicates), "--seed", str(seed)]
    for option, said in (("--weeks", [arguments.weeks] * bool(arguments.weeks)), ("--mix", arguments.mix), ("--set", arguments.set)):
        command += [option, *said] if said else []
    return command


def told_as_json(ensemble: "Ensemble", said: dict[str, Any]) -> dict[str, Any]:
    """What the table tells, for programs; the same numbers, not rounded, null for none."""
    from equilibrium.words.outcome import outcome
    from equilibrium.words.themes import regime_shares

    def band(row: Any) -> dict[str, Any]:
        numbers = {"median": row["median"], "low": row["5 %"], "high": row["95 %"]}
        return {key: float(value) if isfinite(value) else None for key, value in numbers.items()} | {"unit": row["unit"]}

    def figures(enterprise: int) -> dict[str, Any]:
        return {row["figure"]: band(row) for _, row in ensemble.summary(enterprise).iterrows()}

    seen, names = outcome(ensemble), ensemble.scenario.enterprise_names
    return said | {
        "figures": figures(0),
        "rivals": {name: figures(k) for k, name in enumerate(names) if k},
        "regimes": {row["regime"]: band(row) for _, row in regime_shares(ensemble).iterrows()},
        "outcome": {
            "profitable": seen.profitable, "surviving": seen.surviving, "ahead": seen.ahead,
            "last_weeks": seen.last_weeks, "last_year": {key: band(row) for key, row in seen.last_year.iterrows()},
        },
    }  # fmt: skip


def tell(ensemble: "Ensemble", folder: Path | None, files: list[str], language: str) -> None:
    """Print title, table, sentences and where the files are."""
    from rich.console import Console
    from rich.padding import Padding

    from equilibrium.cli.table import figures_table
    from equilibrium.words.outcome import sentences

    text = words(language)["run"]
    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(ensemble.scenario.title[language], style="bold")
        head = made_by(ensemble)
        console.print(text["head"].format(**head), "
", sep="")
        console.print(figures_table(ensemble, language))
        console.print()
        for sentence in sentences(ensemble, language):
            console.print(sentence)
        console.print(text["not_a_forecast"], style="dim")
        if folder is not None:
            console.print()
            console.print(text["files"].format(folder=folder))
            data = [name for name in files if not name.endswith(".png")]
            pictures = [name for name in files if name.endswith(".png")]
            console.print(Padding(f"{text['data']}: {', '.join(data)}", (0, 0, 0, 2)))
            console.print(Padding(f"{text['pictures']}: {', '.join(pictures)}", (0, 0, 0, 2)))
            console.print(text["app"])
    sys.stdout.write(captured.get())
