"""Rhythm: which period of alternation is best where the context swings, and does alternating beat standing still at all?
Nickerson & Zenger (2002) on vacillation; inertia decides how far a swing follows."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Number, Numbers, chosen, gathered, mean, resampled, share, together
from equilibrium.lessons.telling import SIGNS, beside, joined, percent, sentence, words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured
from equilibrium.studies.results import Results

STUDY = "rhythm"
FIXED = "fixed"
USUAL = "8"  # weeks of inertia that the sentences speak of
GAIN = "best period - best fixed"
DRAWN = ("period - best fixed", "fixed place - best fixed")
RUINED = "ruined in eight years"
UNITS = {"best period": "weeks", RUINED: "share"}


def measured(results: Results) -> Numbers:
    """Each period against the best fixed place, the best period, by weeks in a regime and inertia."""
    profit = results.grid()["profit"].transpose("stay", "inertia_push_pull", "rhythm", "replicate")
    alive = results.grid()["alive"]
    rhythms = [str(each) for each in profit["rhythm"].to_numpy()]
    fixed = [each for each in rhythms if each.startswith(FIXED)]
    moving = sorted((each for each in rhythms if not each.startswith(FIXED)), key=float)
    periods = np.array(moving, float)
    found = list[Found]()
    for stay in sorted(map(str, profit["stay"].to_numpy()), key=float):
        gains = {}
        for inertia in profit["inertia_push_pull"].to_numpy().tolist():
            here, at = profit.sel(stay=stay, inertia_push_pull=inertia), (stay, inertia)
            still = chosen(here.sel(rhythm=fixed).to_numpy())
            swings = here.sel(rhythm=moving).to_numpy()
            gains[inertia] = chosen(swings) - still
            found += [("period - best fixed", (*at, p), mean(swings[k] - still)) for k, p in enumerate(moving)]
            found += [
                ("fixed place - best fixed", (*at, p), mean(here.sel(rhythm=p).to_numpy() - still)) for p in fixed
            ]
            found.append((GAIN, at, mean(gains[inertia])))
            found.append(("best period", at, resampled(swings, lambda each: float(periods[each.mean(1).argmax()]))))
        there = alive.sel(stay=stay, inertia_push_pull=float(USUAL))
        found += [(RUINED, (stay, USUAL, p), share(there.sel(rhythm=p).to_numpy() == 0)) for p in rhythms]
        quick, slow = gains[min(gains)], gains[max(gains)]
        found.append(("quick - slow", (stay,), mean(quick - slow)))
    return gathered(("stay", "inertia", "rhythm"), found)


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """Whether alternating pays; which period is best, and what inertia does."""
    return _pays(numbers, language), _period(numbers, language)


def _pays(numbers: Numbers, language: str) -> str:
    said, stays = words(language)[STUDY], numbers.along(GAIN, "stay")
    amounts = {stay: numbers.of(GAIN, stay, USUAL) for stay in stays}
    found = set(together(amounts).values())
    clauses = _clauses(amounts, "pays", language)
    verdict = "always" if found == {1} else "sometimes" if 1 in found else "never" if found == {-1} else "not_shown"
    told = [said[f"verdict_{verdict}"], f"{sentence('; '.join(clauses))}."]
    return " ".join([*told, *(_ruin(numbers, stay, language) for stay in stays if ruinous(numbers, stay))])


def _ruined(numbers: Numbers, stay: str) -> tuple[str, str, str]:
    """The fixed places where fewest and most are ruined, and the best period."""
    fixed = [each for each in numbers.along(RUINED, "rhythm") if each.startswith(FIXED)]
    places = sorted(fixed, key=lambda each: numbers.of(RUINED, stay, USUAL, each).value)
    return places[0], places[-1], f"{numbers.of('best period', stay, USUAL).value:g}"


def ruinous(numbers: Numbers, stay: str) -> bool:
    """Whether some fixed place ruins clearly more enterprises than the best period does."""
    _, most, period = _ruined(numbers, stay)
    return numbers.of(RUINED, stay, USUAL, most).low > numbers.of(RUINED, stay, USUAL, period).high


def _ruin(numbers: Numbers, stay: str, language: str) -> str:
    fewest, most, period = each = _ruined(numbers, stay)
    shares = [percent(numbers.of(RUINED, stay, USUAL, one), language) for one in each]
    places = [pictured.number(float(one.removeprefix(FIXED)), language) for one in (fewest, most)]
    return words(language)[STUDY]["ruin"].format(
        stay=span(stay, language), least=places[0], few=shares[0], worst=places[1], many=shares[1], period=period,
        then=shares[2],
    )  # fmt: skip


def _clauses(amounts: Mapping[str, Number], key: str, language: str, **more: str) -> list[str]:
    """What is real, what is the opposite and what cannot be told, by the length of a regime."""
    said, signs, clauses = words(language)[STUDY], together(amounts), list[str]()
    for sign, name in SIGNS.items():
        parts = [
            said["at_stay"].format(
                stay=span(stay, language), number=beside(amounts[stay], language, absolute=sign != 0)
            )
            for stay in amounts if signs[stay] == sign
        ]  # fmt: skip
        if parts:
            clauses.append(said[f"{key}_{name}"].format(stays=joined(parts, language), **more))
    return clauses


def own(numbers: Numbers, stay: str, inertia: str) -> int:
    """Whether the best period is the context's own, there and back: 1 if its interval holds no other, -1 if it does not hold it,
    0 if it cannot be told."""
    best, there = numbers.of("best period", stay, inertia), 2 * float(stay)
    if not best.low <= there <= best.high:
        return -1
    return int(best.low == best.high)


def span(weeks: str, language: str) -> str:
    """A length of time as one says it: "half a year"."""
    return words(language)["spans"].get(weeks) or pictured.duration(float(weeks), language)


def _period(numbers: Numbers, language: str) -> str:
    said, stays = words(language)[STUDY], numbers.along(GAIN, "stay")
    inertias = numbers.along(GAIN, "inertia")
    parts = []
    for stay in stays:
        best = numbers.of("best period", stay, USUAL)
        key = "best_period" if best.low == best.high else "best_period_between"
        weeks = {name: pictured.number(getattr(best, name), language) for name in ("value", "low", "high")}
        parts.append(said[key].format(stay=span(stay, language), **weeks))
    told = [
        _own_periods(numbers, USUAL, "", language),
        said["periods"].format(periods=joined(parts, language)),
        _own_periods(numbers, inertias[-1], said["for_slow"].format(slow=inertias[-1]), language),
    ]
    gaps = {stay: numbers.of("quick - slow", stay) for stay in stays}
    clauses = _clauses(gaps, "inertia", language, quick=inertias[0], slow=inertias[-1])
    return " ".join([*told, sentence("; ".join(clauses)) + "."])


def _own_periods(numbers: Numbers, inertia: str, who: str, language: str) -> str:
    """For which lengths of a regime the best period is the context's own, for which not, for which it cannot be told."""
    said, stays = words(language)[STUDY], numbers.along(GAIN, "stay")
    clauses = list[str]()
    for sign, name in SIGNS.items():
        there = [span(stay, language) for stay in stays if own(numbers, stay, inertia) == sign]
        if there:
            clauses.append(said[f"own_{name}" + ("_too" if clauses else "")].format(stays=joined(there, language)))
    return sentence(who + "; ".join(clauses)) + "."


def picture(numbers: Numbers, language: str) -> Figure:
    """A panel a length of stay: each period against the best fixed place, for each inertia."""
    said = words(language)[STUDY]
    stays, inertias = numbers.along(GAIN, "stay"), numbers.along(GAIN, "inertia")
    looks = [
        (said["inertia_key"].format(n=inertia), color) for inertia, color in zip(inertias, drawing.COLORS, strict=False)
    ]
    key = page.Key([(name, {"color": color, "marker": "o"}) for name, color in looks])
    sheet, top = drawing.sheet(STUDY, 3.5, language, [key])
    every = [n for k, n in numbers.table.items() if k[0] == "period - best fixed"]
    low, high = min(n.low for n in every), max(n.high for n in every)
    room = 0.07 * (high - low)
    periods = numbers.along("period - best fixed", "rhythm")
    wide = 7.0 / len(stays) - 0.3
    for k, stay in enumerate(stays):
        left = 1.15 + (wide + 0.3) * k
        style.say(sheet, left, top + 0.05, said["panel"].format(stay=span(stay, language)), 9, bold=True)
        axes = style.axes_at(sheet, left, top + 0.35, wide, 2.45)
        axes.set_ylim(low - room, high + room)
        axes.set_xlim(-0.5, len(periods) - 0.5)
        _own(axes, [float(period) for period in periods], 2 * float(stay))
        for (_, color), inertia, shift in zip(looks, inertias, (-0.14, 0.0, 0.14), strict=False):
            line = [numbers.of("period - best fixed", stay, inertia, period) for period in periods]
            drawing.dots(axes, [at + shift for at in range(len(periods))], line, color, line=True, markersize=4.5)
        drawing.money_axis(axes, language, 7)
        if k:
            axes.set_yticklabels([])
        style.tick(axes, list(enumerate(periods)), vertical=False)
    style.say(sheet, 1.15, top + 3.12, said["axis"], 8.5, style.MUTED)
    return sheet


def _own(axes: Axes, periods: list[float], own: float) -> None:
    """A shade behind the context's own period."""
    if own in periods:
        at = periods.index(own)
        axes.axvspan(at - 0.4, at + 0.4, color=style.PANEL, zorder=0)
