"""What each factor of a study does: a panel a factor, the measure's mean at each of its values with its interval."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from equilibrium.plots import page, style, words
from equilibrium.studies.effects import Effect, effects
from equilibrium.studies.results import Results
from equilibrium.words.sensitivity import factor_label, measure_label, measure_unit, value_text

WIDTH, LEFT, PANEL, GAP = (
    10.0,
    1.25,
    1.9,
    1.05,
)  # inches: sheet, room for the measure's numbers, a panel's height, between
ACROSS = 3  # panels in a row
MOST = 12


def plot(results: Results, measure: str | None = None, language: str = "en") -> Figure:
    """One measure (default the study's first) against every factor, on one scale, so that what matters more looks larger."""
    said = words.words(language)
    measure = measure or results.manifest["measures"][0]
    found = effects(results, measure)
    names = list(dict.fromkeys(effect.factor for effect in found))
    names = sorted(names, key=lambda name: -_span(found, name))[:MOST]
    rows = -(-len(names) // ACROSS)
    unit = words.unit(measure_unit(measure), language)
    label = measure_label(measure, language)
    title = results.manifest["title"].get(language) or results.manifest["study"]
    sentence = said["effects_sentence"].format(measure=f"{label}, {unit}" if unit else label)
    foot = said["foot"].format(
        futures=words.counted("n_futures", results.manifest["runs"], language), seed=results.manifest["seed"],
        maker=f"equilibrium {results.manifest['versions']['equilibrium']}",
    )  # fmt: skip
    sheet, top = page.begin(WIDTH, rows * (PANEL + GAP), title, sentence, [said["effects_note"], foot])
    low, high = _range(found)
    wide = (WIDTH - LEFT - page.MARGIN) / ACROSS
    for k, name in enumerate(names):
        row, place = divmod(k, ACROSS)
        left, at = LEFT + place * wide, top + row * (PANEL + GAP)
        head = style.wrapped(factor_label(name, language), wide - 0.25, 9, True).split("\n")[0]
        style.say(sheet, left, at, head, 9, bold=True)
        axes = style.axes_at(sheet, left, at + 0.3, wide - 0.3, PANEL - 0.3)
        axes.set_ylim(low, high)
        ticks = [float(tick) for tick in axes.get_yticks() if low <= tick <= high]
        shown = [(tick, words.quantity(tick, measure_unit(measure), language) if place == 0 else "") for tick in ticks]
        style.tick(axes, shown)
        _draw(axes, [effect for effect in found if effect.factor == name], name, language, wide - 0.3)
    return sheet


def _draw(axes, found: Sequence[Effect], name: str, language: str, room: float) -> None:
    numbers = all(isinstance(effect.value, float) for effect in found)
    x = np.array([effect.value for effect in found] if numbers else range(len(found)), float)
    y, half = np.array([e.mean for e in found]), np.nan_to_num([e.half for e in found])
    if numbers:
        axes.plot(x, y, color=style.TEAL, linewidth=1.2, alpha=0.5, zorder=2)
    axes.errorbar(x, y, yerr=half, fmt="none", ecolor=style.TEAL, elinewidth=1.2, zorder=3)
    axes.plot(x, y, linestyle="none", marker="o", markersize=5, color=style.TEAL, markeredgecolor=style.PAPER, zorder=4)
    texts = [_value(effect, name, language) for effect in found]
    if numbers:
        widest = max(style.width_of(text, 8.5) for text in texts) + 0.12
        most = max(2, int(room / widest))
        keep = sorted({round(k) for k in np.linspace(0, len(x) - 1, min(most, len(x)))})
        axes.margins(x=0.08)
        style.tick(axes, [(float(x[k]), texts[k]) for k in keep], vertical=False)
        return
    axes.set_xlim(-0.5, len(x) - 0.5)
    lines = [style.wrapped(text, room / len(x) - 0.06, 8.5) for text in texts]
    style.tick(axes, list(zip(x.tolist(), lines, strict=True)), vertical=False)


def _value(effect: Effect, name: str, language: str) -> str:
    third = {"low", "middle", "high"}
    if isinstance(effect.value, str) and effect.value in third and effect.points > 1:
        return words.words(language).get(f"third_{effect.value}", effect.value)
    return value_text(effect.value, name, language)


def _span(found: Sequence[Effect], name: str) -> float:
    means = [effect.mean for effect in found if effect.factor == name and np.isfinite(effect.mean)]
    return max(means) - min(means) if means else 0.0


def _range(found: Sequence[Effect]) -> tuple[float, float]:
    ends = [
        e.mean + way * (e.half if np.isfinite(e.half) else 0.0) for e in found for way in (-1, 1) if np.isfinite(e.mean)
    ]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    beyond = 0.06 * (high - low) or 1.0
    return low - beyond, high + beyond
