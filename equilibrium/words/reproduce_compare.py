"""The Python and the command that make a comparison again, written from its scenarios."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from equilibrium.balance.contexts import Contexts
from equilibrium.balance.trials import Mix
from equilibrium.receipts import SHORT
from equilibrium.scenario import Scenario, ScenarioError, shipped
from equilibrium.studies.paired import Comparison
from equilibrium.words.reproduce import Changes, changes_between, changes_of_shipped, loading, pairs

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
    sides = [f"    {loading(scenario, FILE.format(number=k + 1))}," for k, scenario in enumerate(scenarios)]
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
    return "\n".join([
        "import equilibrium as eq", "from equilibrium.balance.contexts import in_contexts",
        "from equilibrium.balance.objectives import objective", "",
        f"scenario = {loading(scenario, FILE.format(number=1))}",
        "mixes = [", *(f"    {dict(mix)}," for mix in mixes), "]",
        f'profit = objective("{found.objective}", {int(scenario.value("weeks"))})',
        f"found = in_contexts(scenario, profit, mixes, replicates={found.values.shape[2]}, seed={seed})",
        f"print(found.digest)  # {found.digest[:SHORT]}...",
    ])  # fmt: skip


def _by_changes(scenarios: Sequence[Scenario]) -> list[str] | None:
    """Sides in the command line's words: shipped names, what --set and --mix change in all, --against in the first."""
    first = scenarios[0]
    changes = changes_of_shipped(first)
    if changes is None:
        return None
    names: list[str] = [first.name]
    against: list[Mapping[str, Any]] = []
    for other in scenarios[1:]:
        if other.name in shipped() and other.name != first.name:
            if against or not _gives(
                changes, other.name, other
            ):  # the command takes those with a name of their own first
                return None
            names.append(other.name)
            continue
        between = changes_between(first, other)
        more = {**between.world, **between.own} if between else {}
        if not more or not _gives(Changes(changes.world, {**changes.own, **more}), first.name, other):
            return None
        against.append(more)
    return [*names, *changes.options, *(word for each in against for word in ("--against", *pairs(each)))]


def _gives(changes: Changes, name: str, wanted: Scenario) -> bool:
    try:
        return changes.of(Scenario.load(name)).digest == wanted.digest
    except ScenarioError:
        return False
