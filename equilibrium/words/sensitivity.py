"""What a sensitivity analysis says, in words: names of factors and measures, numbers with their uncertainty, sentences."""

from collections.abc import Mapping, Sequence
from math import floor, isfinite, log10
from typing import Any

from equilibrium.figures import AXIS_LABELS, FIGURES
from equilibrium.studies.comparison import FEWEST
from equilibrium.studies.distribution import Pawn
from equilibrium.studies.factors import Value, parameter_of
from equilibrium.studies.flips import Assumption, Flips
from equilibrium.studies.luck import Luck
from equilibrium.studies.one_by_one import OneByOne
from equilibrium.studies.response import Broken
from equilibrium.studies.screening import Morris
from equilibrium.studies.variance import ENOUGH, TOLERANCE, Sobol
from equilibrium.words import words
from equilibrium.words.numbers import PERCENT, SCALES, counted, readable, signs, unit_words

NAMED = 6  # how many a sentence names before it says "and n more"
FINEST = 1  # decimals of an index in per cent; it is never known better


def factor_label(name: str, language: str) -> str:
    """A factor in plain words: a parameter's own, a regime's coefficient with the regime; a name of one's own as written."""
    parts, key = name.split("."), name.split(".")[-1]
    if key in AXIS_LABELS:
        return AXIS_LABELS[key][language == "it"]
    parameter = parameter_of(name)
    if parameter is None:
        return name.replace("_", " ")
    label = parameter.it if language == "it" else parameter.en
    if parts[0] == "regimes" and len(parts) == 3:
        return f"{label} ({words(language)['regimes'].get(parts[1], parts[1].replace('_', ' '))})"
    return label


def side_label(name: str) -> str:
    """A side of a contrast, as it was called."""
    return name.replace("_", " ")


def value_text(value: Value, name: str, language: str) -> str:
    """One value of a factor: a share in per cent, other numbers in three figures, a label as written."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value).replace("_", " ")
    parameter = parameter_of(name)
    unit = parameter.unit if parameter else ""
    return readable(float(value), unit if unit in PERCENT else "", language).replace("-", "−")


def measure_label(measure: str, language: str) -> str:
    """A measure in plain words: the figure's label, and its weeks if it has some."""
    key, _, weeks = measure.partition("@")
    figure = FIGURES.get(key)
    if figure is None:
        return measure.replace("_", " ")
    label = figure.it if language == "it" else figure.en
    return f"{label}, {words(language)['sensitivity']['weeks'].format(weeks=weeks)}" if weeks else label


def measure_unit(measure: str) -> str:
    """The unit of a measure; "" for one that is no figure."""
    figure = FIGURES.get(measure.partition("@")[0])
    if figure is None:
        return ""
    return figure.unit.removesuffix("/week") if figure.over == "sum" else figure.unit


def with_half(value: float, half: float, unit: str, language: str, finest: int | None = None) -> str:
    """A number with the half width of its interval, both to two figures of the latter: "118,000 ± 30,000 EUR"; with `finest`
    decimals at most, and then a half width that is not 0 never as 0."""
    scale = SCALES.get(unit, 1.0)
    value, half = value * scale, half * scale
    known = isfinite(half)
    size = half if known and half > 0 else abs(value) / 10
    decimals = 1 - floor(log10(size)) if size > 0 else 0
    if finest is not None and decimals > finest:
        decimals = finest
        half = max(half, 10.0**-finest) if half > 0 else half
    texts = [f"{round(each, decimals) + 0.0:,.{max(0, decimals)}f}" for each in ([value, half] if known else [value])]
    text = " ± ".join(texts).translate(signs(language)).replace("-", "−")
    if unit in PERCENT:
        return f"{text}%"
    word = unit_words(unit, language)
    return f"{text} {word}" if word else text


def joined(names: Sequence[str], language: str) -> str:
    """Names as a list in a sentence; of many only the first."""
    said = words(language)
    if len(names) > NAMED:
        rest = said["sensitivity"]["more"].format(n=len(names) - NAMED + 1)
        return ", ".join([*names[: NAMED - 1], rest])
    return f" {said['and']} ".join([part for part in (", ".join(names[:-1]), names[-1]) if part]) if names else ""


def quoted(names: Sequence[str], language: str) -> str:
    """Factors' labels as a list, each in quotation marks."""
    marks = "«{}»" if language == "it" else "“{}”"
    return joined([marks.format(factor_label(name, language)) for name in names], language)


def luck_sentence(luck: Luck, language: str) -> str:
    """Where the variance comes from."""
    table = luck.table().set_index("part")
    run, mean = table["of_a_run"], table["of_a_paired_mean"]
    said = {key: readable(float(run[key]), "share", language) for key in run.index}
    of_mean = readable(float(mean["factors"]), "share", language)
    return words(language)["sensitivity"]["luck"].format(**said, n=luck.replicates, of_mean=of_mean)


def _leaders(table: Any, value: str, half: str, unit: str, language: str) -> str:
    said = words(language)["sensitivity"]
    if len(table) == 1:
        return ""
    if int(table["rank"].max()) == 1:
        return f"{said['no_ranking']} {_above_some(table, value, half, language)}".strip()
    first = table[table["rank"] == 1]
    if len(first) == 1:
        row = first.iloc[0]
        finest = FINEST if unit == "share" else None
        number = with_half(float(row[value]), float(row[half]), unit, language, finest)
        return said["leads"].format(name=quoted([row["factor"]], language), number=number)
    return said["lead"].format(names=quoted(list(first["factor"]), language))


def _above_some(table: Any, value: str, half: str, language: str) -> str:
    """Of the factor whose interval begins highest, those whose intervals lie below; "" if none does."""
    low, high = table[value] - table[half], table[value] + table[half]
    top = low.idxmax()
    below = list(table["factor"][high < low[top]])
    name = quoted([table["factor"][top]], language)
    return (
        words(language)["sensitivity"]["above_some"].format(name=name, names=quoted(below, language)) if below else ""
    )


def sobol_sentences(found: Sobol, language: str) -> list[str]:
    """Whether the indices have settled, and who makes the variance."""
    said = words(language)["sensitivity"]
    tolerance, widest = (readable(each, "share", language) for each in (TOLERANCE, found.widest))
    more = [("samples", found.needs_samples, found.samples), ("replicates", found.needs_replicates, found.replicates)]
    wanted = joined([said[key].format(n=counted(n, language)) for key, n, there in more if n > there], language)
    if not found.judged:
        first = [said["not_cleaned"]] if found.replicates == 1 else []
        replicates = said["replicates"].format(
            n=counted(found.needs_replicates, language)
        )  # of samples nothing is known yet
        return [*first, said["unjudged"].format(enough=ENOUGH, wanted=replicates)]
    if found.converged:
        verdict = said["settled"].format(tolerance=tolerance)
    else:
        verdict = said["unsettled"].format(widest=widest, tolerance=tolerance, wanted=wanted)
    if not found.lucky and found.replicates == 1:
        verdict = f"{verdict} {said['taken_free']}"
    return [verdict, _leaders(found.table, "total", "total_half", "share", language)]


def morris_sentences(found: Morris, measure: str, language: str) -> list[str]:
    """Who moves the measure, and who no more than luck would."""
    said = words(language)["sensitivity"]
    below = list(found.table["factor"][~found.table["above"]])
    lines = [_leaders(found.table, "mu_star", "half", measure_unit(measure), language)]
    return (
        [*lines, said["below_luck"].format(names=quoted(below, language))] if below and found.replicates > 1 else lines
    )


def pawn_sentences(found: Pawn, language: str) -> list[str]:
    """Who moves the measure's distribution, and who no more than a factor that does nothing."""
    said = words(language)["sensitivity"]
    below = list(found.table["factor"][~found.table["above"]])
    lines = [_leaders(found.table, "index", "half", "", language)]
    return [*lines, said["below_dummy"].format(names=quoted(below, language))] if below else lines


def subject(measure: str, sides: Sequence[str], language: str) -> str:
    """What is looked at: a measure, or the difference between two sides."""
    label = measure_label(measure, language)
    if not sides:
        return label
    first, second = map(side_label, sides)
    return words(language)["sensitivity"]["difference"].format(a=first, b=second, measure=label)


def one_by_one_sentence(found: OneByOne, language: str) -> str:
    """Which factor alone clearly moves the measure, and by how much the one that moves it most."""
    said, unit = words(language)["sensitivity"], measure_unit(found.measure)
    of = subject(found.measure, found.sides, language)
    clear = [line for line in found.lines if line.clear.any()]
    if not clear:
        return said["none_clear"].format(subject=of)
    swing = with_half(clear[0].swing, clear[0].swing_half, unit, language)
    return said["widest"].format(subject=of, name=quoted([clear[0].factor.name], language), swing=swing)


def base_sentence(found: Flips, language: str) -> str:
    """Which side is ahead in the scenario as it is, and by how much."""
    said = words(language)["sensitivity"]
    ahead, behind = found.sides if found.base >= 0 else found.sides[::-1]
    amount = with_half(abs(found.base), found.half, measure_unit(found.measure), language)
    return said["ahead" if found.clear else "level"].format(
        ahead=side_label(ahead),
        behind=side_label(behind),
        amount=amount,
        measure=measure_label(found.measure, language),
    )


def turn_text(each: Assumption, language: str) -> str:
    """The assumption, and from where on it turns the comparison round: “Wage” (above 14.2)."""
    name = quoted([each.factor.name], language)
    if not each.turns or not isinstance(each.own, (int, float)):
        return name
    own = float(each.own)
    turn = min(each.turns, key=lambda turn: abs(turn - own))
    word = words(language)["sensitivity"]["above" if turn > own else "below"]
    return f"{name} ({word} {value_text(turn, each.factor.name, language)})"


def flips_sentences(found: Flips, language: str) -> list[str]:
    """The comparison, which assumptions turn it round, and what looking so often means; without a conclusion, what would give
    one."""
    said = words(language)["sensitivity"]
    turning, may, untold = (found.those(kind) for kind in ("flips", "may flip", "cannot tell"))
    count = len(found.assumptions)
    lines = [base_sentence(found, language)]
    if not found.clear:
        return [*lines, said["no_conclusion"], *_conclusion_needs(found, language)]
    if turning:
        key = "turn_one" if len(turning) == 1 else "turn"
        lines.append(
            said[key].format(n=count, k=len(turning), names=joined([turn_text(e, language) for e in turning], language))
        )
    else:
        lines.append(said["turn_none" if may or untold else "turn_never"].format(n=count))
    if may:
        names = joined([turn_text(each, language) for each in may], language)
        lines.append(said["may_one" if len(may) == 1 else "may"].format(k=len(may), names=names))
    if untold:
        lines.append(said["untold"].format(names=quoted([each.factor.name for each in untold], language)))
    chance = readable(round(found.chance, 1), "", language)
    lines.append(said["looks"].format(looks=counted(found.looks, language), chance=chance))
    return lines


def _conclusion_needs(found: Flips, language: str) -> list[str]:
    """About how many replicates would give a conclusion, or why no number is named."""
    said = words(language)["sensitivity"]
    if found.half == 0.0:
        return []
    if found.needed is not None:
        return [said["conclusion_needs"].format(n=counted(found.needed, language))]
    return [said["conclusion_few" if found.runs < FEWEST else "conclusion_far"].format(n=found.runs, least=FEWEST)]


def refusal(error: Broken, language: str) -> str:
    """Why an analysis is not possible; in English, what the error itself says."""
    texts = words(language)["sensitivity"]["refusals"]
    return texts[error.reason].format(**error.places) if error.reason in texts else str(error)


def foot(manifest: Mapping[str, Any], language: str) -> str:
    """That it is a simulation, of which study, how many runs, which seed and version."""
    return words(language)["sensitivity"]["foot"].format(
        points=counted(manifest["points"], language), replicates=counted(manifest["replicates"], language), seed=manifest["seed"],
        scenario=manifest["scenario"]["title"].get(language, manifest["scenario"]["name"]),
        version=manifest["versions"].get("equilibrium", ""),
    )  # fmt: skip
