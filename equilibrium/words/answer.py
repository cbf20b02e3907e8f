"""An answer about balance in words, part by part: what a terminal, a report and a page say of it."""

from equilibrium.balance.answer import Answer
from equilibrium.balance.surface import Measured
from equilibrium.words import balance
from equilibrium.words.breaks import breaks_sentences
from equilibrium.words.differences import size
from equilibrium.words.dimensions import dimension, place, unit
from equilibrium.words.opposites import corridor_sentences, interactions_sentences, tension_sentences
from equilibrium.words.robust import robust_sentences


def sections(answer: Answer, language: str) -> dict[str, list[str]]:
    """The sentences of each part that was asked for."""
    said = {"best": balance.best(answer.best, answer.objective, language)}
    if answer.tension is not None:
        said["tension"] = tension_sentences(answer.tension, language)
    if answer.corridor is not None:
        said["corridor"] = corridor_sentences(answer.corridor, language)
    if answer.opposites is not None:
        said["opposites"] = interactions_sentences(answer.opposites, language)
    if answer.robust is not None:
        said["robust"] = robust_sentences(answer.robust, language)
    if answer.breaks is not None:
        said["breaks"] = breaks_sentences(answer.breaks, language)
    if answer.pareto is not None:
        said["pareto"] = balance.pareto(answer.pareto, language)
    if answer.moving is not None:
        said["moving"] = balance.moving(answer.moving, language)
    if answer.rivals is not None:
        said["rivals"] = balance.rivals(answer.rivals, answer.objective, language)
    return said


def best_rows(answer: Answer, language: str) -> list[list[str]]:
    """For each axis and lever: its name, where it is, where it is best, 95 % interval, what a tenth less and a tenth more cost."""
    found, rows = answer.best, []
    for k, each in enumerate(found.names):
        low, high = (place(each, float(value), language) for value in found.interval[k])
        here, there = (place(each, float(value), language) for value in (found.present[k], found.place[k]))
        costs = [_cost(side, unit(answer.objective.said), language) for side in found.price[k]]
        rows.append([dimension(each, language), here, there, f"{low} - {high}", *costs])
    return rows


def _cost(side: Measured | None, of: str, language: str) -> str:
    """What a tenth aside costs, in brackets where it cannot be told from nothing."""
    if side is None:
        return "-"
    shown = size(side.value, of, language, bare=True)
    return shown if side.low > 0 or side.high < 0 else f"({shown})"
