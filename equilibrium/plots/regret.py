"""Regret: mixes against contexts. A row a mix: where it lies, what it gives up in each context, how often it is good enough."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from equilibrium.balance.robust import Candidate, Robust
from equilibrium.balance.trials import bounds
from equilibrium.figures import AXIS_LABELS
from equilibrium.parameters import REGISTRY
from equilibrium.plots import page, style, words
from equilibrium.words.breaks import hundred, thresholds_text
from equilibrium.words.dimensions import context
from equilibrium.words.robust import robust_sentences
from equilibrium.words.sensitivity import measure_unit

NAME, PLACE, CELL, SHARE = 1.15, 0.86, 1.2, 1.3  # inches of the columns
ROW, HEAD, GAP = 0.36, 0.62, 0.18
WIDEST, BETWEEN = 14.5, 0.35  # inches: of one table with all columns; between two


def plot(found: Robust, title: str, foot: str, language: str = "en", given: str = "") -> Figure:
    """The picture of `title`, a scenario's: mixes by their worst regret in a context, the least first, and which one is robust;
    `given` is what the mixes that the search was given are called."""
    said = words.words(language)
    said = said | {"regret_given": given or said["regret_given"]}
    names = list(found.names or found.candidates[-1].mix)
    contexts = list(found.candidates[0].contexts)
    order = sorted(range(len(found.candidates)), key=lambda k: found.candidates[k].context_regret)
    wide = PLACE * len(names), CELL * len(contexts) + SHARE + GAP
    two = NAME + sum(wide) + GAP > WIDEST  # one table below the other
    width = 2 * page.MARGIN + NAME + (max(wide) if two else sum(wide) + GAP)
    height = ROW * len(order)
    asked = thresholds_text(found.thresholds, language)
    note = said["regret_note"].format(n=words.number(found.lots[-1], language), thresholds=asked)
    looks = page.Key([
        (said["regret_worst"], {"facecolor": style.ATTENTION}), (said["interval"], {"color": style.INK, "linewidth": 1.0}),
    ])  # fmt: skip
    sentences = robust_sentences(found, language)
    notes: list[page.Key | str] = [looks, note, " ".join(sentences[2:]), foot]
    sheet, top = page.begin(
        width,
        (HEAD + height) * (2 if two else 1) + (BETWEEN if two else 0.0) + 0.42,
        said["regret_title"].format(title=title),
        " ".join(sentences[:2]),
        notes,
    )
    best = order.index(found.choices["satisficing"].candidate)
    letters = {k: chr(ord("A") + n) for n, k in enumerate(k for k in order if k)}
    _rows(sheet, top, width, order, letters, best, found, said)
    left = page.MARGIN + NAME
    _places(sheet, left, top, [found.candidates[k] for k in order], names, best, language)
    if two:
        top += HEAD + height + BETWEEN
        _rows(sheet, top, width, order, letters, best, found, said)
    else:
        left += PLACE * len(names) + GAP
    reach = max(each.regret.high for k in order for each in found.candidates[k].contexts.values()) or 1.0
    unit = measure_unit(found.objective)
    for where in contexts:
        cells = [found.candidates[k].contexts[where].regret for k in order]
        axes = style.axes_at(sheet, left, top + HEAD, CELL - 0.16, height)
        _bare(axes, len(order), 0.0, reach)
        text = style.wrapped(context(where, language), CELL - 0.16, 9.0, True)
        style.say(sheet, left, top + HEAD - 0.08 - 0.17 * (text.count("\n") + 1), text, 9.0, style.INK, True)
        worst = [max(each.contexts.values(), key=lambda c: c.regret.value).regret is cell
                 for each, cell in zip((found.candidates[k] for k in order), cells, strict=True)]  # fmt: skip
        for row, cell in enumerate(cells):
            if cell.value <= 0.0:
                style.note(axes, 0.03 * reach, row, said["regret_best"], 8.0, style.TEAL, True, anchor="center")
                continue
            color = style.ATTENTION if worst[row] else style.GHOST
            axes.barh(row, cell.value, height=0.42, color=color, linewidth=0, zorder=2)
            axes.plot([cell.low, cell.high], [row, row], color=style.INK, linewidth=0.9, zorder=3)
        ticks = [float(at) for at in MaxNLocator(2).tick_values(0.0, reach) if 0.0 <= at <= reach]
        style.tick(axes, [(at, words.quantity(at, unit, language)) for at in ticks], vertical=False)
        axes.axvline(0.0, color=style.GHOST, linewidth=0.8)
        left += CELL
    _enough(sheet, left + GAP, top, [found.candidates[k] for k in order], best, said)
    return sheet


def _rows(
    sheet: Figure, top: float, width: float, order: Sequence[int], letters: dict, best: int, found: Robust, said: dict
) -> None:  # fmt: skip
    """A table's ground and the names of its rows."""
    ground = style.axes_at(sheet, page.MARGIN - 0.1, top + HEAD, width - 2 * page.MARGIN + 0.2, ROW * len(order))
    _bare(ground, len(order), 0.0, 1.0)
    ground.axhspan(best - 0.5, best + 0.5, color=style.PANEL, linewidth=0)
    for row, k in enumerate(order):
        _name(sheet, top + HEAD + ROW * (row + 0.5), k, letters, row == best, found.candidates[k], said)


def _bare(axes: Axes, count: int, low: float, high: float) -> None:
    axes.set_xlim(low, high)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])


def _name(sheet: Figure, middle: float, k: int, letters: dict, robust: bool, candidate: Candidate, said: dict) -> None:
    """What a mix is called: the present one, a given one, else a letter; and whether it is the robust one."""
    name = said["regret_present"] if k == 0 else letters[k]
    if candidate.origin == "given":
        name = f"{name}, {said['regret_given']}"
    text = f"{name}\n{said['regret_robust']}" if robust else name
    top = middle - (text.count("\n") + 1) * 1.35 * 9.0 / 144
    style.say(sheet, page.MARGIN, top, text, 9.0, style.TEAL if robust else style.INK, robust or k == 0)


def _places(
    sheet: Figure,
    left: float,
    top: float,
    candidates: Sequence[Candidate],
    names: Sequence[str],
    best: int,
    language: str,
) -> None:
    """Where each mix lies: a short line a dimension, a dot on it; the poles' words above."""
    for k, (name, (low, high)) in enumerate(zip(names, bounds(names), strict=True)):
        at = left + PLACE * k
        axes = style.axes_at(sheet, at, top + HEAD, PLACE - 0.14, ROW * len(candidates))
        _bare(axes, len(candidates), -0.06, 1.06)
        label = AXIS_LABELS[name][language == "it"].replace(" ↔ ", "\n") if name in AXIS_LABELS else ""
        if not label:
            label = REGISTRY[name].it if language == "it" else REGISTRY[name].en
            label = style.wrapped(label, PLACE - 0.1, 7.5)
        style.say(sheet, at, top + HEAD - 0.08 - 0.14 * (label.count("\n") + 1), label, 7.5, style.MUTED)
        for row, each in enumerate(candidates):
            axes.plot([0, 1], [row, row], color=style.LINE if row != best else style.GHOST, linewidth=1.6, zorder=1)
            if name in each.mix:
                color = style.TEAL if row == best else style.INK
                axes.plot([(each.mix[name] - low) / (high - low)], [row], "o", markersize=4.6, color=color, zorder=2)


def _enough(sheet: Figure, left: float, top: float, candidates: Sequence[Candidate], best: int, said: dict) -> None:
    """In how many futures each mix is good enough, with its interval."""
    axes = style.axes_at(sheet, left, top + HEAD, SHARE - 0.3, ROW * len(candidates))
    _bare(axes, len(candidates), 0.0, 1.0)
    text = f"{said['regret_enough']}\n{said['regret_of']}"
    style.say(sheet, left, top + HEAD - 0.08 - 0.34, text, 9.0, style.INK, True)
    for row, each in enumerate(candidates):
        share = each.satisfies
        axes.plot([0, 1], [row, row], color=style.LINE, linewidth=1.6, zorder=1)
        color = style.TEAL if row == best else style.MUTED
        axes.plot([share.low, share.high], [row, row], color=color, linewidth=1.6, zorder=2)
        axes.plot([share.value], [row], "o", markersize=4.6, color=color, zorder=3)
        style.note(axes, 1.06, row, hundred(share.value), 8.5, style.INK, row == best, anchor="center")
