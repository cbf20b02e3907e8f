"""All pictures of an answer about balance: a map, what missing costs, and one for each part that was asked for."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from equilibrium import __version__
from equilibrium.balance.answer import Answer
from equilibrium.plots import (
    breaks,
    corridor,
    interactions,
    landscape,
    moving,
    pareto,
    price_of_error,
    regret,
    tension,
    words,
)


def figures(answer: Answer, language: str = "en") -> Iterator[tuple[str, Figure]]:
    """(file without ending, figure) of every picture, in the order in which one would read them."""
    title = answer.scenario.title[language]
    robust = answer.robust.chosen().mix if answer.robust is not None else None
    yield "best", price_of_error.plot(answer.best, language)
    yield "map", landscape.plot(answer.map, language, best=answer.best, robust=robust)
    if answer.tension is not None:
        yield "tension", tension.plot(answer.tension, language)
    if answer.corridor is not None:
        yield "corridor", corridor.plot(answer.corridor, language)
    if answer.opposites is not None:
        yield "opposites", interactions.plot(answer.opposites, language)
    if answer.robust is not None:
        yield "robust", regret.plot(answer.robust, title, _foot(answer, answer.robust.runs, language), language,
                                    words.words(language)["regret_found"])  # fmt: skip
    if answer.breaks is not None:
        yield (
            "breaks",
            breaks.plot(answer.breaks, answer.scenario, title, _foot(answer, answer.breaks.runs, language), language),
        )
    if answer.pareto is not None:
        yield "pareto", pareto.plot(answer.pareto, title, language)
    if answer.moving is not None:
        yield "moving", moving.plot(answer.moving, title, language)


def _foot(answer: Answer, runs: int, language: str) -> str:
    said = words.words(language)["foot_runs"]
    return said.format(runs=words.number(runs, language), seed=answer.seed, version=__version__)
