"""State: the arrays of all replicates.

Dimensions, the same names everywhere: replicate, enterprise (0 is the focal one), cell, need, fact, craft, card, ally,
customer, block (of 1024 customers), tier (0 volume, 1 value), axis. How they start: `start.py`; a week: `week.py`.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

BLOCK = 1024
CRAFT_SLOTS = 256
CARD_SLOTS = 256
LEADS = 12
HISTORY = 26
YEAR = 52
NEVER = -(10**6)  # a week far past


class Count(IntEnum):
    """What the customer pass counts, per block and enterprise."""

    CONTACTED = 0
    PROSPECTS = 1
    CONVINCED = 2
    SEARCHED = 3
    TALKED = 4
    INTRODUCED = 5
    WON = 6
    WON_VALUE = 7
    SWITCHED = 8
    LAPSED = 9
    UNITS_VOLUME = 10
    UNITS_VALUE = 11
    SERVED = 12
    SUCCEEDED = 13
    ABANDONED = 14
    WAITING = 15
    CUSTOMERS_VOLUME = 16
    CUSTOMERS_VALUE = 17
    SATISFACTION = 18
    GLAD = 19
    SORRY = 20
    CLOSED = 21


class ByNeed(IntEnum):
    """What the customer pass counts per need."""

    REQUESTS = 0
    ACTIVE = 1
    FAILED = 2
    ANSWERED = 3


class Activity(IntEnum):
    """What a paid hour is spent on; every hour is spent once."""

    PUSH = 0
    PULL = 1
    SERVING = 2
    MAKING = 3
    RELABELLING = 4
    ALLYING = 5
    ANTENNA = 6
    HANGAR = 7
    MOVING = 8
    COORDINATION = 9
    INTERFERENCE = 10


class Account(IntEnum):
    """The week's cash flows, signed: closing cash is opening cash plus their sum."""

    SALES_VOLUME = 0
    SALES_VALUE = 1
    COST_AHEAD = 2
    COST_DEMAND = 3
    COST_VALUE = 4
    WAGES = 5
    HOLDING = 6
    ALLIANCES = 7
    STAFFING = 8


class Event(IntEnum):
    """What happens to an enterprise within a week, as counts or amounts."""

    NEW_CRAFTS = 0
    WOKEN = 1
    ABSORBED = 2
    RENAMED = 3
    FOUND_OUT = 4
    MATURED = 5
    PILOTED_OUT = 6
    CARDS = 7
    REENERGISED = 8
    DIVIDED = 9
    DIED = 10
    ORDERED = 11
    LOST_SALES = 12
    WRITTEN_OFF = 13
    CAPACITY = 14
    REPLACED = 15
    FLIPPED = 16


class Origin(IntEnum):
    """Where a craft comes from."""

    FOUNDING = 0
    INDIE = 1
    ALLY = 2
    RELABEL = 3


class Family(IntEnum):
    """What a craft is for."""

    CONCEPTUAL = 0
    METHOD = 1
    ACCESSORY = 2


class Context(NamedTuple):
    """What surrounds all enterprises. Facts are -1 or 1."""

    regime: np.ndarray  # (replicate,) int64
    entered: np.ndarray  # (replicate,) int64, week in which the regime was entered
    reality: np.ndarray  # (replicate, fact) int8
    template: np.ndarray  # (replicate, regime, fact) int8
    notice: np.ndarray  # (replicate, fact), probability that one mission notices the fact
    transition: np.ndarray  # (regime, regime), where a left regime goes, rows sum to one
    coefficients: np.ndarray  # (regime,) record of the regimes' coefficients
    forced: np.ndarray  # (1,) int64, the regime the calendar asks for this week, -1 for the chain


class Enterprises(NamedTuple):
    """(replicate, enterprise, ...); float64 unless said."""

    alive: np.ndarray  # uint8
    target: np.ndarray  # (..., axis)
    position: np.ndarray  # (..., axis)
    moved: np.ndarray  # sum of |dx| this week
    code: np.ndarray  # (..., fact) int8
    coherence: np.ndarray  # (..., need) in [0, 1]
    imprint: np.ndarray  # (..., need) uniqueness of own content, in [0, 1]
    uniqueness: np.ndarray  # in [0, 1]
    own_recent: np.ndarray  # (..., need) absorptive capacity, in [0, 1]
    conceptual: np.ndarray  # (..., need) level of conceptual crafts, in [0, 1]
    method: np.ndarray  # level of method crafts, in [0, 1]
    accessory: np.ndarray  # level of accessory crafts, in [0, 1]
    doing: np.ndarray  # (..., fact) int8, what the enterprise does today, by code and cells
    evidence: np.ndarray  # (..., fact) weight of insight cards, signed
    goodwill: np.ndarray  # 100 hours
    credibility: np.ndarray  # outside, in [0, 1]
    trust: np.ndarray  # credibility inside, in [0, 1]
    effort: np.ndarray  # (..., 3) hours gathered for making, relabelling, absorbing
    alliance_stock: np.ndarray  # hours
    picture: np.ndarray  # (..., need) the plan's picture of demand, a share
    reviewed: np.ndarray  # week of the plan's last review, int64
    requests: np.ndarray  # (..., need) open requests, customers
    active: np.ndarray  # (..., need) own customers
    answered: np.ndarray  # (..., need) chance that an open request is answered this week
    failures: np.ndarray  # (..., need) recent share of answers that failed
    failure_share: np.ndarray  # share of last week's answers that failed
    waiting_share: np.ndarray  # share of last week's requests left waiting
    load: np.ndarray  # requests over capacity, last week
    spare: np.ndarray  # share of serving hours left for care
    yield_push: np.ndarray  # customers won over per hour, smoothed
    yield_pull: np.ndarray
    contact_chance: np.ndarray  # probability per customer and week
    search_chance: np.ndarray  # the same, for seekers
    attention_chance: np.ndarray  # (..., need) the same, through allies
    supply_gap: np.ndarray  # share of volume units that waited or were missing last week
    stock: np.ndarray  # units
    pipeline: np.ndarray  # (..., LEADS) units on order by weeks to arrival
    demand: np.ndarray  # (..., HISTORY) units asked for, newest first
    level: np.ndarray  # order-up-to level, units; below 0: not set yet
    experience: np.ndarray  # units made so far
    cash: np.ndarray  # EUR
    price: np.ndarray  # (..., tier) EUR
    appeal: np.ndarray  # (..., need, tier) utility without price
    hours: np.ndarray  # (..., activity) paid hours this week
    flows: np.ndarray  # (..., account) EUR this week
    events: np.ndarray  # (..., event) this week
    year: np.ndarray  # (..., 2, 52) new crafts, and people who found energy again, in each of the last 52 weeks
    counts: np.ndarray  # (..., count) this week


class Cells(NamedTuple):
    """(replicate, enterprise, cell, ...)"""

    alive: np.ndarray  # uint8
    people: np.ndarray  # persons
    energy: np.ndarray  # in [0, 1]
    beliefs: np.ndarray  # (..., fact) int8
    faces: np.ndarray  # (..., need) uint8
    neighbours: np.ndarray  # (..., link) int64, -1 where none
    hours: np.ndarray  # (..., activity) paid hours this week
    work: np.ndarray  # (..., activity) effective hours this week
    shared: np.ndarray  # share of facts on which the cell agrees with the code
    load: np.ndarray  # smoothed
    hangar: np.ndarray  # weeks left in the hangar
    energy_before: np.ndarray  # energy when the newest craft came
    craft_week: np.ndarray  # int64, week the newest craft came to the cell; far past if never
    lifted: np.ndarray  # uint8, already counted as re-energised by that craft


class Crafts(NamedTuple):
    """(replicate, enterprise, craft, ...): crafts as objects; the slots beyond `count` are empty."""

    count: np.ndarray  # (replicate, enterprise) int64
    need: np.ndarray  # int64
    family: np.ndarray  # int8, Family
    origin: np.ndarray  # int8, Origin
    born: np.ndarray  # int64, week
    maturity: np.ndarray  # in [0, 1]
    practice: np.ndarray  # hours
    matured: np.ndarray  # uint8
    novel: np.ndarray  # uint8: differs from all before it
    found: np.ndarray  # uint8: a renaming found out
    parent: np.ndarray  # int64, the craft it renames or recombines, -1 if none
    content: np.ndarray  # (..., fact of the need) int8
    practised: np.ndarray  # (..., cell) uint8


class Cards(NamedTuple):
    """(replicate, enterprise, card): insight cards; a full wall drops the oldest."""

    count: np.ndarray  # (replicate, enterprise) int64, cards ever
    fact: np.ndarray  # int64
    value: np.ndarray  # int8
    week: np.ndarray  # int64
    weight: np.ndarray  # in [0, 1]
    seen: np.ndarray  # (replicate, enterprise, fact) int64, cards ever per fact


class Allies(NamedTuple):
    """(replicate, ally, ...)"""

    beliefs: np.ndarray  # (..., fact) int8
    cares: np.ndarray  # (..., need) uint8
    partner: np.ndarray  # (replicate, enterprise, ally) uint8


class Customers(NamedTuple):
    """(replicate, customer) or (replicate, enterprise, customer)"""

    need: np.ndarray  # uint8
    seeker: np.ndarray  # uint8
    sensitivity: np.ndarray  # float32, 1/(60 EUR)
    rate: np.ndarray  # float32, purchases per week
    drop: np.ndarray  # float32, probability to drop out after a purchase
    supplier: np.ndarray  # int8, -1 none
    tier: np.ndarray  # int8
    satisfaction: np.ndarray  # float32 in [0, 1]
    request: np.ndarray  # uint8, 0 none, else weeks open
    mood: np.ndarray  # uint8: 0 silent, 1 + 2 e glad and 2 + 2 e sorry with enterprise e
    told: np.ndarray  # uint8: the mood the neighbours know
    fatigue: np.ndarray  # (replicate, enterprise, customer) float32
    glad: np.ndarray  # (replicate, enterprise, customer) int16, glad neighbours; int32 if somebody has so many
    sorry: np.ndarray  # (replicate, enterprise, customer) the same


class Network(NamedTuple):
    """(replicate, ...): neighbours of i are neighbours[start[i]:start[i + 1]]."""

    start: np.ndarray  # (replicate, customer + 1) int64
    neighbours: np.ndarray  # (replicate, 2 links) int32


class Tally(NamedTuple):
    """(replicate, block, enterprise, ...): sums of the customer pass, added up in block order."""

    counts: np.ndarray  # (..., count)
    by_need: np.ndarray  # (..., need, by need)


@dataclass(frozen=True)
class State:
    """All replicates of one run. Arrays are live: what is written here is what the next week reads."""

    parameters: np.ndarray  # (replicate, enterprise) records
    context: Context
    enterprises: Enterprises
    cells: Cells
    crafts: Crafts
    cards: Cards
    allies: Allies
    customers: Customers
    network: Network
    tally: Tally
    seed: int
    ids: np.ndarray  # (replicate,) int64, the replicates' names in the draws

    @property
    def shape(self) -> dict[str, int]:
        """Length of each dimension."""
        replicate, enterprise, cell, fact = self.cells.beliefs.shape
        need = self.enterprises.coherence.shape[2]
        return {
            "replicate": replicate,
            "enterprise": enterprise,
            "cell": cell,
            "fact": fact,
            "need": need,
            "customer": self.customers.need.shape[1],
            "ally": self.allies.cares.shape[1],
        }
