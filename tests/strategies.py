"""Scenarios over the whole of what is allowed, not only what is plausible: poles, zeros, ones and infinity included.

Only the size is held down, so that a run takes milliseconds.
"""

from hypothesis import strategies as st

from equilibrium.parameters import AXES, COEFFICIENTS, LEVERS, REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.scenario_form import CHANGEABLE, ENDLESS

FAR = 1e6  # stands for the largest number where anything finite is allowed
SIZES = {
    "weeks": (1, 30), "needs": (1, 8), "facts": (1, 5), "customers": (1, 300), "degree": (0, 12), "cells": (1, 12),
    "cells_most": (1, 12), "links": (0, 12), "needs_faced": (1, 8), "allies": (0, 8), "people": (1, 12),
}  # fmt: skip
LIVELY = {  # every mechanism of the inside at full speed, so that 30 weeks see crafts come and go, cells divide and die
    "make_hours": 4.0, "absorb_hours": 4.0, "relabel_hours": 4.0, "substance": 0.6, "practice_hours": 4.0, "found": 0.3,
    "alliance_forms": 10.0, "mission_hours": 10.0, "growth_weeks": 2.0, "divide_cash": float("-inf"), "divide_load": 0.3,
    "die_load": 0.3, "credit": float("inf"), "credibility_loss": 0.5,
}  # fmt: skip
NAMED = {key: p for key, p in REGISTRY.items() if p.choices or p.unit == "switch"}
PAIRS = {"development", "antenna", "conceptual", "method", "sorry_below", "glad_above", "start_share"}  # must fit
SHORT = {"growth_weeks", "plan_period", "forecast_window", "lead"}  # else nothing of theirs happens in 30 weeks


def values(key):
    """Values of the parameter or coefficient `key`: often its default, its ends or infinity."""
    p = {**REGISTRY, **COEFFICIENTS}[key]
    if p.unit == "switch":
        return st.booleans()
    if p.choices:
        return st.sampled_from([choice for choice in p.choices if choice != "edges"])
    least, most = SIZES.get(key, (max(p.least, -FAR), min(p.most, FAR)))
    if p.whole:
        return st.integers(int(least), int(most))
    if key in SHORT:
        return st.floats(1, 8)
    ends = [least, most, p.low, p.high, float(p.default)] + ([float("inf")] if key in ENDLESS else [])
    return st.sampled_from(ends) | st.floats(max(least, p.low), min(most, p.high))


def choices(keys, most):
    """Values for up to `most` of the `keys`."""
    return st.lists(st.sampled_from(sorted(keys)), max_size=most, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({key: values(key) for key in chosen})
    )


SHARE = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
PERIOD = st.floats(1, 40)


@st.composite
def rhythms(draw):
    """One axis's plan: a share, a wave, an alternation or a calendar."""
    kind = draw(st.sampled_from(["share", "share", "share", "wave", "alternate", "calendar"]))
    if kind == "wave":
        return {"mean": draw(SHARE), "wave": {"period": draw(PERIOD), "amplitude": draw(SHARE), "phase": draw(SHARE)}}
    if kind == "alternate":
        low, high = sorted((draw(SHARE), draw(SHARE)))
        return {"alternate": {"period": draw(PERIOD), "low": low, "high": high}}
    if kind == "calendar":
        weeks = sorted(draw(st.sets(st.integers(0, 30), min_size=1, max_size=3)))
        return {"calendar": [[week, draw(SHARE)] for week in weeks]}
    return draw(SHARE)


def mixes(most):
    """Plans for up to `most` axes."""
    return st.dictionaries(st.sampled_from(AXES), rhythms(), max_size=most)


@st.composite
def fitting(draw, enterprises):
    """Values that must fit together, for the focal enterprise."""
    development = draw(st.sampled_from([0.0, 0.14, 0.5, 0.9]))
    conceptual = draw(st.sampled_from([0.0, 0.5, 1.0]))
    sorry, glad = sorted((draw(SHARE), draw(SHARE)))
    return {
        "development": development, "antenna": draw(st.sampled_from([0.0, 0.03, min(0.5, 0.95 - development)])),
        "conceptual": conceptual, "method": draw(st.sampled_from([0.0, 1.0 - conceptual])), "sorry_below": sorry,
        "glad_above": glad, "start_share": draw(st.sampled_from([0.0, 0.5, 1.0])) / enterprises,
    }  # fmt: skip


@st.composite
def shocks(draw, names):
    """A dated change of one parameter or coefficient, for some weeks or for good."""
    key = draw(st.sampled_from(sorted(CHANGEABLE.keys() - PAIRS)))
    week = draw(st.integers(1, 20))
    shock = {"week": week, key: {"set": draw(values(key).filter(lambda value: value != float("inf")))}}
    if key not in NAMED and key not in ENDLESS and shock[key]["set"] in (0.0, 1.0) and CHANGEABLE[key].least == 0:
        shock[key] = {"factor": draw(st.sampled_from([0.0, 1.0]))}
    if draw(st.booleans()):
        shock["until"] = week + draw(st.integers(1, 8))
    if CHANGEABLE[key].own and draw(st.booleans()):
        shock["enterprise"] = draw(st.sampled_from(names))
    return shock


@st.composite
def scenarios(draw):
    """Any valid scenario of small size."""
    rivals = draw(st.sampled_from([0, 1, 1, 2, 7]))
    names = ["focal", *(f"rival{k}" for k in range(rivals))]
    own = {key for key, p in REGISTRY.items() if p.own}
    free = REGISTRY.keys() - PAIRS - SIZES.keys() - set(LEVERS) | {"substance"}
    changes = {key: draw(values(key)) for key in SIZES}
    changes |= (
        draw(st.sampled_from([{}, LIVELY])) | draw(choices(free, 25)) | draw(fitting(1 + rivals)) | draw(mixes(5))
    )
    changes["degree"] = min(changes["degree"], changes["customers"] - 1)
    kinds = draw(st.integers(1, 4))
    changes["regimes"] = {f"regime{k}": draw(choices(COEFFICIENTS, 7)) for k in range(kinds)}
    changes["sojourn"] = draw(st.sampled_from([1.0, 4.0, 40.0, float("inf")]))
    if draw(st.booleans()):
        weeks = sorted(draw(st.sets(st.integers(0, 20), min_size=1, max_size=3)))
        changes["calendar"] = [[week, f"regime{draw(st.integers(0, kinds - 1))}"] for week in weeks]
    sized = own & SIZES.keys()
    changes["rivals"] = [
        {"name": name, **draw(choices(own - PAIRS - SIZES.keys(), 8)), **draw(choices(sized, 3)), "mix": draw(mixes(2))}
        for name in names[1:]
    ]
    changes["shocks"] = draw(st.lists(shocks(names), max_size=3))
    dates = draw(st.sets(st.tuples(st.integers(1, 20), st.sampled_from(names)), max_size=3))
    changes["missions"] = [
        {"week": week, "people": draw(st.integers(1, 40)), "insights": draw(st.integers(1, 40)), "enterprise": name}
        for week, name in sorted(dates)
    ]
    renaming = st.fixed_dictionaries(
        {"week": st.integers(1, 20), "crafts": st.integers(1, 256), "enterprise": st.sampled_from(names)}
    )
    changes["renamings"] = draw(st.lists(renaming, max_size=2))
    return Scenario().with_(name="drawn", **changes)
