"""State of the enterprises of one path in expectation, and what the twin writes down each week."""

from typing import NamedTuple

import numpy as np

from equilibrium.state import HISTORY, LEADS

STAGES = 3  # through which a growing craft ripens: its time is Erlang distributed

OUT = (
    "profit", "revenue", "wages", "cash", "alive", "customers", "market_share", "value_share", "satisfaction", "energy",
    "coherence", "uniqueness", "credibility", "trust", "goodwill", "contacts", "convinced_share", "won", "lost", "lapse_rate",
    "units_volume", "units_value", "served_share", "failure_share", "utilisation", "stock", "ordered", "lost_sales", "new_crafts",
    "woken_crafts", "absorbed_crafts", "renamings", "found_out", "insight_cards", "partners", "cells", "people", "interference",
    "push_pull", "volume_value", "selling_serving", "organization_organism", "indie_weconomy",
)  # fmt: skip


class Firms(NamedTuple):
    """(enterprise, ...) of one path; names as in `state.Enterprises` where they mean the same, means over needs and cells."""

    alive: np.ndarray
    position: np.ndarray  # (..., axis)
    moved: np.ndarray
    cells: np.ndarray  # number, not whole
    energy: np.ndarray
    load: np.ndarray
    smooth_load: np.ndarray
    spare: np.ndarray
    answered: np.ndarray
    hosted: np.ndarray  # cells in the hangar
    coherence: np.ndarray  # (..., 2) mean and spread between needs
    imprint: np.ndarray
    uniqueness: np.ndarray
    own_recent: np.ndarray
    conceptual: np.ndarray
    method: np.ndarray
    accessory: np.ndarray
    growing: np.ndarray  # (..., 2, STAGES) needs with a growing craft: new and own, or known or an ally's
    ally_share: np.ndarray  # of the known or allies' ones, those of allies
    tried: np.ndarray  # (..., regime, facts wrong): share of contents that the enterprise ever had
    open_names: np.ndarray  # renamings not found out
    credibility: np.ndarray
    trust: np.ndarray
    goodwill: np.ndarray
    alliance_stock: np.ndarray
    partner: np.ndarray  # chance that an ally is a partner
    requests: np.ndarray  # open, as share of all customers
    active: np.ndarray  # own customers, as share of all
    failures: np.ndarray
    yields: np.ndarray  # (..., 2) push, pull
    supply_gap: np.ndarray
    stock: np.ndarray
    pipeline: np.ndarray  # (..., LEADS)
    demand: np.ndarray  # (..., HISTORY)
    level: np.ndarray
    experience: np.ndarray
    cash: np.ndarray
    debt: np.ndarray  # hours that campaigns of renaming took from attempts


def begin(parameters: np.ndarray, position: np.ndarray, regimes: int) -> Firms:
    """Enterprises before week 1; `parameters` (enterprise,) records, `position` (enterprise, axis)."""
    count, facts = len(parameters), int(parameters[0]["facts"])

    def zeros(*dims):
        return np.zeros((count, *dims))

    tried = zeros(regimes, facts + 1)
    tried[:, :, 0] = (parameters["code_start"] ** facts)[:, None]
    return Firms(
        alive=zeros() + 1.0, position=position.copy(), moved=zeros(), cells=parameters["cells"] * 1.0,
        energy=parameters["energy_start"] * 1.0, load=zeros(), smooth_load=zeros() + 0.6, spare=zeros(),
        answered=zeros() + 1.0, hosted=zeros(), coherence=zeros(2), imprint=zeros(), uniqueness=zeros(), own_recent=zeros(),
        conceptual=zeros(), method=zeros(), accessory=zeros(), growing=zeros(2, STAGES), ally_share=zeros(), tried=tried,
        open_names=zeros(), credibility=zeros() + 1.0, trust=zeros() + 1.0, goodwill=zeros(), alliance_stock=zeros(),
        partner=zeros(), requests=zeros(), active=parameters["start_share"] * 1.0, failures=zeros(), yields=zeros(2) + 1.0,
        supply_gap=zeros(), stock=zeros(), pipeline=zeros(LEADS), demand=zeros(HISTORY), level=zeros() - 1.0,
        experience=parameters["experience_start"] * 1.0, cash=zeros(), debt=zeros(),
    )  # fmt: skip
