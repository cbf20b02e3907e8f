"""Every output once: key, unit, label, how it is read from the state, and how weeks are summarised.

An indicator of one's own is one more `Figure`: pass it to `simulate(indicators=[...])` or `EnterpriseModel(...)`
and it appears in `weekly`, `summary`, pictures and sweeps like the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np

from equilibrium.parameters import AXES
from equilibrium.state import Account, Activity, Count, Event, State

Over = Literal["mean", "sum", "last"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One output.

    `measure` takes the state after a week and returns (replicate, enterprise); `over` says how a run's weeks become
    one number: their mean, their sum, or the last week's value.
    """

    key: str
    unit: str
    en: str
    it: str
    over: Over
    measure: Callable[[State], np.ndarray]
    seen: bool = True  # whether a manager can read it; nobody can read a match with reality


def _added(values: np.ndarray) -> np.ndarray:
    """Sum over the last dimension, one after the other: numpy's own order, and so its last bits, depend on the shape."""
    return np.cumsum(values, axis=-1)[..., -1]


def _columns(values: np.ndarray, which: Sequence[int]) -> np.ndarray:
    """Sum of some places of the last dimension, in their order."""
    return reduce(np.add, (values[..., k] for k in which))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """`top / bottom`, not a number where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def _count(*which: Count) -> Callable[[State], np.ndarray]:
    """Real customers or units counted this week."""
    return lambda state: _columns(state.enterprises.counts, which) * state.parameters["customer_weight"]


def _event(which: Event) -> Callable[[State], np.ndarray]:
    return lambda state: state.enterprises.events[..., which].copy()


def _flow(*which: Account) -> Callable[[State], np.ndarray]:
    return lambda state: _columns(state.enterprises.flows, which)


def _axis(position: int) -> Callable[[State], np.ndarray]:
    return lambda state: state.enterprises.position[..., position].copy()


def _share(top: Count, *bottom: Count) -> Callable[[State], np.ndarray]:
    return lambda state: _ratio(state.enterprises.counts[..., top], _columns(state.enterprises.counts, bottom))


def _customers(state: State) -> np.ndarray:
    return _columns(state.enterprises.counts, (Count.CUSTOMERS_VOLUME, Count.CUSTOMERS_VALUE))


def _over_cells(values: np.ndarray, alive: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Mean over living cells, weighted by people."""
    weight = alive * people
    return _ratio(_added(values * weight), _added(weight))


def _coherence(state: State) -> np.ndarray:
    firms = state.enterprises
    weight = np.where(firms.active.sum(-1, keepdims=True) > 0, firms.active, 1.0)
    return _added(firms.coherence * weight) / _added(weight)


def _utilisation(state: State) -> np.ndarray:
    counts = state.enterprises.counts
    return _ratio(counts[..., Count.SERVED], state.enterprises.events[..., Event.CAPACITY])


def _hours(which: Activity) -> Callable[[State], np.ndarray]:
    return lambda state: _ratio(state.enterprises.hours[..., which], _added(state.enterprises.hours))


AXIS_LABELS = {
    "push_pull": ("push ↔ pull", "push ↔ pull"),
    "volume_value": ("volume ↔ value", "volume ↔ valore"),
    "selling_serving": ("selling ↔ serving", "selling ↔ serving"),
    "organization_organism": ("organisation ↔ organism", "organizzazione ↔ organismo"),
    "indie_weconomy": ("indie ↔ weconomy", "indie ↔ weconomy"),
}

FIGURES: dict[str, Figure] = {
    figure.key: figure
    for figure in (
        Figure("profit", "EUR/week", "Profit", "Profitto", "sum", _flow(*Account)),
        Figure("revenue", "EUR/week", "Revenue", "Ricavi", "sum", _flow(Account.SALES_VOLUME, Account.SALES_VALUE)),
        Figure("wages", "EUR/week", "Wages", "Retribuzioni", "sum", lambda s: -s.enterprises.flows[..., Account.WAGES]),
        Figure("cash", "EUR", "Cash", "Cassa", "last", lambda s: s.enterprises.cash.copy()),
        Figure("alive", "share", "Still in business", "Ancora in attività", "last", lambda s: s.enterprises.alive * 1.0),
        Figure("customers", "customers", "Customers", "Clienti", "mean",
               lambda s: _customers(s) * s.parameters["customer_weight"]),
        Figure("market_share", "share", "Share of all customers", "Quota di tutti i clienti", "mean",
               lambda s: _customers(s) / s.customers.need.shape[1]),
        Figure("value_share", "share", "Customers in the value tier", "Clienti nella fascia valore", "mean",
               lambda s: _ratio(s.enterprises.counts[..., Count.CUSTOMERS_VALUE], _customers(s))),
        Figure("satisfaction", "share", "Satisfaction of customers", "Soddisfazione dei clienti", "mean",
               lambda s: _ratio(s.enterprises.counts[..., Count.SATISFACTION], _customers(s))),
        Figure("energy", "share", "Energy of people", "Energia delle persone", "mean",
               lambda s: _over_cells(s.cells.energy, s.cells.alive, s.cells.people)),
        Figure("coherence", "share", "Coherence with reality", "Coerenza con la realtà", "mean", _coherence, False),
        Figure("uniqueness", "share", "Uniqueness", "Unicità", "mean", lambda s: s.enterprises.uniqueness.copy(),
               False),
        Figure("credibility", "share", "Credibility outside", "Credibilità fuori", "mean",
               lambda s: s.enterprises.credibility.copy()),
        Figure("trust", "share", "Credibility inside", "Credibilità dentro", "mean", lambda s: s.enterprises.trust.copy()),
        Figure("goodwill", "100 hours", "Goodwill", "Goodwill", "mean", lambda s: s.enterprises.goodwill.copy()),
        Figure("contacts", "contacts/week", "Contacts", "Contatti", "sum", _count(Count.CONTACTED)),
        Figure("convinced_share", "share", "Prospects whom a contact makes consider", "Contatti che fanno considerare", "mean",
               _share(Count.CONVINCED, Count.PROSPECTS)),
        Figure("won", "customers/week", "Customers won", "Clienti conquistati", "sum", _count(Count.WON)),
        Figure("lost", "customers/week", "Customers lost", "Clienti persi", "sum",
               _count(Count.LAPSED, Count.SWITCHED, Count.CLOSED)),
        Figure("lapse_rate", "1/week", "Customers lost per customer", "Clienti persi per cliente", "mean",
               lambda s: _ratio(_columns(s.enterprises.counts, (Count.LAPSED, Count.SWITCHED)), _customers(s))),
        Figure("units_volume", "units/week", "Units asked for, volume", "Unità richieste, volume", "sum",
               _count(Count.UNITS_VOLUME)),
        Figure("units_value", "units/week", "Units asked for, value", "Unità richieste, valore", "sum", _count(Count.UNITS_VALUE)),
        Figure("served_share", "share", "Requests answered", "Richieste evase", "mean",
               lambda s: 1.0 - s.enterprises.waiting_share),
        Figure("failure_share", "share", "Answers that fail", "Risposte senza esito", "mean",
               lambda s: s.enterprises.failure_share.copy()),
        Figure("utilisation", "share", "Use of service hours", "Utilizzo delle ore di servizio", "mean", _utilisation),
        Figure("stock", "units", "Stock", "Scorte", "mean", lambda s: s.enterprises.stock.copy()),
        Figure("ordered", "units/week", "Units ordered ahead", "Unità ordinate in anticipo", "sum", _event(Event.ORDERED)),
        Figure("lost_sales", "units/week", "Units missing", "Unità mancanti", "sum", _event(Event.LOST_SALES)),
        Figure("new_crafts", "crafts/week", "New crafts", "Nuovi mestieri", "sum", _event(Event.NEW_CRAFTS)),
        Figure("new_crafts_year", "crafts", "New crafts in the last year", "Nuovi mestieri nell'ultimo anno", "last",
               lambda s: _added(s.enterprises.year[..., 0, :])),
        Figure("woken_crafts", "crafts/week", "Old crafts woken", "Mestieri risvegliati", "sum", _event(Event.WOKEN)),
        Figure("absorbed_crafts", "crafts/week", "Crafts absorbed from allies", "Mestieri assorbiti", "sum",
               _event(Event.ABSORBED)),
        Figure("renamings", "crafts/week", "Crafts only renamed", "Mestieri solo rinominati", "sum", _event(Event.RENAMED)),
        Figure("found_out", "crafts/week", "Renamings found out", "Cambi di nome scoperti", "sum", _event(Event.FOUND_OUT)),
        Figure("people_reenergised", "persons/week", "People who found energy again", "Persone che hanno ritrovato energia",
               "sum", _event(Event.REENERGISED)),
        Figure("reenergised_year", "persons", "People who found energy again in the last year",
               "Persone che hanno ritrovato energia nell'ultimo anno", "last",
               lambda s: _added(s.enterprises.year[..., 1, :])),
        Figure("insight_cards", "cards/week", "Insight cards", "Schede di insight", "sum", _event(Event.CARDS)),
        Figure("facts_seen", "share", "Facts seen by antennas", "Fatti visti dalle antenne", "last",
               lambda s: (s.cards.seen > 0).mean(-1)),
        Figure("partners", "allies", "Partnerships", "Alleanze", "mean", lambda s: s.allies.partner.sum(-1) * 1.0),
        Figure("cells", "cells", "Living cells", "Cellule vive", "mean", lambda s: s.cells.alive.sum(-1) * 1.0),
        Figure("people", "persons", "People", "Persone", "mean", lambda s: _added(s.cells.people * s.cells.alive)),
        Figure("interference", "share", "Hours lost between opposites", "Ore perse fra gli opposti", "mean",
               _hours(Activity.INTERFERENCE)),
        *(Figure(axis, "0 to 1", *AXIS_LABELS[axis], "mean", _axis(k))
          for k, axis in enumerate(AXES)),
    )
}  # fmt: skip
