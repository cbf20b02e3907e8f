"""An answer about balance in words, part by part: what a terminal, a report and a page say of it."""

from equilibrium.balance.answer import Answer
from equilibrium.words import balance
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
    if answer.pareto is not None:
        said["pareto"] = balance.pareto(answer.pareto, language)
    if answer.moving is not None:
        said["moving"] = balance.moving(answer.moving, language)
    if answer.rivals is not None:
        said["rivals"] = balance.rivals(answer.rivals, language)
    return said
