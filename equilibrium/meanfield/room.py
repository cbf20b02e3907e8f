"""A week's working space, laid out once a path: no week finds anything in it, and none allocates."""

from math import comb
from typing import NamedTuple

import numpy as np

from equilibrium.meanfield.customers import CHOOSERS, COARSE, GRID, LEVELS, OFFER, PACES, RATES
from equilibrium.meanfield.firms import WEEK
from equilibrium.meanfield.learning import MANY
from equilibrium.meanfield.tables import TABLE
from equilibrium.state import Count

FACTS_SPACE = np.dtype(
    [
        ("before", "f8", (3, 2, 3)), ("after", "f8", (3, 2, 3)), ("wins", "f8", (2, 3, 2)), ("moves", "f8", (3, 2)),
        ("mass", "f8", (3,)), ("believed", "f8", (2, 2)), ("says", "f8", (2, 2)), ("part", "f8", (2,)),
        ("chance", "f8", (2, 2 * MANY + 5)), ("numbers", "f8", (2,)), ("coherent", "f8", (2,)),
        ("table", "f8", (2, 2)), ("pointed", "f8", (2, 2)),
    ]
)  # fmt: skip
MARKET_SPACE = np.dtype(
    [(key, "f8", (2, GRID)) for key in ("here", "survive")]
    + [(key, "f8", (GRID,)) for key in ("bought", "quiet", "asking", "line")]
    + [(key, "f8", (2 * (len(PACES) + 1), GRID)) for key in ("still", "open")]
    + [("buys", "f8", (RATES, GRID)), ("new", "f8", (2, 2, GRID))]
    + [("each", "f8", (LEVELS,))]
    + [(key, "f8", (CHOOSERS,)) for key in ("free", "away", "unbound")]
    + [("shares", "f8", (COARSE,)), ("to", "f8", (2, COARSE)), ("chance", "f8", (2,))]
)


class Facts(NamedTuple):
    """Room for what is known and made."""

    space: np.ndarray  # (1,) of `FACTS_SPACE`
    hits: np.ndarray  # (2, facts) and the next three as `learning.superior` and `code_learns` use them
    tail: np.ndarray  # (2, facts + 2)
    ahead: np.ndarray  # (facts,)
    found: np.ndarray  # (facts + 1,)
    enough: np.ndarray  # (class, 2) as `antenna.look_out` writes it
    content: np.ndarray  # (class,) and the next four as `renewal.renew` uses them
    joint: np.ndarray  # (facts + 1, facts + 1)
    passed: np.ndarray  # (facts + 1,)
    aimed: np.ndarray  # (facts + 1,)
    amount: np.ndarray  # (facts + 1,)
    ways: np.ndarray  # (facts + 1,) contents that have so many facts wrong: this stays
    done: np.ndarray  # (enterprise, class, view of the code, 3): what is done, as `renewal.drafts` writes it


class Choices(NamedTuple):
    """Room for customers and what they choose."""

    space: np.ndarray  # (1,) of `MARKET_SPACE`
    considers: np.ndarray  # (2, enterprise)
    common: np.ndarray  # (case, place)
    share: np.ndarray  # (place + 1, coarse * sensitivity)
    join: np.ndarray  # (place, chooser)
    move: np.ndarray  # (enterprise, coarse, place + 1, chooser)
    flow: np.ndarray  # (place, place + 1, chooser)
    group: np.ndarray  # (pace, place, chooser)
    old: np.ndarray  # (place, chooser)
    won: np.ndarray  # (place,)
    lost: np.ndarray  # (place,)


class Room(NamedTuple):
    """All of it, and the tables."""

    tables: np.ndarray  # (enterprise,) of `tables.TABLE`
    facts: Facts
    choices: Choices
    week: np.ndarray  # (enterprise,) of `firms.WEEK`
    offer: np.ndarray  # (enterprise,) of `customers.OFFER`
    counts: np.ndarray  # (enterprise, count)


def lay_out(enterprises: int, classes: int, facts: int) -> Room:
    """Room for so many enterprises, classes of facts and facts of a need."""
    places, cases = 2 * enterprises, 1 << enterprises if enterprises <= 3 else 1
    known = Facts(
        np.zeros(1, FACTS_SPACE), np.zeros((2, facts)), np.zeros((2, facts + 2)), np.zeros(facts), np.zeros(facts + 1),
        np.zeros((classes, 2)), np.zeros(classes), np.zeros((facts + 1, facts + 1)), np.zeros(facts + 1),
        np.zeros(facts + 1), np.zeros(facts + 1), np.array([float(comb(facts, wrong)) for wrong in range(facts + 1)]),
        np.zeros((enterprises, classes, 3, 3)),
    )  # fmt: skip
    chosen = Choices(
        np.zeros(1, MARKET_SPACE), np.zeros((2, enterprises)), np.zeros((cases, places)),
        np.zeros((places + 1, LEVELS)), np.zeros((places, CHOOSERS)),
        np.zeros((enterprises, COARSE, places + 1, CHOOSERS)), np.zeros((places, places + 1, CHOOSERS)),
        np.zeros((len(PACES) + 1, places, CHOOSERS)), np.zeros((places, CHOOSERS)), np.zeros(places), np.zeros(places),
    )  # fmt: skip
    return Room(np.zeros(enterprises, TABLE), known, chosen, np.zeros(enterprises, WEEK), np.zeros(enterprises, OFFER),
                np.zeros((enterprises, len(Count))))  # fmt: skip
