"""What can be set side by side: the mix of the page, the scenario's own, the pinned one, kept ones, and other scenarios.

A side is a short text, so that it travels in a link: "here", "own", "pinned", "named:..." and "scenario:...".
"""

from collections.abc import Sequence

from equilibrium.app.setting import LONGEST_NAME, Setting, titles
from equilibrium.balance.trials import Mix, present
from equilibrium.scenario import Scenario
from equilibrium.words.dimensions import dimension, on_slider

HERE, OWN, PINNED, NAMED, OTHER = "here", "own", "pinned", "named:", "scenario:"
MOST = 4
LETTERS = "ABCD"


def there(setting: Setting) -> list[str]:
    """All sides there are: mixes of the setting's world first, then other scenarios that run as many weeks."""
    mixes = [HERE, OWN, *([PINNED] if setting.pinned is not None else []), *(NAMED + name for name in setting.named)]
    weeks = setting.base.value("weeks")
    return mixes + [
        OTHER + name
        for name in titles("en")
        if (setting.own or name != setting.scenario) and Setting(name).base.value("weeks") == weeks
    ]


def chosen(setting: Setting) -> list[str]:
    """The sides of the setting; those that are gone are left out, and what is there is proposed: every mix that differs from
    those before it, and with one alone another scenario."""
    found = [side for side in setting.sides if side in there(setting)]
    if found:
        return found
    mixes: dict[str, Mix] = {}
    for side in there(setting):
        if is_mix(side) and mix(setting, side) not in mixes.values():
            mixes[side] = mix(setting, side)
    first = [side for side in (OWN, PINNED) if side in mixes and side != HERE]
    proposed = [*first[-1:], *(side for side in mixes if side not in first[-1:])][:MOST]
    others = [side for side in there(setting) if not is_mix(side)]
    return proposed if len(proposed) > 1 else [*proposed, *others[:1]]


def gone(setting: Setting) -> list[str]:
    """The sides of the setting that are there no longer."""
    return [side for side in setting.sides if side not in there(setting)]


def is_side(side: str) -> bool:
    """Whether a text can be a side at all, whatever setting it is of."""
    kinds = (NAMED, OTHER)
    return side in (HERE, OWN, PINNED) or (side.startswith(kinds) and 0 < len(bare(side)) <= LONGEST_NAME)


def bare(side: str) -> str:
    """The name in a side."""
    return side.removeprefix(NAMED).removeprefix(OTHER)


def is_mix(side: str) -> bool:
    """Whether a side is a mix of the setting's world, not a scenario with a world of its own."""
    return not side.startswith(OTHER)


def mix(setting: Setting, side: str) -> dict[str, float]:
    """Where every axis and lever of a side lies; of another scenario, its own."""
    if side.startswith(NAMED):
        return {**present(setting.world), **setting.named[side.removeprefix(NAMED)]}
    if side == HERE:
        return setting.full_mix
    return setting.pinned_mix if side == PINNED else present(scenario(setting, side))


def scenario(setting: Setting, side: str) -> Scenario:
    """The scenario of a side: the setting's context and assumptions hold for mixes alone, another scenario is as it is written."""
    if side.startswith(OTHER):
        return Setting(side.removeprefix(OTHER)).world
    return setting.world if side == OWN else setting.at(mix(setting, side))


def moves(setting: Setting, side: str) -> dict[str, float]:
    """What a mix changes in the scenario's own."""
    own = present(setting.world)
    return {name: place for name, place in mix(setting, side).items() if place != own[name]}


def names(setting: Setting, chosen: Sequence[str], language: str, said: dict[str, str]) -> list[str]:
    """What sides are called; `said` has the words for "here", "own" and "pinned"."""
    titled = titles(language)
    return [
        bare(side) if side.startswith(NAMED) else said[side] if is_mix(side) else titled[bare(side)] for side in chosen
    ]


def called(names: Sequence[str], said: dict[str, str], at: Sequence[int] | None = None) -> list[str]:
    """Sides as sentences call them: the letter of its place (`at`) and the name."""
    places = range(len(names)) if at is None else at
    return [said["called"].format(letter=LETTERS[k], name=name) for k, name in zip(places, names, strict=True)]


def differs(setting: Setting, side: str, first: str, language: str) -> str:
    """Where a mix lies otherwise than the first side: "push ↔ pull 25, antenna 8%"; "" for another scenario or the same mix."""
    if not is_mix(side):
        return ""
    its, base = mix(setting, side), mix(setting, first)
    return ", ".join(
        f"{dimension(name, language)} {on_slider(name, at, language)}"
        for name, at in its.items()
        if abs(at - base[name]) > 1e-9
    )
