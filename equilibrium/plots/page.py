"""What all pictures share: title and sentence above, weeks or years along the foot, where it comes from below."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.ensemble import Ensemble
from equilibrium.plots import style, words

MARGIN = 0.5  # inches


def begin(width: float, body: float, title: str, sentence: str) -> tuple[Figure, float]:
    """A sheet with title and the picture's one plain sentence above a `body` inches high; and where the body begins."""
    blocks = [(title, 15.0, style.INK, True), (sentence, 11.0, style.TEAL, False)]
    lines = [style.wrapped(text, width - 2 * MARGIN, size, bold) for text, size, _, bold in blocks]
    above = 0.64 + sum((text.count("\n") + 1) * 1.35 * block[1] / 72 for text, block in zip(lines, blocks, strict=True))
    sheet = style.figure(width, above + body)
    top = 0.36
    for text, (_, size, color, bold) in zip(lines, blocks, strict=True):
        top = style.say(sheet, MARGIN, top, text, size, color, bold) + 0.06
    return sheet, above


def title_of(ensemble: Ensemble, language: str, enterprise: int = 0) -> str:
    """The scenario's title; with the enterprise's name unless it is the focal one."""
    title = ensemble.scenario.title.get(language) or ensemble.scenario.title.get("en", ensemble.scenario.name)
    return title if enterprise == 0 else f"{title} ({ensemble.scenario.enterprise_names[enterprise]})"


def subject(ensemble: Ensemble, language: str, enterprise: int = 0) -> str:
    """Who a sentence speaks of: the enterprise, or another one by its name."""
    if enterprise == 0:
        return words.words(language)["the_enterprise"]
    return str(ensemble.scenario.enterprise_names[enterprise])


def which(ensemble: Ensemble, enterprise: int | str) -> int:
    """Position of `enterprise`, given by position or name.

    Raises
    ------
    ValueError : if there is none
    """
    names = list(ensemble.scenario.enterprise_names)
    if isinstance(enterprise, str) and enterprise in names:
        return names.index(enterprise)
    if isinstance(enterprise, str) or not 0 <= enterprise < len(names):
        raise ValueError(f"enterprise: {enterprise!r} found; there are {', '.join(names)}, or 0 to {len(names) - 1}")
    return enterprise


def time_axis(axes: Axes, weeks: int, language: str, title: bool = True) -> None:
    """Years along the foot of a run of two years or more, weeks along a shorter one."""
    said = words.words(language)
    years = weeks >= 104
    unit = 52 if years else 1
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if weeks / (s * unit) <= 6.5 or s == 1000)
    ticks = [(at, words.number(at // unit, language)) for at in range(0, weeks + 1, step * unit)]
    axes.set_xlim(0, max(weeks, 1))
    if title:
        at, text = ticks[-1]
        ticks[-1] = (at, f"{text} {said['years_axis' if years else 'weeks_axis']}")
    style.tick(axes, ticks, vertical=False)


def footer(sheet: Figure, top: float, ensemble: Ensemble, language: str, first_only: bool) -> None:
    """That it is a simulation, how many futures, which seed and version."""
    total = words.counted("n_futures", ensemble.weekly.sizes["replicate"], language)
    text = words.words(language)["foot_one" if first_only else "foot"]
    text = text.format(futures=total, seed=ensemble.seed, version=ensemble.versions["equilibrium"])
    style.say(sheet, MARGIN, top, text, 8.0, style.MUTED)
