"""The enterprise as cells (cellule) and boxes (celle): the first future at its start, half-way and at its end."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, RegularPolygon

from equilibrium.ensemble import Ensemble
from equilibrium.parameters import AXES
from equilibrium.plots import layout, page, regimes, style, words

ORGANISM, WECONOMY = AXES.index("organization_organism"), AXES.index("indie_weconomy")
NEWEST = {-1: "founding", 0: "conceptual", 1: "method", 2: "accessory"}
SIDE, SPACE = 2.85, 0.225  # inches: a picture's side, and between two


@dataclass(frozen=True)
class Moment:
    """The living cells of one enterprise at one moment; arrays over living cells.

    `links` holds pairs of them, `need` the first need each faces, `craft` the family of its newest craft or -1.
    """

    week: int
    people: np.ndarray
    energy: np.ndarray
    craft: np.ndarray
    need: np.ndarray
    links: list[tuple[int, int]]
    organism: float
    weconomy: float
    partners: int

    @property
    def mean_energy(self) -> float:
        """Energy of all people, not a number without people."""
        total = self.people.sum()
        return float((self.people * self.energy).sum() / total) if total > 0 else float("nan")


def moments(ensemble: Ensemble, enterprise: int = 0) -> list[Moment]:
    """What the ensemble's portrait holds of `enterprise`, moment by moment."""
    portrait = ensemble.portrait.isel(enterprise=enterprise)
    out = []
    for m, week in enumerate(portrait["week"].to_numpy().tolist()):
        now = {str(key): portrait[key].isel(moment=m).to_numpy() for key in portrait if "moment" in portrait[key].dims}
        alive = np.flatnonzero((now["alive"] > 0) & (now["people"] > 0))
        place = {int(c): i for i, c in enumerate(alive)}
        pairs = {
            (min(place[c], place[d]), max(place[c], place[d]))
            for c in place for d in now["neighbours"][c].tolist() if d in place and d != c
        }  # fmt: skip
        weekly = ensemble.weekly["partners"].isel(replicate=0, enterprise=enterprise)
        out.append(
            Moment(
                week=week,
                people=now["people"][alive],
                energy=now["energy"][alive],
                craft=now["craft"][alive],
                need=now["need"][alive],
                links=sorted(pairs),
                organism=float(now["position"][ORGANISM]),
                weconomy=float(now["position"][WECONOMY]),
                partners=round(float(weekly[week - 1])) if week > 0 and alive.size else 0,
            )
        )
    return out


def plot(ensemble: Ensemble, language: str = "en", enterprise: int | str = 0) -> Figure:
    """Three living pictures of the first future.

    A cell is a disc, its area the people in it, the core its area times their energy, its colour the newest craft. At
    the organisation pole cells stand in boxes, need by need; toward the organism they mingle and live by their links.
    The membrane around is closed for an indie enterprise, its dashes open toward the weconomy, where allies stand.

    Raises
    ------
    ValueError : for a language or enterprise that is not there
    """
    said = words.words(language)
    e = page.which(ensemble, enterprise)
    pictures = moments(ensemble, e)
    title = said["cells_title"].format(title=page.title_of(ensemble, language, e))
    said_of_it = sentence(pictures, page.subject(ensemble, language, e), language)
    below: list[page.Key | str] = [regimes.key(ensemble, language, 0), _crafts_key(said)]
    below += [
        said["cells_key"],
        said["box_key"],
        said["membrane_key"],
        page.source(ensemble, language, first_only=True),
    ]
    sheet, top = page.begin(10.0, SIDE + 1.62, title, said_of_it, below)
    scale = layout.scale([(picture.need, picture.people) for picture in pictures])
    for column, picture in enumerate(pictures):
        left = page.MARGIN + column * (SIDE + SPACE)
        _words_above(sheet, left, top, picture, column, len(pictures), language)
        axes = style.axes_at(sheet, left, top + 0.48, SIDE, SIDE)
        axes.set(xlim=(-1, 1), ylim=(-1, 1), xticks=[], yticks=[], aspect="equal")
        _draw(axes, picture, scale, said)
        foot = top + 0.48 + SIDE + 0.1
        if picture.people.size == 0:
            continue
        for k, (poles, value) in enumerate(((("organisation", "organism"), picture.organism),
                                            (("indie", "weconomy"), picture.weconomy))):  # fmt: skip
            _balance(sheet, left, foot + 0.2 * k, [said[pole] for pole in poles], value)
    top += 0.48 + SIDE + 0.62
    weeks = ensemble.weekly.sizes["week"]
    strip = style.axes_at(sheet, page.MARGIN, top, 9.0, 0.16)
    regimes.ribbon(strip, ensemble, 0)
    page.time_axis(strip, weeks, language)
    for picture in pictures:
        strip.plot(picture.week, 1.35, "v", color=style.INK, markersize=5, clip_on=False)
    return sheet


def sentence(pictures: list[Moment], who: str, language: str) -> str:
    """How many cells there were and are, and what energy their people have."""
    said = words.words(language)
    first, last = pictures[0], pictures[-1]
    if last.people.size == 0:
        return said["cells_ruin"].format(who=who, a=words.counted("cells", first.people.size, language))
    a, b = first.people.size, words.counted("cells", last.people.size, language)
    c, d = (words.number(100 * picture.mean_energy, language, 0) for picture in (first, last))
    half = pictures[len(pictures) // 2]
    told = said["cells_sentence"].format(who=who, a=a, b=b, c=c, d=d)
    if min(a, last.people.size) <= half.people.size <= max(a, last.people.size) or half.people.size == 0:
        return told
    return f"{told} {said['cells_half'].format(n=words.counted('cells', half.people.size, language))}"


def _words_above(
    sheet: Figure, left: float, top: float, picture: Moment, place: int, total: int, language: str
) -> None:
    """When, and what there is in numbers."""
    said = words.words(language)
    when = "start" if place == 0 else "end" if place == total - 1 else "middle"
    style.say(sheet, left, top, said[when].format(n=words.number(picture.week, language)), 10, bold=True)
    parts = [words.counted("cells", picture.people.size, language)]
    if picture.people.size:
        parts.append(words.counted("people", round(float(picture.people.sum())), language))
        parts.append(said["energy"].format(n=words.quantity(picture.mean_energy, "share", language)))
        if picture.partners:
            parts.append(words.counted("partners", picture.partners, language))
    style.say(sheet, left, top + 0.21, " · ".join(parts), 8.5, style.MUTED)


def _draw(axes: Axes, picture: Moment, scale: float, said: dict[str, str]) -> None:
    """One living picture."""
    if picture.people.size == 0:
        style.note(axes, 0.0, 0.0, said["cells_none"], 10, style.MUTED, align="center")
        return
    radius = scale * np.sqrt(picture.people)
    at, boxes = layout.places(picture.need, picture.links, radius, picture.organism)
    if picture.organism < 1.0:
        for x, y, half_width, half_height in boxes:
            axes.add_patch(FancyBboxPatch(
                (x - half_width, y - half_height), 2 * half_width, 2 * half_height, boxstyle="round,pad=0,rounding_size=0.03",
                facecolor=style.PANEL, edgecolor=style.GHOST, linewidth=0.8, alpha=1.0 - picture.organism, zorder=0,
            ))  # fmt: skip
    for i, j in picture.links:
        axes.plot(*zip(at[i], at[j], strict=True), color=style.MUTED, linewidth=0.5 + 1.3 * picture.organism,
                  alpha=0.25 + 0.4 * picture.organism, zorder=1, solid_capstyle="round")  # fmt: skip
    for i, (x, y) in enumerate(at):
        color = style.FAMILIES[NEWEST[int(picture.craft[i])]]
        axes.add_patch(Circle((x, y), radius[i], facecolor=style.PAPER, linewidth=0, zorder=2))
        axes.add_patch(Circle((x, y), radius[i], facecolor=color, alpha=0.3, linewidth=0, zorder=2.1))
        axes.add_patch(Circle((x, y), radius[i] * np.sqrt(picture.energy[i]), facecolor=color, linewidth=0, zorder=2.2))
        axes.add_patch(Circle((x, y), radius[i], fill=False, edgecolor=style.PAPER, linewidth=1.1, zorder=2.3))
        if 70 * radius[i] >= 5.5:
            style.note(axes, x, y, str(picture.need[i] + 1), min(8.5, 70 * radius[i]), style.over(color),
                       align="center").set_zorder(3)  # fmt: skip
    outline = layout.membrane(at, radius)
    dashes = layout.dashes(outline, picture.weconomy)
    axes.add_collection(LineCollection(dashes, colors=style.TEAL, linewidths=2.2, capstyle="round", zorder=4))
    for x, y in layout.outside(outline, picture.partners):
        axes.add_patch(RegularPolygon((x, y), 4, radius=0.05, facecolor=style.ATTENTION, linewidth=0, zorder=5,
                                      clip_on=False))  # fmt: skip


def _balance(sheet: Figure, left: float, top: float, poles: list[str], value: float) -> None:
    """A small scale between two poles with a dot where the enterprise stands."""
    height = sheet.get_size_inches()[1]
    style.say(sheet, left, top, poles[0], 8.5, style.MUTED)
    style.say(sheet, left + SIDE, top, poles[1], 8.5, style.MUTED, align="right")
    a, b, y = left + 0.92, left + SIDE - 0.78, height - top - 0.075
    inches = sheet.dpi_scale_trans
    sheet.add_artist(Line2D([a, b], [y, y], color=style.GHOST, linewidth=1.2, transform=inches))
    sheet.add_artist(Line2D([a + value * (b - a)], [y], marker="o", markersize=6, color=style.TEAL, transform=inches))


def _crafts_key(said: dict[str, str]) -> page.Key:
    """What the colours of the cells mean."""
    families = ("conceptual", "method", "accessory", "founding")
    dots = [
        (said[name], {"marker": "o", "color": style.FAMILIES[name], "markersize": 8, "markeredgewidth": 0})
        for name in families
    ]
    return page.Key(dots, said["newest"])
