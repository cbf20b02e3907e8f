"""`equilibrium balance`: where the points of balance lie, how sure that is, what being off costs, and on request more."""

import argparse
import json
import os
import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.interrupt import interrupts_noticed
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from equilibrium.balance.answer import Answer
    from equilibrium.scenario import Scenario

RECORD, MADE_BY = "balance.json", "equilibrium balance"
LEAST, BUDGET, MOST = 500, 4_000, 10_000_000  # runs
ON_REQUEST = ("corridor", "opposites", "tension", "robust", "moving", "rivals")


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Declare the command's arguments; all are read as text and checked together in `checked`."""
    group.add_argument("scenario", nargs="?", metavar="SCENARIO", help=text["scenario"])
    group.add_argument("--objective", metavar="WHAT", default="profit", help=text["objective"])
    group.add_argument("--axes", metavar="A,B", help=text["axes"])
    group.add_argument("--budget", metavar="RUNS", help=text["budget"].format(default=BUDGET))
    for part in ON_REQUEST:
        group.add_argument(f"--{part}", action="store_true", help=text[part])
    group.add_argument("--pareto", metavar="A,B", help=text["pareto"])
    group.add_argument("--map", metavar="X,Y", help=text["map"])
    group.add_argument("--all", action="store_true", help=text["all"])
    group.add_argument("--weeks", metavar="N", help=text["weeks"])
    group.add_argument("--seed", metavar="S", help=text["seed"])
    group.add_argument("--mix", metavar="AXIS=VALUE", nargs="+", action="extend", default=[], help=text["mix"])
    group.add_argument("--set", metavar="KEY=VALUE", nargs="+", action="extend", default=[], help=text["set"])
    group.add_argument("--out", metavar="DIR", help=text["out"])
    group.add_argument("--workers", metavar="N", help=text["workers"])
    group.add_argument("--json", action="store_true", help=text["json"])


@dataclass(frozen=True)
class Asked:
    """What a sound command line asks for; `seed` is drawn if none was given."""

    scenario: "Scenario"
    objective: str
    names: tuple[str, ...]
    budget: int
    parts: tuple[str, ...]
    pareto: tuple[str, ...]
    map: tuple[str, str] | None
    seed: int
    workers: int | None
    folder: Path | None


def execute(arguments: Namespace, language: str) -> int:
    """Search, measure, write, tell."""
    from equilibrium.cli.balance_told import pictures, tell
    from equilibrium.cli.results import aside

    asked = checked(arguments, language)
    files: list[str] = []
    with aside(asked.folder) if asked.folder else nullcontext() as place:
        answer = answered(asked, language)
        if asked.folder is not None and place is not None:
            try:
                pictures(answer, place, language)
            finally:  # a picture that cannot be drawn does not take the answer with it
                files = write_record(answer, place, repeatable(arguments, asked.seed))
                for name in files:
                    os.replace(place / name, asked.folder / name)
    if arguments.json:
        written = [str(asked.folder / name) for name in files] if asked.folder else []
        print(json.dumps(as_json(answer) | {"files": written}, allow_nan=False))
    else:
        tell(answer, asked.folder, files, language)
    return 0


def checked(arguments: Namespace, language: str) -> Asked:
    """What is asked for, if all of it is sound.

    Raises
    ------
    BadInput : with every problem of the scenario and of the options
    """
    from equilibrium.balance.trials import DIMENSIONS
    from equilibrium.cli.request import LAST_SEED, MOST_THREADS, asked_scenario, own_folder
    from equilibrium.parameters import AXES

    text, wrong = words(language), list(arguments.wrong)
    scenario = asked_scenario(arguments, language, wrong)
    weeks = int(scenario.value("weeks")) if scenario is not None else 260
    budget = whole(arguments.budget, "--budget", LEAST, MOST, language, wrong) or BUDGET
    seed = whole(arguments.seed, "--seed", 0, LAST_SEED, language, wrong)
    workers = whole(arguments.workers, "--workers", 1, MOST_THREADS, language, wrong)
    _objective(arguments.objective, "--objective", weeks, language, wrong)
    names = _listed(arguments.axes, "--axes", DIMENSIONS, 1, len(DIMENSIONS), language, wrong) or DIMENSIONS
    over = _listed(arguments.map, "--map", AXES, 2, 2, language, wrong)
    pareto = tuple(dict.fromkeys(part.strip() for part in arguments.pareto.split(","))) if arguments.pareto else ()
    for each in pareto:
        _objective(each, "--pareto", weeks, language, wrong)
    if arguments.pareto is not None and not 2 <= len(pareto) <= 5:
        allowed = text["balance"]["two_to_five"]
        wrong.append(text["found_allowed"].format(place="--pareto", found=arguments.pareto or '""', allowed=allowed))
    folder = own_folder(arguments.out, language, wrong)
    parts = tuple(part for part in ON_REQUEST if arguments.all or getattr(arguments, part))
    if not wrong:
        _affordable(budget, names, {"best", *parts, *(["pareto"] if pareto else [])}, language, wrong)
    if wrong or scenario is None:
        raise BadInput(list(dict.fromkeys(wrong)))
    if folder is None and not arguments.json:
        folder = Path(f"results/balance-{scenario.name}")
    seed = int.from_bytes(os.urandom(4), "little") if seed is None else seed
    return Asked(scenario, arguments.objective, names, budget, parts, pareto, (over[0], over[1]) if over else None, seed,
                 workers, folder)  # fmt: skip


def _affordable(budget: int, names: tuple[str, ...], parts: set[str], language: str, wrong: list[str]) -> None:
    """Whether every part that is asked for can be answered with this budget about these axes and levers."""
    from equilibrium.balance.answer import least
    from equilibrium.parameters import AXES

    text = words(language)
    if not set(names) & set(AXES) and parts & {"corridor", "moving"}:
        allowed = text["balance"]["an_axis"]
        wrong.append(text["found_allowed"].format(place="--axes", found=",".join(names), allowed=allowed))
        return
    if len(names) < 2 and "opposites" in parts:
        allowed = text["balance"]["a_pair"]
        wrong.append(text["found_allowed"].format(place="--axes", found=",".join(names), allowed=allowed))
        return
    needed = {part: runs for part, runs in least(names).items() if part in parts}
    dear = max(needed, key=lambda part: needed[part])
    if budget < needed[dear]:
        allowed = text["balance"]["at_least"].format(least=needed[dear], part=text["balance"]["parts"][dear])
        wrong.append(text["found_allowed"].format(place="--budget", found=budget, allowed=allowed))


def _objective(said: str, option: str, weeks: int, language: str, wrong: list[str]) -> None:
    """What is no objective is added to `wrong`, with the figure that may be meant, or all there are."""
    from equilibrium.balance.objectives import SYNONYMS, objective, weights
    from equilibrium.figures import FIGURES

    text = words(language)
    try:
        card = weights(said)
        for part in card or [said]:
            objective(part, weeks)
    except ValueError:
        known = {*FIGURES, *SYNONYMS, "min", "max", "abs"}
        unknown = [word for word in re.findall(r"[A-Za-z_]+", said) if word not in known]
        hint = _hint(unknown, sorted(known), language)
        if unknown and not hint:
            hint = "; " + text["balance"]["figures"].format(names=", ".join(FIGURES))
        allowed = text["balance"]["an_objective"].format(weeks=weeks)
        wrong.append(text["found_allowed"].format(place=option, found=f'"{said}"', allowed=allowed) + hint)


def _hint(unknown: Sequence[str], known: Sequence[str], language: str) -> str:
    """The name that may be meant by the first unknown word that is near one, to be added to a line."""
    from equilibrium.scenario_errors import nearest

    near = [name for word in unknown if (name := nearest(word, known))]
    return f"; {words(language)['nearest'].format(near=near[0])}" if near else ""


def _listed(
    said: str | None, option: str, known: tuple[str, ...], least: int, most: int, language: str, wrong: list[str]
) -> tuple[str, ...]:
    """Names with commas between, each once; what is none of `known` is added to `wrong`."""
    if said is None:
        return ()
    text = words(language)
    names = tuple(dict.fromkeys(part.strip() for part in said.split(",") if part.strip()))
    if not least <= len(names) <= most or any(name not in known for name in names):
        key = "two_of" if least == most == 2 else "some_of"
        allowed = text["balance"][key].format(least=least, most=most, names=", ".join(known))
        hint = _hint([name for name in names if name not in known], known, language)
        wrong.append(text["found_allowed"].format(place=option, found=said or '""', allowed=allowed) + hint)
    return names


def answered(asked: Asked, language: str) -> "Answer":
    """The answer that is asked for, with a bar for each part."""
    from equilibrium.balance.answer import answer
    from equilibrium.balance.objectives import NoNumber
    from equilibrium.cli.run import progress_on_stderr
    from equilibrium.simulation import is_compiled

    text = words(language)
    if not is_compiled():
        print(text["run"]["compiling"], file=sys.stderr, flush=True)
    try:
        with interrupts_noticed() as check, progress_on_stderr() as progress:
            task = progress.add_task("", total=None)

            def told(part: str, done: int, of: int) -> None:
                check()
                progress.update(task, completed=done, total=of, description=text["balance"]["working"][part])

            return answer(
                asked.scenario, asked.objective, names=asked.names, budget=asked.budget, parts=asked.parts, pareto_of=asked.pareto,
                over=asked.map, seed=asked.seed, workers=asked.workers, progress=told,
            )  # fmt: skip
    except ImportError as error:
        raise CannotDo(text["sweep"]["missing"].format(name=error.name or "scikit-learn", extra="balance")) from None
    except NoNumber:
        raise BadInput([text["balance"]["no_number"].format(objective=asked.objective)]) from None
    except ValueError as error:  # a budget too small for a part, an axis too few
        raise BadInput([str(error)]) from None


def write_record(answer: "Answer", place: Path, command: list[str]) -> list[str]:
    """Write `balance.json` beside the pictures in `place`: what was found to the last bit, what made it, and which files
    there are; returns the files' names, the record's last."""
    from equilibrium.balance.records import plain

    files = sorted(path.name for path in place.iterdir())
    when = datetime.now(UTC).isoformat(timespec="seconds")
    record = {
        "made_by": MADE_BY, "created": when, "command": command, "receipt": answer.receipt.record, "files": [*files, RECORD],
        "answer": plain(answer),
    }  # fmt: skip
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    (place / RECORD).write_text(text + "\n", "utf-8", newline="\n")
    return [*files, RECORD]


def repeatable(arguments: Namespace, seed: int) -> list[str]:
    """The command that gives the same numbers again, with the seed that was drawn."""
    command = ["equilibrium", "balance", arguments.scenario, "--seed", str(seed)]
    said: tuple[tuple[str, str | None], ...] = (
        ("--objective", arguments.objective), ("--axes", arguments.axes), ("--budget", arguments.budget),
        ("--pareto", arguments.pareto), ("--map", arguments.map), ("--weeks", arguments.weeks),
    )  # fmt: skip
    for option, value in said:
        if value:  # a value that begins with a minus would be read as an option
            command += [f"{option}={value}"] if value.startswith("-") else [option, value]
    command += [f"--{part}" for part in (*ON_REQUEST, "all") if getattr(arguments, part)]
    for option, pairs in (("--mix", arguments.mix), ("--set", arguments.set)):
        command += [option, *pairs] if pairs else []
    return command


def as_json(answer: "Answer") -> dict[str, Any]:
    """The answer for programs, not rounded."""
    from equilibrium.balance.records import plain

    found: dict[str, Any] = plain(answer)
    found["scenario"] = {"name": answer.scenario.name, "digest": answer.scenario.digest}
    return found | {"receipt": answer.receipt.record}
