"""Random numbers as a function of what they are for: (seed, replicate, week, mechanism, entity).

There is no generator to pass around and no state. A draw is the SplitMix64 finaliser (Steele, Lea & Flood 2014)
of a stream key plus a multiple of the golden ratio, so threads, order, block size or one more customer change
nobody else's luck (Salmon et al. 2011). Two scenarios under one seed meet the same luck: that pairing is what makes
small differences between mixes visible.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numba import njit


class Draw(IntEnum):
    """The one list of what draws. A mechanism that needs two numbers has two entries. Never renumber; append."""

    START_NEED = 1
    START_SENSITIVITY = 2
    START_SEEKER = 4
    START_SUPPLIER = 5
    START_TIER = 6
    START_RATE = 7
    START_DROP = 8
    START_BELIEF = 9
    START_REALITY = 10
    START_TEMPLATE = 11
    START_ALLY = 12
    START_PURPOSE = 13
    START_VISIBILITY = 14
    START_CODE = 15
    NETWORK_REWIRE = 20
    NETWORK_TARGET = 21
    REGIME_LEAVE = 30
    REGIME_NEXT = 31
    DRIFT = 32
    LOCAL_NOISE = 40
    LOCAL_NOISE_YIELD = 41
    LEARN_FROM_CODE = 50
    CODE_LEARNS = 51
    PEER = 52
    PEER_WHO = 53
    SENSE = 54
    TURNOVER = 55
    NEWCOMER = 56
    GUESS = 57
    GUESS_OF_CODE = 58
    MISSION_NOTICE = 60
    CARD_RIGHT = 61
    CARD_BELIEVED = 62
    LISTEN = 63
    LISTEN_FACT = 64
    LISTEN_RIGHT = 65
    CRAFT_NEED = 70
    CRAFT_SOURCE = 71
    CRAFT_CHANCE = 72
    CRAFT_PILOT = 73
    CRAFT_FAMILY = 74
    CRAFT_PRACTICE = 75
    HANGAR = 76
    RELABEL_WHICH = 80
    FOUND_OUT = 81
    ALLY_TRACKS = 90
    ALLY_FORMS = 92
    ABSORB_NEED = 93
    ABSORB_SUCCESS = 94
    ABSORB_PARTNER = 95
    LEAK = 96
    CONTACT = 100
    SEARCH = 101
    WORD_OF_MOUTH = 102
    ALLY_ATTENTION = 103
    CHOICE = 104
    PURCHASE = 105
    DROP = 106
    LAPSE = 107
    REQUEST = 108
    SERVICE = 109
    INHERIT = 120
    INHERIT_NEED = 121
    CLIMATE = 130


# Room for the numbers of entities within entities, as much as a scenario may ask for. It is fixed, so that one more cell,
# ally or enterprise leaves everybody else's number, and luck, as it was.
CELLS, PEOPLE, FACTS, ALLIES, ENTERPRISES = 1024, 1024, 512, 64, 8

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
TO_UNIT = 2.0**-53


@njit(cache=True, nogil=True, inline="always")
def mixed(word):
    """The SplitMix64 finaliser: a bijection of 64-bit words whose every output bit depends on every input bit."""
    word = (word ^ (word >> np.uint64(30))) * FIRST
    word = (word ^ (word >> np.uint64(27))) * SECOND
    return word ^ (word >> np.uint64(31))


@njit(cache=True, nogil=True)
def stream(seed, replicate, week, mechanism):
    """Key (uint64) of the numbers that `mechanism` draws in `week` of `replicate` under `seed`.

    Parameters
    ----------
    seed, replicate, week : int -- any 64-bit whole numbers; week 0 is the start
    mechanism : int -- an entry of `Draw`
    """
    key = mixed(np.uint64(seed) + GOLDEN)
    key = mixed(key ^ (np.uint64(replicate) * GOLDEN + FIRST))
    key = mixed(key ^ (np.uint64(week) * GOLDEN + SECOND))
    return mixed(key ^ (np.uint64(mechanism) * GOLDEN))


@njit(cache=True, nogil=True, inline="always")
def uniform(key, entity):
    """The number in [0, 1) that `entity` (int >= 0) draws from the stream `key`; 53 bits."""
    return float(mixed(key + (np.uint64(entity) + np.uint64(1)) * GOLDEN) >> np.uint64(11)) * TO_UNIT


class Marks(NamedTuple):
    """Scratch of one block of customers: who is marked, and where the marked ones are."""

    flag: np.ndarray  # (block,) uint8; a multiple of eight places, those beyond the last customer stay 0
    place: np.ndarray  # (block + 1,) int64


@njit(cache=True, nogil=True)
def no_marks(size):
    """Marks for `size` customers, nobody marked."""
    size = (size + 7) // 8 * 8
    return Marks(np.zeros(size, np.uint8), np.empty(size + 1, np.int64))


@njit(cache=True, nogil=True)
def marked(marks, size):
    """How many of the first `size` customers are marked; their places stand, rising, at the beginning of `marks.place`.

    Draws fall on few. A mechanism first marks who may be met, in a loop without branches that the compiler turns into
    vector instructions, then looks closer at those few. Eight flags are passed over at a glance.
    """
    found = 0
    flag, place = marks.flag, marks.place
    glances = flag.view(np.uint64)
    for k in range((size + 7) // 8):
        if glances[k] != np.uint64(0):
            for i in range(8 * k, 8 * k + 8):
                place[found] = i
                found += flag[i] != 0
    return found
