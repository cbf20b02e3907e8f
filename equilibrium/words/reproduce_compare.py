"""The Python and the command that make a comparison again, written from its scenarios."""

import json
import shlex
from collections.abc import Sequence
from typing import Any

from equilibrium.balance.contexts import Contexts
from equilibrium.balance.trials import Mix
from equilibrium.receipts import SHORT
from equilibrium.scenario import Scenario, ScenarioError, shipped
from equilibrium.scenario_file import toml
from equilibrium.studies.paired import Comparison
from equilibrium.words.reproduce import arguments, changes_between, changes_of_shipped

FILE = "side-{number}.toml"


def files(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """The scenarios that have to be read from files, by the file's name: those that no shipped one with a few changes gives."""
    return {
        FILE.format(number=k + 1): scenario
        for k, scenario in enumerate(scenarios)
        if changes_of_shipped(scenario) is None
    }


def as_python(comparison: Comparison, scenarios: Sequence[Scenario]) -> str:
    """Lines of Python that print the receipt's digest; `scenarios` are those compared, in their order. See `files`."""
    sides = []
    for k, scenario in enumerate(scenarios):
        changes = changes_of_shipped(scenario)
        source = FILE.format(number=k + 1) if changes is None else scenario.name
        changed = f".with_({arguments(changes)})" if changes else ""
        sides.append(f"    eq.Scenario.load({json.dumps(source, ensure_ascii=False)}){changed},")
    receipt, version = comparison.receipt, comparison.versions["equilibrium"]
    return "\n".join([
        "import equilibrium as eq", "from equilibrium.studies.paired import compare", "",
        "sides = [", *sides, "]",
        f"found = compare(sides, {comparison.values.sizes['replicate']}, {comparison.seed}, figures={list(comparison.figures)})",
        f"print(found.receipt.digest)  # {receipt.short}... with equilibrium {version}",
    ])  # fmt: skip


def as_command(comparison: Comparison, scenarios: Sequence[Scenario]) -> tuple[str, dict[str, Scenario]]:
    """The shell command that gives the same figures and receipt, and the scenarios it reads from files, by name.

    Of the same shipped scenario, sides are said by what differs (--set, --against); otherwise every one is read from a file.
    """
    said, read = _by_changes(scenarios), {}
    if said is None:
        read = {FILE.format(number=k + 1): scenario for k, scenario in enumerate(scenarios)}
        said = list(read)
    figures, count = ",".join(comparison.figures), str(comparison.values.sizes["replicate"])
    command = ["equilibrium", "compare", *said, "--figures", figures, "--replicates", count]
    return shlex.join([*command, "--seed", str(comparison.seed)]), read


def contexts_as_python(found: Contexts, scenario: Scenario, mixes: Sequence[Mix], seed: int) -> str:
    """Lines of Python that try `mixes` in every context of `scenario` again and print the digest; see `files`."""
    changes = changes_of_shipped(scenario)
    source = FILE.format(number=1) if changes is None else scenario.name
    changed = f".with_({arguments(changes)})" if changes else ""
    return "\n".join([
        "import equilibrium as eq", "from equilibrium.balance.contexts import in_contexts",
        "from equilibrium.balance.objectives import objective", "",
        f"scenario = eq.Scenario.load({json.dumps(source, ensure_ascii=False)}){changed}",
        "mixes = [", *(f"    {dict(mix)}," for mix in mixes), "]",
        f'profit = objective("{found.objective}", {int(scenario.value("weeks"))})',
        f"found = in_contexts(scenario, profit, mixes, replicates={found.values.shape[2]}, seed={seed})",
        f"print(found.digest)  # {found.digest[:SHORT]}...",
    ])  # fmt: skip


def _by_changes(scenarios: Sequence[Scenario]) -> list[str] | None:
    """Sides as the command line's own words: shipped names, what --set changes in all, what --against changes in the first."""
    first = scenarios[0]
    changes = changes_of_shipped(first)
    if changes is None:
        return None
    names: list[str] = [first.name]
    against: list[dict[str, Any]] = []
    for other in scenarios[1:]:
        if other.digest != first.digest and other.name in shipped() and other.name != first.name:
            if _changed(other.name, changes) != other.digest:
                return None
            if against:  # the command takes those with a name of their own first
                return None
            names.append(other.name)
            continue
        more = changes_between(first, other)
        if not more:
            return None
        against.append(more)
    pairs = [f"{key}={toml(value)}" for key, value in changes.items()]
    words = [*names, *(["--set", *pairs] if pairs else [])]
    for each in against:
        words += ["--against", *(f"{key}={toml(value)}" for key, value in each.items())]
    return words


def _changed(name: str, changes: dict) -> str:
    try:
        return Scenario.load(name).with_(**changes).digest
    except ScenarioError:
        return ""
