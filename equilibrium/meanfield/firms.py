"""State of the enterprises of one path in expectation, and what the twin writes down each week."""

import numpy as np

from equilibrium.parameters import AXES
from equilibrium.state import HISTORY, LEADS, Account, Activity

STAGES = 3  # through which a growing craft ripens: its time is Erlang distributed

FIGURES = (
    "profit", "revenue", "wages", "cash", "alive", "customers", "market_share", "value_share", "satisfaction", "energy",
    "coherence", "uniqueness", "credibility", "trust", "goodwill", "contacts", "convinced_share", "won", "lost", "lapse_rate",
    "units_volume", "units_value", "served_share", "failure_share", "utilisation", "stock", "ordered", "lost_sales", "new_crafts",
    "woken_crafts", "absorbed_crafts", "renamings", "found_out", "insight_cards", "partners", "cells", "people", "interference",
    *AXES,
)  # fmt: skip
OUT = np.dtype([(key, "f8") for key in FIGURES])  # what is written down of an enterprise each week
WEEK = np.dtype(
    [
        ("spent", "f8", (len(Activity),)),  # hours paid, and effective, of the mean cell
        ("work", "f8", (len(Activity),)),
        ("faces", "f8"),  # share of needs that a cell faces
        ("cards", "f8"),
        ("names", "f8", (2,)),  # renamed, found out
        ("allied", "f8", (3,)),  # partners, attention, attempts to absorb that succeed
        ("crafts", "f8", (4,)),  # new, woken, absorbed, added
        ("capacity", "f8"),
        ("flows", "f8", (len(Account),)),
        ("goods", "f8", (2,)),  # ordered, lost
    ]
)  # what an enterprise does in a week


def record() -> np.dtype:
    """Record of an enterprise, alike in all scenarios so that they share what is compiled.

    Names are as in `state.Enterprises` where they mean the same; means over needs and cells.
    """
    shapes: dict[str, tuple[int, ...]] = {
        "alive": (),
        "position": (5,),
        "moved": (),
        "cells": (),  # number, not whole
        "energy": (),
        "load": (),
        "smooth_load": (),
        "spare": (),
        "answered": (),
        "hosted": (),  # cells in the hangar
        "coherence": (2,),  # mean and spread between needs
        "imprint": (),
        "uniqueness": (),
        "own_recent": (),
        "conceptual": (),
        "method": (),
        "accessory": (),
        "growing": (2, STAGES),  # needs with a growing craft: new and own, or known or an ally's
        "ally_share": (),  # of the known or allies' ones, those of allies
        "open_names": (),  # renamings not found out
        "credibility": (),
        "trust": (),
        "goodwill": (),
        "alliance_stock": (),
        "partner": (),  # chance that an ally is a partner
        "requests": (),  # open, as share of all customers
        "active": (),  # own customers, as share of all
        "failures": (),
        "yields": (2,),  # push, pull
        "supply_gap": (),
        "stock": (),
        "pipeline": (LEADS,),
        "demand": (HISTORY,),
        "level": (),
        "experience": (),
        "cash": (),
        "debt": (),  # hours that campaigns of renaming took from attempts
    }
    return np.dtype([(key, "f8", shape) if shape else (key, "f8") for key, shape in shapes.items()])


def begin(parameters: np.ndarray, position: np.ndarray) -> np.ndarray:
    """(enterprise,) records before week 1; `parameters` (enterprise,) records, `position` (enterprise, axis)."""
    firms = np.zeros(len(parameters), record())
    for key in ("alive", "answered", "credibility", "trust", "yields"):
        firms[key] = 1.0
    firms["position"], firms["smooth_load"], firms["level"] = position, 0.6, -1.0
    firms["cells"], firms["energy"] = parameters["cells"], parameters["energy_start"]
    firms["active"], firms["experience"] = parameters["start_share"], parameters["experience_start"]
    return firms


def contents(parameters: np.ndarray, regimes: int) -> np.ndarray:
    """(enterprise, regime, facts wrong): share of contents that an enterprise ever had, before week 1."""
    facts = int(parameters[0]["facts"])
    tried = np.zeros((len(parameters), regimes, facts + 1))
    tried[:, :, 0] = (parameters["code_start"] ** facts)[:, None]
    return tried
