"""Every known world, data set and claim holds what it is said to hold; how a finding is judged; pictures are drawn."""

import math
from pathlib import Path

import numpy as np
import pytest

from equilibrium.evidence import collect, table
from equilibrium.findings import between, clear, equal, held
from equilibrium.plots import comparison

WORLDS = collect.modules("known_worlds")


CLAIMS = collect.modules("claims")
SLOW = [module for module in WORLDS if hasattr(module, "slow_findings")]


def names(modules):
    return [collect.name_of(module) for module in modules]


def only_known_misses(found, known):
    """All hold but the figures of `known`, which all miss; no figure has the name of another."""
    figures = [finding.figure for finding in found]
    missed = {finding.figure for finding in found if not finding.holds}
    return len(figures) == len(set(figures)) > 0 and missed == set(known) & set(figures)


@pytest.mark.parametrize("module", WORLDS, ids=names(WORLDS))
def test_each_known_world_holds(module):
    """Every figure but those that the module says it misses; a listed miss that holds, or is no figure, fails too."""
    rows = list(collect.rows(module))
    print(table.markdown(rows))
    known = collect.misses(module)
    assert only_known_misses([row.finding for row in rows], known)
    assert hasattr(module, "slow_findings") or set(known) <= {row.finding.figure for row in rows}
    assert all(row.finding.note.endswith(known[row.finding.figure]) for row in rows if not row.finding.holds)


@pytest.mark.slow
@pytest.mark.parametrize("module", SLOW, ids=names(SLOW))
def test_the_studies_of_minutes_hold(module):
    rows = list(collect.rows(module, slow=True))
    print(table.markdown(rows))
    assert only_known_misses([row.finding for row in rows], collect.misses(module))
    assert set(collect.misses(module)) <= {row.finding.figure for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("module", CLAIMS, ids=names(CLAIMS))
def test_each_claim_holds(module):
    """In minutes: the best mixes are searched once for all of them."""
    rows = list(collect.rows(module))
    print(table.markdown(rows))
    assert only_known_misses([row.finding for row in rows], collect.misses(module))


def test_a_miss_that_is_not_listed_and_a_listed_one_that_holds_are_told():
    holds, missed = equal("holds", 1.0, 1.0, 0.0), equal("misses", 2.0, 1.0, 0.0)
    assert only_known_misses([holds, missed], {"misses": "a reason"})
    assert not only_known_misses([holds, missed], {})
    assert not only_known_misses([holds], {"holds": "a reason"})
    assert not only_known_misses([holds, holds], {})


@pytest.mark.slow
@pytest.mark.parametrize("module", WORLDS, ids=names(WORLDS))
def test_each_known_world_has_its_picture(module):
    seen = module.comparison()
    assert any(line.reference for line in seen.lines) and any(not line.reference for line in seen.lines)
    assert comparison.draw(seen).get_axes()


def test_every_known_world_is_listed():
    folder = collect.modules("known_worlds")[0].__file__
    there = {path.stem for path in Path(folder).parent.glob("*.py")} - {"__init__"}
    assert there == set(collect.FAMILIES["known_worlds"])


def test_a_mean_is_held_to_three_standard_errors_and_the_allowance():
    values = np.array([1.0, 2.0, 3.0])
    error = values.std(ddof=1) / math.sqrt(3)
    assert held("x", values, 2.0 + 2.9 * error).holds and not held("x", values, 2.0 + 3.1 * error).holds
    assert held("x", values, 2.0 + 3.1 * error, allowance=0.2 * error).holds
    assert held("x", values, 2.0 + 4.0 * error, target_error=error).holds  # 3 sqrt(2) = 4.24
    assert held("x", values, 2.0).error == pytest.approx(error)


def test_what_is_no_number_never_holds():
    assert not between("x", math.nan, -math.inf, math.inf).holds
    assert not equal("x", math.nan, 1.0, 1.0).holds
    assert between("x", 3.0, 1.0, math.inf).holds and not between("x", 0.5, 1.0, math.inf).holds


def test_a_sign_needs_three_standard_errors():
    values = np.array([0.5, 1.0, 1.5])
    assert clear("x", values).holds and not clear("x", values - 0.5).holds
    assert not clear("x", np.zeros(9)).holds and clear("x", np.full(9, 1e-9)).holds
