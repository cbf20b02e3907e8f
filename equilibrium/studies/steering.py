"""Policies that a study's file can name."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import Any

from equilibrium.policies.bandits import Bandit
from equilibrium.policies.extremum_seeking import ExtremumSeeking
from equilibrium.policies.polarity_watch import PolarityWatch
from equilibrium.scenario_errors import found
from equilibrium.simulation import Policy

POLICIES: dict[str, Callable[..., Policy]] = {
    "polarity_watch": PolarityWatch, "extremum_seeking": ExtremumSeeking, "bandit": Bandit,
}  # fmt: skip


def policy(said: Any) -> Policy | None:
    """A new policy, with nothing learnt yet: from a name, a table with `name` and the policy's own settings, or a function
    of one's own that makes one; None for "none".

    Raises
    ------
    ValueError : saying what is allowed
    """
    if said is None or said == "none":
        return None
    if callable(said):
        described(said)
        return said()
    settings = dict(said) if isinstance(said, Mapping) else {"name": said}
    name = settings.pop("name", None)
    if name not in POLICIES:
        raise ValueError(f"policy: found {found(name)}, allowed: none, {', '.join(POLICIES)}")
    make = POLICIES[name]
    known = [each.name for each in fields(make) if each.init]  # type: ignore[arg-type]  # all are data classes
    wrong = sorted(set(settings) - set(known))
    if wrong:
        raise ValueError(f"policy.{wrong[0]}: unknown; {name} knows {', '.join(known)}")
    try:
        return make(**settings)
    except (TypeError, ValueError) as error:
        raise ValueError(f"policy {name}: {error}") from None


def described(said: Any) -> Any:
    """What identifies a policy or a model in a digest: what was said, or the name of the function; of one that is made on
    the spot (a lambda, one within another), whose name may be that of many, also what it does and what it holds.

    Raises
    ------
    ValueError : for an object that has no such name
    """
    if isinstance(said, partial):
        settled = [repr(value) for value in said.args]
        settled += [f"{name}={value!r}" for name, value in sorted(said.keywords.items())]
        return f"{described(said.func)}({', '.join(settled)})"
    if not callable(said):
        return said
    name = getattr(said, "__qualname__", None)
    if name is None:
        raise ValueError(f"found {found(said)}, allowed: a function, a class, or functools.partial of one")
    if "<" not in name or not hasattr(said, "__code__"):
        return f"{said.__module__}:{name}"
    code = said.__code__
    held = [repr(cell.cell_contents) for cell in said.__closure__ or ()]
    what = repr((code.co_code, code.co_consts, code.co_names, said.__defaults__, held))
    return f"{said.__module__}:{name}:{hashlib.sha256(what.encode()).hexdigest()[:16]}"
