"""Indie and weconomy: the founding text's last question, by context.

V(indie, weconomy) is profit with each activity on or off, a tenth of all hours each; what is off goes to the front line. The
statistic is V(1,1) + V(0,0) - V(1,0) - V(0,1): above zero each makes the other worth more (Milgrom & Roberts 1990).
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from matplotlib.figure import Figure

from equilibrium.lessons import drawing
from equilibrium.lessons.numbers import Found, Numbers, gathered, interaction, mean, together
from equilibrium.lessons.telling import SIGNS, beside, by_sign, euros, joined, sentence, words
from equilibrium.plots import page, style
from equilibrium.plots import words as pictured
from equilibrium.studies.results import Results

STUDY = "indie-weconomy"
CORNERS = ("both", "indie", "weconomy", "neither")
ALONE = ("indie", "weconomy")
MIXED = "mixed"
DRAWN: tuple[str, ...] = ()
ABSORBED = "both - weconomy, crafts absorbed"
UNITS = {ABSORBED: "crafts"}


def measured(results: Results) -> Numbers:
    """What each corner is worth against each other one, and their interaction, by context and what absorbing asks."""
    profit = results.grid()["profit"].transpose("context", "absorbing", "activities", "replicate")
    found = list[Found]()
    for context in map(str, profit["context"].to_numpy()):
        for absorbing in map(str, profit["absorbing"].to_numpy()):
            here = profit.sel(context=context, absorbing=absorbing)
            worth = {corner: here.sel(activities=corner).to_numpy() for corner in CORNERS}
            at = (context, absorbing)
            found.append(("complementarity", at, interaction(*(worth[corner] for corner in CORNERS))))
            for first, second in combinations(CORNERS, 2):
                found.append((f"{first} - {second}", at, mean(worth[first] - worth[second])))
    absorbed = results.grid()["absorbed_crafts"].sel(context=MIXED, absorbing="default")
    more = absorbed.sel(activities="both") - absorbed.sel(activities="weconomy")
    found.append((ABSORBED, (MIXED, "default"), mean(more.to_numpy())))
    hard, easy = (
        profit.sel(context=MIXED, absorbing=each).transpose("activities", "replicate") for each in ("hard", "easy")
    )
    each = {corner: (hard - easy).sel(activities=corner).to_numpy() for corner in CORNERS}
    found.append(("hard - easy, complementarity", (MIXED,), interaction(*(each[corner] for corner in CORNERS))))
    return gathered(("context", "absorbing"), found)


def best(numbers: Numbers, contexts: Sequence[str], absorbing: str = "default") -> dict[str, str]:
    """By context, the corner that is clearly above all three others; "" if none is. All pairs of all contexts are one look."""
    pairs = {
        (context, first, second): numbers.of(f"{first} - {second}", context, absorbing)
        for context in contexts for first, second in combinations(CORNERS, 2)
    }  # fmt: skip
    signs = together(pairs)
    above = {(c, *pair) for (c, *pair), sign in signs.items() if sign > 0}
    above |= {(c, second, first) for (c, first, second), sign in signs.items() if sign < 0}
    return {
        context: next(
            (one for one in CORNERS if all((context, one, other) in above for other in CORNERS if other != one)), ""
        )
        for context in contexts
    }


def paragraphs(numbers: Numbers, language: str) -> tuple[str, str]:
    """What relation there is, by context; what follows for who has to choose."""
    return _relation(numbers, language), _choice(numbers, language)


def _contexts(numbers: Numbers) -> list[str]:
    return [each for each in numbers.along("complementarity", "context") if each != MIXED]


def relations(numbers: Numbers) -> dict[str, int]:
    """Whether the two help each other (1) or replace each other (-1), in each regime alone."""
    return together({context: numbers.of("complementarity", context, "default") for context in _contexts(numbers)})


def learning_decides(numbers: Numbers) -> list[str]:
    """Contexts where the two replace each other at the easy end of absorbing, and reinforce each other at the hard end."""
    contexts = numbers.along("complementarity", "context")
    ends = {(c, end): numbers.of("complementarity", c, end) for c in contexts for end in ("easy", "hard")}
    signs = together(ends)
    return [c for c in contexts if (signs[c, "easy"], signs[c, "hard"]) == (-1, 1)]


def _relation(numbers: Numbers, language: str) -> str:
    said = words(language)[STUDY]

    def of(context: str):
        return numbers.of("complementarity", context, "default")

    told = [by_sign(said, "relation", of(MIXED), language)]
    clauses, signs = [], relations(numbers)
    for sign, key in ((1, "reinforce"), (-1, "replace"), (0, "untold")):
        there = [c for c in _contexts(numbers) if signs[c] == sign]
        if there:
            parts = [f"{said[f'in_{c}']} {beside(of(c), language)}" for c in there]
            clauses.append(said[key].format(contexts=joined(parts, language)))
    told.append(sentence("; ".join(clauses)) + ".")
    told.append(by_sign(said, "absorbing", numbers.of("hard - easy, complementarity", MIXED), language))
    told.append(by_sign(said, "at_ease", numbers.of("complementarity", MIXED, "easy"), language))
    if decided := learning_decides(numbers):
        ends = {
            c: [euros(numbers.of("complementarity", c, end), language) for end in ("easy", "hard")] for c in decided
        }
        parts = [said["learning_at"].format(context=said[f"in_{c}"], easy=ends[c][0], hard=ends[c][1]) for c in decided]
        told.append(said["learning"].format(contexts="; ".join(parts)))
    more = numbers.of(ABSORBED, MIXED, "default")
    size = -more.value if more.sign < 0 else more.value
    told.append(said[f"absorbed_{SIGNS[more.sign]}"].format(crafts=pictured.number(size, language, 0)))
    return " ".join(told)


def _choice(numbers: Numbers, language: str) -> str:
    said = words(language)[STUDY]
    alone, beside = numbers.of("weconomy - neither", MIXED, "default"), numbers.of("both - indie", MIXED, "default")
    told = [by_sign(said, "ally_alone", alone, language), by_sign(said, "ally_beside", beside, language)]
    contexts, groups = (MIXED, *_contexts(numbers)), dict[str, list[str]]()
    for context, corner in best(numbers, contexts).items():
        groups.setdefault(corner, []).append(said[f"in_{context}"])
    clauses = [
        said[f"hold_{corner or 'none'}"].format(contexts=joined(groups[corner], language))
        for corner in (*CORNERS, "") if corner in groups
    ]  # fmt: skip
    told.append(sentence("; ".join(clauses)) + ".")
    told.append(_answer(numbers, language))
    return " ".join(told)


def _answer(numbers: Numbers, language: str) -> str:
    """The sentence to take home."""
    said = words(language)[STUDY]
    signs = relations(numbers)
    mixed = numbers.of("complementarity", MIXED, "default").sign
    if mixed == 0:
        return said["answer_by_context" if set(signs.values()) - {0} else "answer_open"]
    against = [context for context, sign in signs.items() if sign == -mixed]
    corners = best(numbers, (MIXED, *_contexts(numbers)))
    learns = numbers.of(ABSORBED, MIXED, "default").sign > 0
    if mixed < 0:
        return _answer_no(said, corners, against, learns, language)
    told = [said["answer_yes"]]
    if learns:
        told.append(said["answer_learning"])
    enough = _enough(said, {context: corners[context] for context in against}, language)
    if not against:
        told.append(said["answer_worth"])
    elif all(corners[context] in ALONE for context in against):
        told.append(said["answer_worth_enough"].format(enough=enough))
    else:
        told.append(said["answer_worth_not_always"].format(contexts=_in(said, against, language)))
    if numbers.of("complementarity", MIXED, "easy").sign <= 0:
        told.append(said["answer_unless"])
    if best(numbers, (MIXED,), "easy")[MIXED] == "weconomy":
        told.append(said["answer_ready"])
    return " ".join(told)


def _answer_no(
    said: Mapping[str, str], corners: Mapping[str, str], against: Sequence[str], learns: bool, language: str
) -> str:
    """The same where the two make each other worth less: that does not tell whether one is enough, what each corner earns does."""
    here = corners[MIXED]
    told = [said[f"answer_no_{here or 'untold'}"]]
    if here == "both" and learns:
        told.append(said["answer_learning_still"])
    alone = {context: corner for context, corner in corners.items() if corner in ALONE}
    if here == "both" and alone:
        told.append(sentence(_enough(said, alone, language)) + ".")
    if but := [context for context in against if context not in alone]:
        told.append(said["answer_no_but"].format(contexts=_in(said, but, language)))
    return " ".join(told)


def _in(said: Mapping[str, str], contexts: Sequence[str], language: str) -> str:
    return joined([said[f"in_{context}"] for context in contexts], language)


def _enough(said: Mapping[str, str], corners: Mapping[str, str], language: str) -> str:
    """In which contexts one of the two alone is enough."""
    there = {one: [context for context, corner in corners.items() if corner == one] for one in ALONE}
    return "; ".join(
        said[f"enough_{one}"].format(contexts=_in(said, each, language)) for one, each in there.items() if each
    )


def picture(numbers: Numbers, language: str) -> Figure:
    """Left, the interaction by context; right, what indie, weconomy and both are worth against neither."""
    said = words(language)[STUDY]
    contexts = [MIXED, *_contexts(numbers)]
    looks = [
        (said["corner_indie"], "indie - neither", drawing.COLORS[1], "s"),
        (said["corner_weconomy"], "weconomy - neither", drawing.COLORS[3], "D"),
        (said["corner_both"], "both - neither", drawing.COLORS[0], "o"),
    ]
    key = page.Key([(name, {"color": color, "marker": mark}) for name, _, color, mark in looks], said["key_right"])
    marks = {
        "help": (style.TEAL, "o"), "instead": (style.TERRACOTTA, "o"), "untellable": (style.GHOST, "o"),
        "easy": (style.MUTED, "<"), "hard": (style.MUTED, ">"),
    }  # fmt: skip
    reading = page.Key(
        [(said[name], {"color": color, "marker": mark}) for name, (color, mark) in marks.items()], said["key_left"]
    )
    sheet, top = drawing.sheet(STUDY, 4.2, language, [reading, key])
    rows = range(len(contexts))
    left = style.axes_at(sheet, 2.0, top + 0.55, 2.75, 3.2)
    right = style.axes_at(sheet, 5.2, top + 0.55, 2.9, 3.2)
    style.say(sheet, 2.0, top + 0.15, style.wrapped(said["panel_relation"], 2.75, 8.5), 8.5, style.MUTED)
    style.say(sheet, 5.2, top + 0.15, style.wrapped(said["panel_worth"], 2.9, 8.5), 8.5, style.MUTED)
    signs = {MIXED: numbers.of("complementarity", MIXED, "default").sign, **relations(numbers)}
    for row, context in zip(rows, contexts, strict=True):
        number = numbers.of("complementarity", context, "default")
        color = {1: style.TEAL, -1: style.TERRACOTTA, 0: style.GHOST}[signs[context]]
        left.plot([number.low, number.high], [row, row], color=color, linewidth=2.2, solid_capstyle="butt")
        left.plot([number.value], [row], "o", color=color, markersize=7, markeredgewidth=0)
        for shift, absorbing, mark in ((-0.24, "easy", "<"), (0.24, "hard", ">")):
            each = numbers.of("complementarity", context, absorbing)
            left.plot([each.low, each.high], [row + shift] * 2, color=style.GHOST, linewidth=1.2, solid_capstyle="butt")
            left.plot([each.value], [row + shift], mark, color=style.MUTED, markersize=4.5, markeredgewidth=0)
        for shift, (_, figure, shade, mark) in zip((-0.22, 0.0, 0.22), looks, strict=True):
            each = numbers.of(figure, context, "default")
            right.plot([each.low, each.high], [row + shift] * 2, color=shade, linewidth=1.5, solid_capstyle="butt")
            right.plot([each.value], [row + shift], mark, color=shade, markersize=5.5, markeredgewidth=0)
    for axes in (left, right):
        axes.margins(x=0.08)
        axes.set_ylim(len(contexts) - 0.5, -0.5)
        axes.set_yticks([])
        drawing.money_axis(axes, language, 3, across=True)
    for row, context in zip(rows, contexts, strict=True):
        at = top + 0.55 + 3.2 * (row + 0.5) / len(contexts) - 0.08
        style.say(sheet, page.MARGIN, at, said[f"name_{context}"], 9.5, bold=context == MIXED)
    return sheet
