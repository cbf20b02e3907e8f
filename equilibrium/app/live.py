"""What a setting leads to, made once and kept: the exact ensemble, its six panels, the strips under the sliders, and the
quick answer of the mean-field twin while a slider is dragged. Everything is the library's; here it is only put together.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from time import monotonic
from typing import Any

import numpy as np

import equilibrium as eq
from equilibrium import meanfield
from equilibrium.app.kept import Kept
from equilibrium.app.setting import Setting, limits
from equilibrium.app.turns import FEW, FULL, GUESS, HAND, LOOK, MORE, STRIP, TURNS, heed
from equilibrium.app.words import words
from equilibrium.balance import strips
from equilibrium.balance.objectives import objective
from equilibrium.balance.trials import DIMENSIONS, thinned
from equilibrium.figures import FIGURES
from equilibrium.mechanisms import hours
from equilibrium.plots import trajectories
from equilibrium.plots.sentences import headline
from equilibrium.plots.words import quantity, unit
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.state import Activity
from equilibrium.studies.comparison import Difference, difference
from equilibrium.words import side_by_side
from equilibrium.words.dimensions import context
from equilibrium.words.numbers import readable

LOG = logging.getLogger(__name__)
FIRST, REPLICATES = 16, 64  # futures shown at first, and at rest
SIX = ("profit", "customers", "satisfaction", "energy", "uniqueness", "new_crafts")
EFFORT = (
    Activity.SERVING,
    Activity.PUSH,
    Activity.PULL,
    Activity.MAKING,
    Activity.ALLYING,
    Activity.RELABELLING,
    Activity.ANTENNA,
)
GRID = 65  # weeks drawn of a trajectory
STRIP_FUTURES, STRIP_CUSTOMERS = (8, 24), 1_000
GUESSED = 7  # places of a strip that the quick answer is asked for, beside the present one
TWIN_PATHS = 2  # futures of the context that the quick answer averages

_ensembles: Kept[eq.Ensemble] = Kept(
    500e6, lambda found: found.weekly.nbytes
)  # bytes: 13 MB each, more in long scenarios
_strips: Kept[strips.Strip] = Kept(2_000)
_twins: Kept[meanfield.Prepared] = Kept(24)
_expected: Kept[dict[str, np.ndarray]] = Kept(4_000)
_guesses: Kept[list[float]] = Kept(400)
_warm = Event()


def ensemble(scenario: Scenario, seed: int, replicates: int = REPLICATES) -> eq.Ensemble:
    """Simulated, or kept from before."""

    def make() -> eq.Ensemble:
        if replicates <= FIRST:
            with TURNS.turn(FEW) as let_by:
                return simulate(scenario, replicates, seed, progress=_heeding(let_by))
        few = _ensembles.peek((scenario.digest, seed, FIRST))
        with TURNS.turn(FULL) as let_by:
            found = simulate(scenario, range(FIRST if few else 0, replicates), seed, progress=_heeding(let_by))
        return few.joined(found) if few else found

    found = _ensembles.get((scenario.digest, seed, replicates), make)
    return found if found.scenario is scenario else replace(found, scenario=scenario)  # name and texts of who asks


def _heeding(let_by: Callable[[], None]) -> Callable[[int, int], None]:
    """Told how far a work is: lets more urgent ones by, and ends it when nobody waits for it any more."""
    still, looked = heed.get(), monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal looked
        let_by()
        if monotonic() > looked + LOOK:
            still()
            looked = monotonic()

    return progress


def shown_first(scenario: Scenario, seed: int) -> int:
    """How many futures to show first: all, where they are known, or the quick answer is on the screen and nobody else waits."""
    key = (scenario.digest, seed, REPLICATES)
    if _ensembles.peek(key) is not None:
        return REPLICATES
    others = TURNS.ahead(FULL) - _ensembles.is_making(key)  # the page beside the picture may have asked for the same
    return REPLICATES if ready() and others <= 0 else FIRST


def panels(setting: Setting, replicates: int, language: str) -> dict[str, Any]:
    """Six figures as trajectories, what they are compared with, the regimes, and what is said of them: plain data."""
    now, then = ensemble(setting.now, setting.seed, replicates), None
    if setting.full_mix != setting.pinned_mix:
        then = ensemble(setting.compared, setting.seed, replicates)
    return {
        "replicates": replicates, "weeks": now.weekly.sizes["week"], "digest": now.receipt.short,
        "figures": [_panel(now, then, key, language) for key in SIX],
        "regimes": _regimes(now, language), "ruins": sorted(set(trajectories.ruins(now).tolist())),
        "headline": headline(now, 0, language),
        "change": change(now, then, language), "effort": effort(setting, language),
    }  # fmt: skip


def effort(setting: Setting, language: str) -> list[tuple[str, float, str]]:
    """What an hour of work goes to, where nothing is lost to meetings and to opposites that stand in each other's way."""
    mix, spent = setting.full_mix, np.zeros(len(Activity))
    hours.split(1.0, mix["selling_serving"], mix["push_pull"], mix["indie_weconomy"], 0.0, 0.0, 0.0,
                setting.now.records()[0], spent)  # fmt: skip
    names = words(language)["balance"]["effort_parts"]
    shares = [(names[activity.name.lower()], float(spent[activity])) for activity in EFFORT]
    return [(name, share, readable(round(share, 2), "share", language)) for name, share in shares]


def _panel(now: eq.Ensemble, then: eq.Ensemble | None, key: str, language: str) -> dict[str, Any]:
    values, how = trajectories.seen(now, key)
    about, grid = now.weekly[key].attrs, _grid(values.shape[1])
    whole = how == "sum_52"
    band = trajectories.quantile(values[:, grid], (0.05, 0.25, 0.5, 0.75, 0.95), whole)
    ghost = None
    if then is not None:
        ghost = trajectories.quantile(trajectories.seen(then, key)[0][:, grid], 0.5, whole)
    shown = band if ghost is None else np.vstack([band, ghost])
    least, most = (np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else (np.nan, np.nan)
    low, high, ticks = trajectories.scale(float(least), float(most), about["unit"])
    label = about[f"label_{language}"]
    name = unit(about["unit"].removesuffix("/week") if whole else about["unit"], language)
    name = "" if about["unit"] in ("share", "0 to 1") or name.lower() in label.lower() else name
    return {
        "key": key, "label": label, "weeks": (grid + 1).tolist(), "whole": whole,
        "unit": ", ".join(part for part in (name, words(language)["balance"].get(how, "")) if part),
        "band": plain(band), "ghost": None if ghost is None else plain(ghost), "low": low, "high": high,
        "ticks": [(t, trajectories.tick(t, about["unit"], language)) for t in ticks],
        "now": quantity(float(band[2, -1]), "" if whole else about["unit"], language),
    }  # fmt: skip


def change(now: eq.Ensemble, then: eq.Ensemble | None, language: str) -> list[dict[str, Any]]:
    """How each of the six differs from the comparison: the size in words, how often, and whether luck may do it."""
    if then is None:
        return []
    out = []
    for key in SIX:
        before = then.per_run(key)
        found = difference(key, before, now.per_run(key), at_once=len(SIX))
        out.append(
            {"key": key, "text": told(found, float(np.nanmean(before)), language), "real": found.verdict == "real"}
        )
    return out


def told(found: Difference, before: float, language: str) -> str:
    """ "+12% profit, 9 times out of 10"; what is a share by its points."""
    text, figure = words(language)["balance"], FIGURES[found.figure]
    name = (figure.it if language == "it" else figure.en).lower()
    size = side_by_side.change(found, before, figure.unit.removesuffix("/week"), language) if found.n else ""
    if found.verdict == "identical" or not size:
        return text["same"].format(figure=name)
    return text["differs"].format(size=size, figure=name, times=side_by_side.times(found))


def _regimes(now: eq.Ensemble, language: str) -> list[dict[str, Any]]:
    found, names = now.weekly["regime"].to_numpy(), now.scenario.regime_names
    grid = _grid(found.shape[1])
    return [
        {"name": context(name, language), "share": np.round((found[:, grid] == k).mean(0), 4).tolist()}
        for k, name in enumerate(names)
    ]


def strip(setting: Setting, name: str, replicates: int = STRIP_FUTURES[0]) -> strips.Strip:
    """What the whole range of a slider is worth in profit, at the mix of the setting: few futures first, more when asked."""
    world = thinned(setting.world, STRIP_CUSTOMERS)
    mix = setting.full_mix
    rest = tuple(sorted((key, place) for key, place in mix.items() if key != name))
    worth, first = objective("profit"), STRIP_FUTURES[0]

    def make() -> strips.Strip:
        if replicates <= first:
            return run(STRIP, range(first))
        known = strip(setting, name, first)
        return strips.joined(known, run(MORE, range(first, replicates)))

    def run(urgency: int, ids: range) -> strips.Strip:
        with TURNS.turn(urgency) as let_by:
            return strips.strip(world, worth, name, at=mix, replicates=ids, seed=setting.seed,
                                hook=lambda _: let_by(), progress=_heeding(let_by))  # fmt: skip

    return _strips.get((world.digest, setting.seed, name, mix[name], rest, replicates), make)


def twin(setting: Setting) -> meanfield.Prepared:
    """The mean-field twin of a setting's world, ready for any mix."""
    world = setting.world
    return _twins.get(
        (world.digest, setting.seed), lambda: meanfield.prepare(world, seed=setting.seed, paths=TWIN_PATHS)
    )


def expected(setting: Setting, mix: Mapping[str, float]) -> dict[str, np.ndarray]:
    """(grid,) of each of the six as the mean-field twin expects it at `mix`: quick, and not to be read as a level."""
    world, prepared = setting.world, twin(setting)

    def make() -> dict[str, np.ndarray]:
        with TURNS.turn(HAND):
            weekly = meanfield.run(prepared, mix).weekly
        out = {}
        for key in SIX:
            figure = FIGURES[key]
            values = trajectories.drawn(weekly[key][..., 0].astype(float).copy(), figure.over, figure.unit)[0]
            out[key] = values.mean(0)[_grid(values.shape[1])]
        out["worth"] = np.atleast_1d(weekly["profit"][..., 0].sum(1).mean())
        return out

    return _expected.get((world.digest, setting.seed, tuple(mix[name] for name in DIMENSIONS)), make)


def guesses(setting: Setting, name: str) -> tuple[np.ndarray, list[float]]:
    """Places of a slider, the present one among them, and the profit that the twin expects at each: the strip drawn at once,
    until the runs are there."""
    mix, (low, high) = setting.full_mix, limits()[name]
    here = mix[name]
    places = np.unique([*np.linspace(low, high, GUESSED), here])
    rest = tuple(sorted((key, place) for key, place in mix.items() if key != name))

    def make() -> list[float]:
        worth = {here: float(expected(setting, mix)["worth"][0])}
        others = [float(place) for place in places if place != here]
        with TURNS.turn(GUESS):
            found = meanfield.run_each(twin(setting), [{**mix, name: place} for place in others])
        worth |= {
            place: float(each.weekly["profit"][..., 0].sum(1).mean()) for place, each in zip(others, found, strict=True)
        }
        return [worth[float(place)] for place in places]

    return places, _guesses.get((setting.world.digest, setting.seed, name, rest, here), make)


def _grid(weeks: int) -> np.ndarray:
    return np.unique(np.linspace(0, weeks - 1, min(GRID, weeks)).round().astype(int))


def plain(values: np.ndarray) -> list:
    """Numbers with six figures, None where there is none."""
    flat = [None if not np.isfinite(x) else float(f"{x:.6g}") for x in np.ravel(values)]
    return flat if values.ndim == 1 else [flat[k : k + values.shape[1]] for k in range(0, len(flat), values.shape[1])]


def ready() -> bool:
    """Whether the quick answer is compiled; until then only the exact one is there."""
    return _warm.is_set()


def warm_up() -> None:
    """Compile, or load from disk, what the first move of a slider needs."""
    try:
        ensemble(Setting().now, Setting().seed, FIRST)
        expected(Setting(), Setting().full_mix)
        _warm.set()
    except Exception:  # without the quick answer the page still works, only less quickly
        LOG.exception("the quick answer is not there")
