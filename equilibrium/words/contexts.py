"""Which of a few mixes is robust, in plain words: what it gives up at worst, where, and how sure the choice is."""

from collections.abc import Sequence

from equilibrium.balance.contexts import Contexts
from equilibrium.words import words
from equilibrium.words.breaks import hundred
from equilibrium.words.dimensions import context, level

SURE = 0.8  # of bootstrap resamples that choose the same: below, a choice is not told as one


def context_sentences(found: Contexts, names: Sequence[str], language: str) -> list[str]:
    """The robust mix of `names`, its worst regret, how sure, and whether it is also the best on average."""
    said, best = words(language)["contexts"], found.robust.candidate
    worst, where = found.worst[best], context(found.worst_context(best), language)
    low, high = (level(max(0.0, end), found.objective, language) for end in (worst.low, worst.high))
    if worst.value > 0.0:
        lines = [
            said["robust"].format(
                mix=names[best],
                context=where,
                low=low,
                high=high,
                amount=level(worst.value, found.objective, language),
            )
        ]
    else:
        lines = [said["best_everywhere"].format(mix=names[best])]
    sure = hundred(found.robust.sure)
    if found.robust.sure >= SURE:
        lines.append(said["sure"].format(sure=sure))
    else:
        shares = sorted(range(len(names)), key=lambda k: -found.robust.shares[k])
        rival = next(k for k in shares if k != best)
        lines.append(said["unsure"].format(mix=names[best], rival=names[rival], sure=sure))
    top = found.expected.candidate
    average = level(found.average[top].value, found.objective, language)
    lines.append(said["also" if top == best else "average"].format(mix=names[top], amount=average))
    return lines
