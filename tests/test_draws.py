"""Draws: uniform, independent, and every entity with a number of its own.

Chi-square tests run at an error rate of 1e-4 each, on seeds chosen once: they can only fail if the stream changes.
"""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from equilibrium.draws import ALLIES, CELLS, ENTERPRISES, FACTS, PEOPLE, Draw, stream, uniform
from equilibrium.parameters import REGISTRY
from equilibrium.scenario_checks import MOST_FACTS
from equilibrium.scenario_form import Form, Mission, Renaming

PINNED_KEYS = [2480893391472175725, 5480536718564167230, 9889434178062263863]
PINNED_NUMBERS = [0.7311886992153285, 0.21053023967669837, 0.7485733604441732]
ERROR = 1e-4
BINS = 64
MANY = 100_000


@njit
def drawn(seed, replicate, week, mechanism, count):
    """The numbers of entities 0 to `count` - 1."""
    key = stream(seed, replicate, week, mechanism)
    numbers = np.empty(count)
    for i in range(count):
        numbers[i] = uniform(key, i)
    return numbers


def evenness(numbers):
    """Chi-square p-value that `numbers` fall evenly on [0, 1)."""
    return stats.chisquare(np.histogram(numbers, BINS, (0, 1))[0]).pvalue


def independence(a, b):
    """Chi-square p-value that pairs (a, b) fall evenly on the unit square: also one's bits say nothing of the other's."""
    return stats.chisquare(np.histogram2d(a, b, 16, [[0, 1], [0, 1]])[0].ravel()).pvalue


def at(seed=1, replicate=0, week=1, mechanism=Draw.CONTACT):
    """The coordinates of a stream."""
    return seed, replicate, week, int(mechanism)


def test_the_stream_is_the_same_to_the_bit_in_every_version():
    """Results of an older version can be repeated only while these hold."""
    assert [int(stream(*at)) for at in ((0, 0, 0, 1), (7, 3, 52, 104), (2**63 - 1, 10**6, 5200, 109))] == PINNED_KEYS
    assert list(drawn(7, 3, 52, 104, 1000)[[0, 1, 999]]) == PINNED_NUMBERS


def test_the_entry_of_each_mechanism_keeps_its_number():
    assert len({entry.value for entry in Draw}) == len(Draw.__members__)
    assert (Draw.START_NEED, Draw.REGIME_LEAVE, Draw.CONTACT, Draw.CHOICE, Draw.SERVICE) == (1, 30, 100, 104, 109)


def test_numbers_lie_in_the_unit_interval_and_use_its_53_bits():
    numbers = drawn(*at(), MANY)
    assert numbers.min() >= 0 and numbers.max() < 1
    words = (numbers * 2**53).astype(np.uint64)
    assert (words / 2**53 == numbers).all()
    for bit in range(53):
        ones = int((words >> np.uint64(bit) & np.uint64(1)).sum())
        assert stats.binomtest(ones, MANY).pvalue > ERROR, bit


@pytest.mark.parametrize("mechanism", list(Draw))
def test_entities_draw_evenly(mechanism):
    assert evenness(drawn(*at(mechanism=mechanism), 20_000)) > ERROR


@pytest.mark.parametrize("lag", [1, 2, 8, 64, 512, 1024])
def test_entities_draw_independently(lag):
    numbers = drawn(*at(), MANY)
    assert independence(numbers[:-lag], numbers[lag:]) > ERROR


@pytest.mark.parametrize(
    "other", [at(seed=2), at(replicate=1), at(week=2), at(mechanism=Draw.SEARCH), at(seed=0, replicate=1)],
    ids=["seed", "replicate", "week", "mechanism", "seed for replicate"],
)  # fmt: skip
def test_the_same_entity_draws_independently_elsewhere(other):
    assert independence(drawn(*at(), MANY), drawn(*other, MANY)) > ERROR


@pytest.mark.parametrize(
    "series",
    [
        lambda k: at(seed=k), lambda k: at(replicate=k), lambda k: at(week=k), lambda k: at(mechanism=k),
        lambda k: at(seed=k, week=k), lambda k: at(replicate=k, week=k),
    ],
    ids=["seeds", "replicates", "weeks", "mechanisms", "seeds and weeks", "replicates and weeks"],
)  # fmt: skip
def test_one_entity_draws_evenly_and_independently_along_each_dimension(series):
    numbers = np.array([drawn(*series(k), 6)[5] for k in range(10_000)])
    assert evenness(numbers) > ERROR
    assert independence(numbers[:-1], numbers[1:]) > ERROR


def test_keys_of_neighbouring_coordinates_never_coincide():
    keys = [stream(s, r, w, m) for s in range(8) for r in range(8) for w in range(40) for m in range(40)]
    assert len(set(keys)) == len(keys)


# Room for entities within entities: what a scenario may ask for fits


FORM = Form.model_json_schema()["properties"]
MOST_SENT = Mission.model_json_schema()["properties"]["people"]["maximum"]
MOST_RENAMED = FORM["renaming"]["maxItems"] * Renaming.model_json_schema()["properties"]["crafts"]["maximum"]


def most(key):
    return int(REGISTRY[key].most)


def test_there_is_room_for_all_that_a_scenario_may_ask_for():
    assert max(most("cells"), most("cells_most")) <= CELLS
    assert most("people") <= PEOPLE
    assert FACTS >= MOST_FACTS
    assert most("allies") <= ALLIES
    assert 1 + FORM["rival"]["maxItems"] <= ENTERPRISES


@pytest.mark.parametrize(
    "number, sizes",
    [
        (lambda e, c, j: (e * CELLS + c) * FACTS + j, (ENTERPRISES, CELLS, FACTS)),  # beliefs of cells
        (lambda e, c, n: (e * CELLS + c) * PEOPLE + n, (ENTERPRISES, CELLS, PEOPLE)),  # people of cells
        (lambda n, m, j: (n * 2 * ENTERPRISES + m) * FACTS + j, (MOST_SENT, 2 * ENTERPRISES, FACTS)),  # missions
        (lambda a, e: a * ENTERPRISES + e, (MOST_RENAMED, ENTERPRISES)),  # renamings of dated campaigns
    ],
    ids=["beliefs", "people", "missions", "renamings"],
)
def test_numbers_of_entities_never_collide(number, sizes):
    """Nested numbers do not collide if the next outer entity starts where the inner ones end."""
    last = [size - 1 for size in sizes]
    assert number(*[0] * len(sizes)) == 0
    for place, size in enumerate(sizes):
        step = [0] * len(sizes)
        step[place] = 1
        inner = [0] * (place + 1) + last[place + 1 :]
        assert number(*step) == number(*inner) + 1, (place, size)
    assert number(*last) < 2**53
