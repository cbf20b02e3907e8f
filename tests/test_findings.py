"""Every known world, data set and claim holds what it is said to hold; how a finding is judged; pictures are drawn."""

import math
from pathlib import Path

import numpy as np
import pytest

from equilibrium.evidence import collect, table
from equilibrium.findings import between, clear, equal, held
from equilibrium.plots import comparison

WORLDS = collect.modules("known_worlds")


def names(modules):
    return [collect.name_of(module) for module in modules]


@pytest.mark.parametrize("module", WORLDS, ids=names(WORLDS))
def test_each_known_world_holds(module):
    rows = list(collect.rows(module))
    print(table.markdown(rows))
    assert rows and [row.finding for row in rows if not row.finding.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize("module", [module for module in WORLDS if hasattr(module, "slow_findings")])
def test_the_studies_of_minutes_hold(module):
    found = list(module.slow_findings())
    assert found and [finding for finding in found if not finding.holds] == []


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
