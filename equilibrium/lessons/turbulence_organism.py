"""Turbulence and the organism: does the best place move toward the organism as facts change faster? March (1991) and Siggelkow
& Rivkin (2005) say so; Posen & Levinthal (2012) warn that it need not."""

import numpy as np
from matplotlib.figure import Figure

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Number, Numbers, chosen, gathered, mean, resampled
from equilibrium.lessons.telling import by_sign, joined, plain, words
from equilibrium.plots import style
from equilibrium.plots import words as pictured
from equilibrium.scenario import Scenario
from equilibrium.studies.results import Results

STUDY = "turbulence-organism"
LOW, MIDDLE, HIGH = 0.275, 0.5, 0.725  # places compared: organisation, between, organism
DRAWN = ("against the middle",)
UNITS = {"best place": "0 to 1", "fastest - still, best place": "0 to 1", "weeks a fact lasts": "weeks"}


def measured(results: Results) -> Numbers:
    """Profit along the axis against its middle; the best place; organism against organisation, by the pace of facts."""
    profit = results.grid()["profit"].transpose("drift_factor", "organization_organism", "replicate")
    places, drifts = profit["organization_organism"].to_numpy(), profit["drift_factor"].to_numpy().tolist()
    pace = float(Scenario.load(results.folder / "scenario.toml").value("drift"))
    found = list[Found]()
    for drift in drifts:
        here = profit.sel(drift_factor=drift)
        for place in places.tolist():
            gap = here.sel(organization_organism=place) - here.sel(organization_organism=MIDDLE)
            found.append(("against the middle", (drift, place), mean(gap.to_numpy())))
        found.append(("best place", (drift,), resampled(here.to_numpy(), _peak(places))))
        found.append(("organism - organisation", (drift,), mean(_gap(here))))
        lasts = 1.0 / (pace * drift) if drift else np.inf
        found.append(("weeks a fact lasts", (drift,), Number(lasts, lasts, lasts)))
    still, wild = profit.sel(drift_factor=drifts[0]), profit.sel(drift_factor=drifts[-1])
    found.append(("fastest - still, organism - organisation", (), mean(_gap(wild) - _gap(still))))
    halfway = profit.sel(drift_factor=_halfway(drifts))
    found.append(("fastest - halfway, organism - organisation", (), mean(_gap(wild) - _gap(halfway))))
    shift = resampled(
        np.stack([still.to_numpy(), wild.to_numpy()]), lambda both: _peak(places)(both[1]) - _peak(places)(both[0])
    )
    found.append(("fastest - still, best place", (), shift))
    stayed = wild.sel(organization_organism=float(places[int(still.to_numpy().mean(1).argmax())]))
    found.append(
        ("fastest, best place - still world's best place", (), mean(chosen(wild.to_numpy()) - stayed.to_numpy()))
    )
    return gathered(("drift", "place"), found)


def _halfway(drifts):
    """The pace in the middle of those tried."""
    return drifts[len(drifts) // 2]


def _gap(line) -> np.ndarray:
    return (line.sel(organization_organism=HIGH) - line.sel(organization_organism=LOW)).to_numpy()


def _peak(places: np.ndarray):
    return lambda line: float(places[line.mean(-1).argmax()])


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """Whether turbulence calls the organism; where to stand, and what standing still costs."""
    said = words(language)[STUDY]
    drifts = numbers.along("best place", "drift")
    first = [
        by_sign(said, "shift", numbers.of("fastest - still, organism - organisation"), language, **_compared(language)),
        by_sign(said, "still", numbers.of("organism - organisation", drifts[0]), language),
        by_sign(said, "wild", numbers.of("organism - organisation", drifts[-1]), language,
                lasts=lasting(numbers, drifts[-1], language)),
    ]  # fmt: skip
    first.append(
        by_sign(said, "beyond", numbers.of("fastest - halfway, organism - organisation"), language,
                lasts=lasting(numbers, _halfway(drifts), language))
    )  # fmt: skip
    worlds: dict[str, list[str]] = {}
    for drift in drifts:
        place = plain(numbers.of("best place", drift), language)
        worlds.setdefault(place, []).append(drift)
    places = [f"{place} {_worlds(numbers, each, language)}" for place, each in worlds.items()]
    moved = numbers.of("fastest - still, best place")
    second = [
        said["places"].format(places="; ".join(places)),
        said[f"moved_{('open', 'yes', 'no')[moved.sign]}"],
        by_sign(said, "stayed", numbers.of("fastest, best place - still world's best place"), language),
    ]
    return " ".join(first), " ".join(second)


def _compared(language: str) -> dict[str, str]:
    """The two places that stand for organism and organisation."""
    return {name: pictured.number(place, language) for name, place in (("high", HIGH), ("low", LOW))}


def lasting(numbers: Numbers, drift: str, language: str) -> str:
    """How long a fact lasts there, in words."""
    weeks = numbers.of("weeks a fact lasts", drift).value
    said = words(language)
    if not np.isfinite(weeks):
        return said["for_ever"]
    if weeks >= 78:
        return said["about_years"].format(n=round(weeks / 52))
    return said["about_weeks"].format(n=round(weeks))


def _worlds(numbers: Numbers, drifts: list[str], language: str) -> str:
    """Where: in the world that stands still, or those where facts last so long."""
    said = words(language)[STUDY]
    moving = [each for each in drifts if np.isfinite(numbers.of("weeks a fact lasts", each).value)]
    told = [said["world_still"]] if len(moving) < len(drifts) else []
    if moving:
        lasts = joined([lasting(numbers, each, language) for each in moving], language)
        told.append(said["world"].format(lasts=lasts))
    return joined(told, language)


def picture(numbers: Numbers, language: str) -> Figure:
    """A small panel a world: profit along the axis against its middle; the best place marked."""
    said = words(language)[STUDY]
    drifts = numbers.along("best place", "drift")
    sheet, top = drawing.sheet(STUDY, 4.75, language)
    every = [number for key, number in numbers.table.items() if key[0] == "against the middle"]
    low, high = min(n.low for n in every), max(n.high for n in every)
    room = 0.08 * (high - low)
    for k, drift in enumerate(drifts):
        left, above = 1.15 + 2.45 * (k % 3), top + 0.3 + 2.3 * (k // 3)
        style.say(sheet, left, above - 0.24, _panel(numbers, drift, language), 9, bold=True)
        axes = style.axes_at(sheet, left, above, 2.05, 1.6)
        places = numbers.along("against the middle", "place")
        at = [float(place) for place in places]
        best = numbers.of("best place", drift)
        axes.axvspan(best.low - 0.04, best.high + 0.04, color=style.PANEL, zorder=0)
        axes.axvline(best.value, color=style.ATTENTION, linewidth=2.0, zorder=1)
        drawing.dots(axes, at, [numbers.of("against the middle", drift, p) for p in places], style.TEAL, line=True,
                     markersize=4.5)  # fmt: skip
        axes.set_xlim(0, 1)
        axes.set_ylim(low - room, high + room)
        drawing.money_axis(axes, language, 4)
        if k % 3:
            axes.set_yticklabels([])
        style.tick(axes, [(0.5, "")], vertical=False)
        style.say(sheet, left, above + 1.64, said["left_end"], 8, style.MUTED)
        style.say(sheet, left + 2.05, above + 1.64, said["right_end"], 8, style.MUTED, align="right")
    return sheet


def _panel(numbers: Numbers, drift: str, language: str) -> str:
    said, lasts = words(language)[STUDY], lasting(numbers, drift, language)
    weeks = numbers.of("weeks a fact lasts", drift).value
    return said["panel_still"] if not np.isfinite(weeks) else said["panel"].format(lasts=lasts)
