"""customers.c, compiled with gcc -O3 -march=native and called through ctypes."""

import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.fixed_week import copy_of_customers, enterprises_as_seen, world_as_seen
from equilibrium.draws import Draw
from equilibrium.state import Count, State

SOURCE = Path(__file__).with_name("customers.c")
MOST_NEEDS = 32
ENTERPRISE = np.dtype([
    *((name, "f8") for name in (
        "contact", "search", "receptivity", "credibility", "fatigue_decay", "fatigue_scale", "seeker_response", "annoyance",
        "base_success", "success_up", "failure_down", "wait_down", "patience", "care_gain", "repeat_satisfaction",
        "cross_selling", "care", "supply_wait", "supply_gap", "drop_satisfaction", "lapse_natural", "lapse_dissatisfied",
        "loyalty", "loyalty_satisfaction", "satisfaction_start")),
    ("price", "f8", 2), ("hazard", "f8", 2),
    *((name, "f8", MOST_NEEDS) for name in ("attention", "talk", "answered", "coherence")), ("appeal", "f8", (MOST_NEEDS, 2)),
])  # fmt: skip
SIZES, REALS = ("customers", "enterprises", "needs"), ("sorry_weight", "price_factor", "glad_above", "sorry_below")
ARRAYS = ("need", "seeker", "sensitivity", "rate", "drop", "supplier", "tier", "satisfaction", "request", "mood", "told",
          "fatigue", "glad", "sorry", "start", "neighbours")  # fmt: skip


class World(ctypes.Structure):
    _fields_ = [*((name, ctypes.c_int64) for name in SIZES), *((name, ctypes.c_double) for name in REALS),
                *((name, ctypes.c_void_p) for name in ARRAYS)]  # fmt: skip


def compiler() -> str:
    """The compiler's version, in a line."""
    return subprocess.run(["gcc", "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]


def compiled_week() -> ctypes._CFuncPtr:
    """The function `week` of customers.c."""
    names = [f"-D{draw.name}={int(draw)}" for draw in Draw if draw >= Draw.CONTACT]
    names += [f"-D{count.name}={int(count)}" for count in Count] + [f"-DCOUNTS={len(Count)}"]
    names = [name for name in names if not name.startswith("-DFIRST")]
    library = Path(tempfile.mkdtemp(prefix="equilibrium-benchmark-")) / "customers.so"
    subprocess.run(
        ["gcc", "-O3", "-march=native", "-shared", "-fPIC", *names, "-o", library, SOURCE, "-lm"], check=True
    )
    week = ctypes.CDLL(str(library)).week
    week.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 3, ctypes.c_void_p]
    week.restype = None
    return week


class Customers:
    """A copy of a state's customers, driven by the C loop."""

    def __init__(self, state: State, week: ctypes._CFuncPtr, seed: int) -> None:
        self.arrays = copy_of_customers(state)
        self.arrays |= {"start": state.network.start[0], "neighbours": state.network.neighbours[0]}
        rows = enterprises_as_seen(state)
        needs = state.shape["need"]
        self.firms = np.zeros(len(rows), ENTERPRISE)
        for e, row in enumerate(rows):
            for name, value in row.items():
                if np.ndim(value) and name not in ("price", "hazard"):
                    self.firms[name][e, :needs] = value
                else:
                    self.firms[name][e] = value
        self.world = World(len(self.arrays["need"]), len(rows), needs, *world_as_seen(state).values(),
                           *(self.arrays[name].ctypes.data for name in ARRAYS))  # fmt: skip
        self.counts = np.zeros((len(rows), len(Count)))
        self.function, self.seed = week, seed

    def step(self, week: int) -> None:
        self.counts[:] = 0.0
        self.function(ctypes.byref(self.world), self.firms.ctypes.data, self.seed, 0, week, self.counts.ctypes.data)
