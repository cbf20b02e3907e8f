"""What a robust mix is worth, in plain words: natural frequencies, in futures that were used neither to find nor to choose it."""

from equilibrium.balance.robust import Robust
from equilibrium.words import words
from equilibrium.words.breaks import hundred
from equilibrium.words.dimensions import context as context_words
from equilibrium.words.dimensions import level


def robust_sentences(found: Robust, language: str) -> list[str]:
    """What the robust mix is worth, how sure its choice is, and where it fits least."""
    said = words(language)["robust"]
    choice = found.choices["satisficing"]
    mix, here = found.chosen(), found.candidates[0]
    lines = [
        said["stays" if choice.candidate == 0 else "satisficing"].format(
            count=len(found.candidates), share=hundred(mix.satisfies.value), here=hundred(here.satisfies.value)
        ),
        said["sure"].format(sure=hundred(choice.sure)),
    ]
    context = max(mix.contexts, key=lambda name: mix.contexts[name].regret.value)
    given_up = mix.contexts[context].regret.value
    if given_up > 0.0:
        lines.append(
            said["context"].format(
                context=context_words(context, language), amount=level(given_up, found.objective, language)
            )
        )
    return lines
