"""What `equilibrium run` is asked for: every option checked, every problem told at once."""

import os
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equilibrium.cli import results
from equilibrium.cli.arguments import BadInput, assignment, whole
from equilibrium.cli.words import words
from equilibrium.figures import FIGURES
from equilibrium.parameters import LEVERS, REGISTRY
from equilibrium.scenario import Scenario, ScenarioError
from equilibrium.scenario_checks import memory
from equilibrium.scenario_errors import Problem

MOST_FUTURES, MOST_THREADS, LAST_SEED = 1_000_000, 1024, 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """What a sound command line asks for; `folder` is None if nothing is to be written."""

    scenario: Scenario
    replicates: int
    seed: int | None
    threads: int | None
    folder: Path | None


def checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem of the scenario and of the options
    """
    wrong = list(arguments.wrong)
    replicates = whole(arguments.replicates, "--replicates", 1, MOST_FUTURES, language, wrong)
    seed = whole(arguments.seed, "--seed", 0, LAST_SEED, language, wrong)
    threads = whole(arguments.threads, "--threads", 1, MOST_THREADS, language, wrong)
    scenario = asked_scenario(arguments, language, wrong)
    folder = asked_folder(arguments, scenario, language, wrong)
    if scenario is not None and replicates is not None:
        wrong += too_large(scenario, replicates, language)
    if wrong or scenario is None or replicates is None:
        raise BadInput(wrong)
    return Asked(scenario, replicates, seed, threads, folder)


def asked_scenario(arguments: Namespace, language: str, wrong: list[str]) -> Scenario | None:
    """The scenario with all that --set, --mix and --weeks change in it; None if something there is wrong."""
    for pairs in (arguments.mix, arguments.set):
        if arguments.scenario is None and pairs and "=" not in pairs[-1]:  # run --mix push_pull=0.3 storefront
            arguments.scenario = pairs.pop()
    scenario = None
    try:
        if arguments.scenario is None:
            wrong.append(words(language)["run"]["no_scenario"])
        else:
            scenario = Scenario.load(arguments.scenario)
    except ScenarioError as error:
        wrong += str(error).splitlines()
    result = changed(
        scenario or Scenario(), arguments, language, wrong
    )  # without a scenario held against the reference
    return scenario and result


def changed(scenario: Scenario, arguments: Namespace, language: str, wrong: list[str]) -> Scenario | None:
    """`scenario` with all that the options change in it; None if something there is wrong.

    --set changes the world; then, with --mix and --against, the focal enterprise alone moves its axes and levers.
    """
    of_the_world, own, options = asked_changes(arguments, language, wrong)
    problems: list[Problem] = []
    for change, what in ((Scenario.with_, of_the_world), (Scenario.moved, own)):
        try:
            scenario = change(scenario, **what)
        except ScenarioError as error:
            problems += error.problems
    for problem in problems:
        last = problem.key.split(".")[-1]
        option = next((option for key, option in options.items() if key.split(".")[-1] == last), "--set")
        wrong.append(str(problem._replace(file=option)))
    return None if problems else scenario


def asked_changes(
    arguments: Namespace, language: str, wrong: list[str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """What --set and --weeks change, what --mix and --against change, and which of these each key came by."""
    of_the_world: dict[str, Any] = {}
    own: dict[str, Any] = {}
    options: dict[str, str] = {}
    pairs_of = {"--set": arguments.set, "--mix": arguments.mix, "--against": getattr(arguments, "against", ())}
    for option, pairs in pairs_of.items():
        for pair in pairs:
            entry = assignment(pair, option, language, wrong)
            if entry is not None:
                key = f"mix.{entry[0]}" if option == "--mix" and entry[0] not in LEVERS else entry[0]
                (of_the_world if option == "--set" else own)[key], options[key] = entry[1], option
    weeks = whole(arguments.weeks, "--weeks", 1, int(REGISTRY["weeks"].most), language, wrong)
    if weeks is not None:
        of_the_world["time.weeks"], options["time.weeks"] = weeks, "--weeks"
    return of_the_world, own, options


def asked_folder(arguments: Namespace, scenario: Scenario | None, language: str, wrong: list[str]) -> Path | None:
    """Where results go: --out, or a folder named after the scenario; None with --json alone."""
    text = words(language)
    if arguments.out == "":
        wrong.append(text["found_allowed"].format(place="--out", found='""', allowed=text["run"]["a_folder"]))
    if not arguments.out and (arguments.json or scenario is None):
        return None
    folder = Path(arguments.out or f"results/{scenario.name if scenario else ''}")
    try:
        if not results.may_write(folder):
            wrong.append(text["run"]["not_a_result"].format(folder=folder))
    except (OSError, ValueError) as error:
        wrong.append(f"--out: {folder}: {getattr(error, 'strerror', None) or error}")
    return folder


def own_folder(said: str | None, language: str, wrong: list[str]) -> Path | None:
    """The folder that --out names, whose other files stay; None if it names none."""
    folder = Path(said) if said else None
    if said is not None and (folder is None or (folder.exists() and not folder.is_dir())):
        text = words(language)
        wrong.append(text["found_allowed"].format(place="--out", found=said or '""', allowed=text["run"]["a_folder"]))
    return folder


def too_large(scenario: Scenario, replicates: int, language: str) -> list[str]:
    """Why this machine's memory cannot hold so many replicates, if so; a machine that does not say has enough."""
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
