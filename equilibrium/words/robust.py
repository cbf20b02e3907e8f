"""What a robust mix is worth, in plain words: natural frequencies, in futures that were used neither to find nor to choose it."""

from equilibrium.balance.robust import Robust
from equilibrium.balance.surface import Measured
from equilibrium.words import words
from equilibrium.words.breaks import hundred, ranged
from equilibrium.words.dimensions import context as context_words
from equilibrium.words.dimensions import dimension, level, place
from equilibrium.words.numbers import counted


def robust_sentences(found: Robust, language: str) -> list[str]:
    """Which mix is robust and what it is worth, how sure its choice is, where it fits least, and how sure its regret is."""
    said = words(language)["robust"]
    choice = found.choices["satisficing"]
    mix, here = found.chosen(), found.candidates[0]
    lines = [
        said["stays" if choice.candidate == 0 else "satisficing"].format(
            count=len(found.candidates),
            low=hundred(mix.satisfies.low),
            high=hundred(mix.satisfies.high),
            share=hundred(mix.satisfies.value),
            **ranged("here", here.satisfies),
        ),
        said["sure"].format(sure=hundred(choice.sure)),
    ]
    places = [f"{dimension(name, language)} {place(name, value, language)}" for name, value in mix.mix.items()]
    if choice.candidate:
        lines.append(said["places"].format(places=", ".join(places)))
    context = max(mix.contexts, key=lambda name: mix.contexts[name].regret.value)
    given_up = mix.contexts[context].regret
    if given_up.value > 0.0:
        lines.append(
            said["context"].format(context=context_words(context, language), **_sizes(given_up, found, language))
        )
    return [
        *lines,
        said["regret"].format(**_sizes(mix.regret, found, language)),
        said["caveat"].format(n=counted(found.lots[-1], language)),
    ]


def _sizes(size: Measured, found: Robust, language: str) -> dict[str, str]:
    """A regret with its interval's ends."""
    ends = {"amount": size.value, "low": size.low, "high": size.high}
    return {key: level(value, found.objective, language) for key, value in ends.items()}
