"""Records of balance: written as plain data and read again, to the last bit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import equilibrium as eq
from equilibrium.balance.objectives import Objective, objective
from equilibrium.balance.records import plain, restored
from equilibrium.balance.thresholds import Thresholds


@dataclass(frozen=True)
class Inner:
    name: str
    place: float | None
    verdict: Literal["real", "too close to call"]


@dataclass(frozen=True)
class Outer:
    scenario: eq.Scenario
    objective: Objective
    mix: Mapping[str, float]
    pairs: tuple[Inner, ...]
    interval: tuple[float, float]
    values: np.ndarray
    inner: Inner | None
    runs: int
    by_pair: Mapping[tuple[str, str], Inner]
    by_times: dict[int, np.ndarray]


def through_json(record):
    return restored(type(record), json.loads(json.dumps(plain(record), allow_nan=False)))


def test_a_record_comes_back_equal():
    record = Outer(
        eq.Scenario.load("price-war").with_(push_pull=0.1 + 0.2), objective("profit@209-260 / 3 + survival"),
        {"push_pull": 1 / 3}, (Inner("a", None, "real"), Inner("b", float("nan"), "too close to call")), (-np.inf, 0.1),
        np.arange(6.0).reshape(2, 3) / 7, None, 12, {("a", "b"): Inner("c", 0.5, "real")}, {2: np.ones(3)},
    )  # fmt: skip
    again = through_json(record)
    assert again.scenario.digest == record.scenario.digest
    assert again.scenario.name == record.scenario.name
    assert again.objective.measures == record.objective.measures
    assert again.mix == record.mix
    assert again.pairs[0] == record.pairs[0]
    assert np.isnan(again.pairs[1].place)
    assert again.interval == record.interval
    assert np.array_equal(again.values, record.values)
    assert again.inner is None
    assert again.runs == 12
    assert again.by_pair == record.by_pair
    assert np.array_equal(again.by_times[2], np.ones(3))


@given(arrays(np.float64, st.tuples(st.integers(0, 3), st.integers(0, 3)), elements=st.floats(width=64)))
def test_any_array_of_numbers_comes_back_bit_for_bit(values):
    again = restored(np.ndarray, json.loads(json.dumps(plain(values), allow_nan=False)))
    assert again.shape == values.shape
    assert np.array_equal(again, values, equal_nan=True)


@pytest.mark.parametrize(
    "values", [np.array([True, False]), np.array([1, 2], np.int8), np.array(["a", "bc"]), np.array(3.5)]
)
def test_other_arrays_come_back_with_their_type(values):
    again = restored(np.ndarray, json.loads(json.dumps(plain(values))))
    assert again.dtype == values.dtype
    assert np.array_equal(again, values)


@pytest.mark.parametrize(
    ("kind", "said"), [(int, 1.5), (int, True), (str, 3), (Inner, {"name": "a"}), (np.ndarray, {"dtype": "<f8"})]
)
def test_what_is_no_such_record_is_refused(kind, said):
    with pytest.raises((ValueError, KeyError, TypeError)):
        restored(kind, said)


def test_tables_and_ends_that_may_be_spans_come_back():
    table = pd.DataFrame({"credit": [0.1, np.nan], "context": ["mixed", "calm"]})
    again = restored(pd.DataFrame, json.loads(json.dumps(plain(table), allow_nan=False)))
    pd.testing.assert_frame_equal(again, table, check_dtype=False)
    thresholds = {"profit": 0.0, "energy": (None, 0.7)}
    assert restored(Thresholds, json.loads(json.dumps(plain(thresholds)))) == thresholds


def test_what_has_no_plain_form_is_refused():
    with pytest.raises(TypeError, match="object"):
        plain(object())
