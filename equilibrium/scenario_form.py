"""What a scenario file may say: tables, keys, types and bounds, as pydantic models made from the registry.

`parse` turns what TOML gave into a document (plain tables that hold what was said) and the list of its problems.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    WrapValidator,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from equilibrium.parameters import AXES, COEFFICIENTS, INF, REGISTRY, Parameter

SECTIONS = {
    "time": ("Time", "Tempo"),
    "context": ("Context", "Contesto"),
    "population": ("Population", "Popolazione"),
    "levers": ("Levers", "Leve"),
    "rhythm": ("Rhythm", "Ritmo"),
    "cells": ("Cells", "Cellule"),
    "integration": ("Interference and integration", "Interferenza e integrazione"),
    "learning": ("Learning and coherence", "Apprendimento e coerenza"),
    "crafts": ("Crafts", "Mestieri"),
    "relabelling": ("Relabelling", "Cambi di nome"),
    "missions": ("Missions and insight cards", "Missioni e schede"),
    "alliances": ("Alliances", "Alleanze"),
    "allies": ("Allies", "Alleati"),
    "contacts": ("Contacts (push)", "Contatti (push)"),
    "goodwill": ("Goodwill (pull)", "Goodwill (pull)"),
    "talk": ("Word of mouth", "Passaparola"),
    "choice": ("Choice", "Scelta"),
    "supply": ("Supply", "Fornitura"),
    "service": ("Service", "Servizio"),
    "loyal": ("Loyalty", "Fedeltà"),
    "energy": ("Energy", "Energia"),
    "growth": ("Growth", "Crescita"),
    "accounts": ("Accounts", "Conti"),
}
AXIS_WORDS = {
    "push_pull": ("0 push, 1 pull", "0 push, 1 pull"),
    "volume_value": ("0 volume, 1 value", "0 volume, 1 valore"),
    "selling_serving": ("0 selling, 1 serving", "0 selling, 1 serving"),
    "organization_organism": ("0 organisation, 1 organism", "0 organizzazione, 1 organismo"),
    "indie_weconomy": ("0 indie, 1 weconomy", "0 indie, 1 weconomy"),
}
ENDLESS = frozenset(  # infinity means "never" or "without limit" here; anywhere else it would only spoil the sums
    "sojourn purchase_shape make_hours absorb_hours mission_hours goodwill_half ally_half patience divide_cash credit".split()
)
SHAPE = frozenset("weeks needs facts customers degree network cells cells_most links allies start_share".split())
DRAWN = frozenset(  # read once, when customers, templates and beliefs are drawn: changing them later would change nothing
    """template_flip rewiring seekers price_sensitivity price_spread purchase_rate purchase_shape drop_a drop_b
    knowledge_start code_start energy_start notice_a notice_b purposes""".split()
)
CHANGEABLE = {key: p for key, p in {**REGISTRY, **COEFFICIENTS}.items() if key not in SHAPE | DRAWN}
LAST_WEEK = int(REGISTRY["weeks"].most)
NAME = r"^[\w-]{1,40}$"
MARKS = ("~number", "~table", "~off", "[key]")
MOST_LISTED = 100


class Problem(NamedTuple):
    """One thing wrong in one place: file, dotted key ("" for the file as a whole), what was found and what is allowed."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        line = ": ".join(part for part in self if part)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


class ScenarioError(ValueError):
    """All problems of a scenario at once, one line each."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_LISTED]]
        if len(self.problems) > MOST_LISTED:
            lines.append(f"... and {len(self.problems) - MOST_LISTED} more")
        return "\n".join(lines)


def plain_number(value: float) -> str:
    """`value` for a reader: 5000, 0.004, inf."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.12g}"


def quoted(text: str) -> str:
    """`text` as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'


def dotted(parts: Iterable[Any]) -> str:
    """Key of a place in a document: `service.patience`, `shock[1].week`."""
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            short = part if len(part) <= 60 else part[:60] + "..."
            text += "." * bool(text) + (short if re.fullmatch(r"[\w-]+", short) else quoted(short))
    return text


def found(value: Any) -> str:
    """What stood there, short enough for one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value if len(value) <= 60 else value[:60] + "...")
        case int() if value.bit_length() > 60:
            return f"a whole number of some {int(value.bit_length() * 0.30103) + 1} digits"
        case int():
            return str(value)
        case float():
            return plain_number(value) if value == value and abs(value) != INF else str(value)
        case dict():
            return "a table"
        case list() | tuple():
            return "an array"
        case _:
            return f"a {type(value).__name__}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`, if any is."""
    return next(iter(difflib.get_close_matches(word[:60].lower(), list(words), 1, 0.6)), None)


def allowed(parameter: Parameter) -> str:
    """What `parameter` may be, in words."""
    if parameter.choices:
        return "one of " + ", ".join(quoted(choice) for choice in parameter.choices)
    if parameter.unit == "switch":
        return "true or false"
    return _range(parameter.least, parameter.most, parameter.unit, parameter.whole, parameter.key in ENDLESS)


def _range(least: float, most: float, unit: str = "", whole: bool = False, endless: bool = False) -> str:
    if least == -INF:
        words = "any number"
    elif most == INF:
        words = f"at least {plain_number(least)}"
    else:
        words = f"{'a whole number from ' if whole else ''}{plain_number(least)} to {plain_number(most)}"
    return words + (f" {unit}" if unit not in ("", "-", "count") else "") + (", or inf" if endless else "")


def _saying(words: str, before: Callable[[Any], Any] = lambda value: value) -> WrapValidator:
    """Replace pydantic's several complaints about one value by one that says what is allowed."""

    def check(value, handler):
        try:
            return handler(before(value))
        except (ValidationError, OverflowError):
            raise PydanticCustomError("allowed", "{allowed}", {"allowed": words}) from None

    return WrapValidator(check)


def _unsigned_zero(value):
    return 0.0 if isinstance(value, float) and value == 0.0 else value


def _whole(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(least: float, most: float, unit: str = "", whole: bool = False, endless: bool = False) -> Any:
    """Type of a number within bounds; a bool or a text is no number, 5.0 may stand for a whole 5."""
    bounds = {"ge": None if least == -INF else least, "le": None if most == INF else most}
    if whole:
        bounds = {key: None if bound is None else int(bound) for key, bound in bounds.items()}
        return Annotated[int, Field(strict=True, **bounds), _saying(_range(least, most, unit, True), _whole)]
    rule = Field(strict=True, allow_inf_nan=endless, **bounds)

    def no_nan(value):
        if value != value:
            raise OverflowError
        return _unsigned_zero(value)

    return Annotated[float, rule, _saying(_range(least, most, unit, False, endless), no_nan)]


def _type(parameter: Parameter) -> Any:
    """Type of what a file may say for `parameter`."""
    if parameter.choices:
        return Annotated[Literal[parameter.choices], _saying(allowed(parameter))]
    if parameter.unit == "switch":
        return Annotated[bool, Field(strict=True), _saying(allowed(parameter))]
    p = parameter
    return _number(p.least, p.most, p.unit, p.whole, p.key in ENDLESS)


def _text(most: int) -> Any:
    return Annotated[str, Field(strict=True, max_length=most), _saying(f"text of at most {most} characters")]


def _table(model: type) -> str:
    return "~table" if isinstance(model, dict | BaseModel) else "~number"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Share = _number(0, 1, "share")
Week = _number(0, LAST_WEEK, "weeks", whole=True)
Date = _number(1, LAST_WEEK, "weeks", whole=True)
Finite = _number(-INF, INF)
Label = Annotated[str, Field(strict=True, pattern=NAME), _saying("1 to 40 letters, digits, _ or -")]
Whose = Annotated[int | str, Field(strict=True), _saying("an enterprise's name, or its number (0 is the focal one)")]
AxisDate = Annotated[tuple[Week, Share], _saying("[week, share]: whole weeks from 0, share from 0 to 1")]
RegimeDate = Annotated[tuple[Week, str], _saying('[week, "regime"]: whole weeks from 0')]


class Words(_Strict):
    """A text in English and Italian; one stands for both if alone."""

    en: _text(4000) = ""
    it: _text(4000) = ""


class Wave(_Strict):
    """An even swing about the mean; phase is the share of a period by which it is ahead."""

    period: _number(1, LAST_WEEK, "weeks")
    amplitude: Share
    phase: _number(-1, 1, "share of a period") = 0.0


class Alternate(_Strict):
    """`low` for the first half of each period, `high` for the second."""

    period: _number(1, LAST_WEEK, "weeks")
    low: Share
    high: Share


class Rhythm(_Strict):
    """How a target moves: mean with a wave, alternate, or calendar."""

    mean: Share = 0.5
    wave: Wave = None
    alternate: Alternate = None
    calendar: Annotated[list[AxisDate], Field(min_length=1, max_length=1000)] = None

    @model_validator(mode="after")
    def _one(self):
        said = self.model_fields_set
        if said not in ({"mean"}, {"mean", "wave"}, {"alternate"}, {"calendar"}):
            _refuse("{ mean, wave = {...} }, { alternate = {...} } or { calendar = [...] }")
        if self.alternate and self.alternate.low > self.alternate.high:
            _refuse("low at most high")
        if self.calendar and not rising(week for week, _ in self.calendar):
            _refuse("dates that rise")
        return self


class Change(_Strict):
    """A dated change: exactly one of what it was times `factor`, plus `add`, or `set` anew."""

    factor: Finite = None
    add: Finite = None
    set: Finite = None

    @model_validator(mode="after")
    def _one(self):
        if len(self.model_fields_set) != 1:
            _refuse("exactly one of factor, add, set")
        return self


def _refuse(words: str) -> None:
    raise PydanticCustomError("allowed", "{allowed}", {"allowed": words})


def rising(weeks: Iterable[int]) -> bool:
    """Whether each date is later than the one before."""
    weeks = list(weeks)
    return all(a < b for a, b in zip(weeks, weeks[1:], strict=False))


def words_for(parameter: Parameter) -> str:
    """Unit, default, plausible range and source of `parameter` in one line."""
    unit = "" if parameter.unit in ("-", "switch") else parameter.unit + ", "
    default = parameter.default
    shown = found(default) if isinstance(default, bool | str) else plain_number(default)
    if parameter.choices:
        return f"{unit}default {shown}; {allowed(parameter)}; {parameter.source}"
    plausible = f", plausible {plain_number(parameter.low)} to {plain_number(parameter.high)}"
    return f"{unit}default {shown}{'' if parameter.unit == 'switch' else plausible}; {parameter.source}"


def default_value(parameter: Parameter) -> float | int | str | bool:
    """The registry's default as a document holds it."""
    if isinstance(parameter.default, bool | str):
        return parameter.default
    return int(parameter.default) if parameter.whole else float(parameter.default)


def _field(parameter: Parameter) -> tuple:
    extra = {"x-italian": parameter.it, "x-unit": parameter.unit, "x-source": parameter.source}
    if not parameter.choices and parameter.unit != "switch":
        extra["x-plausible"] = [parameter.low, parameter.high]
    about = f"{parameter.en} ({words_for(parameter)})"
    return _type(parameter), Field(default=default_value(parameter), description=about, json_schema_extra=extra)


def _change(parameter: Parameter) -> tuple:
    model = Change
    if parameter.choices or parameter.unit == "switch":
        model = create_model(f"Set_{parameter.key}", __base__=_Strict, set=(_type(parameter), ...))
    return model, Field(default=None, description=parameter.en)


Axis = Annotated[
    Annotated[Share, Tag("~number")] | Annotated[Rhythm, Tag("~table")],
    Discriminator(_table),
]
Mix = create_model("Mix", __base__=_Strict, **{axis: (Axis, Field(0.5, description=AXIS_WORDS[axis][0])) for axis in AXES})
Coefficients = create_model("Coefficients", __base__=_Strict, **{key: _field(p) for key, p in COEFFICIENTS.items()})
Rival = create_model(
    "Rival", __base__=_Strict, name=(Label, None), mix=(Mix, None), **{key: _field(p) for key, p in REGISTRY.items() if p.own}
)
Shock = create_model(
    "Shock", __base__=_Strict, week=(Date, ...), until=(Date, None), enterprise=(Whose, None),
    **{key: _change(p) for key, p in CHANGEABLE.items()},
)  # fmt: skip
Mission = create_model(
    "Mission", __base__=_Strict, week=(Date, ...), people=(_number(1, 10_000, "persons", whole=True), ...),
    insights=(_number(1, 1000, "insights a person", whole=True), ...), enterprise=(Whose, 0),
)  # fmt: skip
Renaming = create_model(
    "Renaming", __base__=_Strict, week=(Date, ...), crafts=(_number(1, 256, "crafts", whole=True), ...), enterprise=(Whose, 0)
)
Regime = Annotated[
    Annotated[Literal[False], Tag("~off"), _saying("a table of coefficients, or false to remove the regime")]
    | Annotated[Coefficients, Tag("~table")],
    Discriminator(lambda value: "~table" if isinstance(value, dict | BaseModel) else "~off"),
]
EXTRA = {
    "context": {
        "start_regime": (Label, Field(None, description="Regime at the start; by chance if not said")),
        "calendar": (
            Annotated[list[RegimeDate], Field(max_length=1000)],
            Field(None, description="Dated regimes, in place of the chain"),
        ),
        "transition": (
            dict[str, dict[str, Share]],
            Field(None, description="Where a left regime goes; rows sum to 1, evenly to the others if not said"),
        ),
    },
    "population": {"edges": (_text(1000), Field(None, description='Edge list for network = "edges", relative to this file'))},
}


def _section(section: str) -> Any:
    fields = {key: _field(p) for key, p in REGISTRY.items() if p.section == section} | EXTRA.get(section, {})
    return create_model(section.capitalize(), __base__=_Strict, **fields)


def _list(model: type, most: int) -> Any:
    return Annotated[list[model], Field(max_length=most)]


Form = create_model(
    "Scenario", __base__=_Strict,
    extends=(_text(1000), Field(None, description="Scenario whose tables this one changes: a shipped name or a file")),
    title=(Words, None), description=(Words, None), mix=(Mix, None),
    **{section: (_section(section), None) for section in dict.fromkeys(p.section for p in REGISTRY.values())},
    regimes=(dict[Label, Regime], Field(None, max_length=32)), rival=(_list(Rival, 7), None),
    shock=(_list(Shock, 100), None), mission=(_list(Mission, 1000), None), renaming=(_list(Renaming, 1000), None),
)  # fmt: skip
HOMES = {
    **{axis: f"mix.{axis}" for axis in AXES},
    **{key: f"{p.section}.{key}" for key, p in REGISTRY.items()},
    **{key: f"regimes.NAME.{key}" for key in COEFFICIENTS},
    **{key: f"{section}.{key}" for section, fields in EXTRA.items() for key in fields},
}


def parse(raw: dict[str, Any], file: str) -> tuple[dict[str, Any], list[Problem]]:
    """What `raw` (as TOML gives it) says, as far as it is sound, and the problems of the rest."""
    problems: list[Problem] = []
    for attempt in range(3):
        try:
            return Form.model_validate(raw).model_dump(exclude_unset=True), problems
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if attempt == 0:
                problems = [_problem(file, line) for line in errors]
            raw = _pruned(raw, [line["loc"] for line in errors], depth=3 - attempt)
    return {}, problems


def _pruned(raw: dict[str, Any], places: list[tuple], depth: int) -> dict[str, Any]:
    """`raw` without the deepest named table entries (at most `depth` down) that lead to `places`."""
    copy = {key: _shallow(value) for key, value in raw.items()}
    for place in places:
        node, last = copy, None
        for part in [part for part in place if part not in MARKS][:depth]:
            if isinstance(node, dict) and part in node:
                last = (node, part)
            elif not (isinstance(node, list) and isinstance(part, int) and part < len(node)):
                break
            node = node[part]
        if last:
            last[0].pop(last[1], None)
    return copy


def _shallow(value: Any) -> Any:
    """A copy two levels deep: what pruning may cut."""
    if isinstance(value, dict):
        return {key: dict(entry) if isinstance(entry, dict) else entry for key, entry in value.items()}
    return [dict(entry) if isinstance(entry, dict) else entry for entry in value] if isinstance(value, list) else value


def _problem(file: str, error: Any) -> Problem:
    place = [part for part in error["loc"] if part not in MARKS]
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            text = _unknown(place)
        case "missing":
            text = "missing; it must be said"
        case "too_long" | "too_short":
            bound = f"at most {context['max_length']}" if kind == "too_long" else f"at least {context['min_length']}"
            text = f"found {len(error['input'])} entries, allowed: {bound}"
        case "allowed":
            text = f"found {found(error['input'])}, allowed: {context['allowed']}"
        case "list_type" | "tuple_type":
            text = f"found {found(error['input'])}, allowed: an array"
        case _:
            text = f"found {found(error['input'])}, allowed: a table"
    return Problem(file, dotted(place), text)


def _unknown(place: list[Any]) -> str:
    *parents, word = place
    siblings = _keys_at(parents)
    if word in HOMES:
        if parents[:1] == ["rival"]:
            return f"cannot differ between enterprises; it is said in {HOMES[word]}"
        if parents[:1] == ["shock"]:
            return "cannot change during a run: it shapes the start" + (
                "; the regimes' coefficient price can" if word == "price_sensitivity" else ""
            )
        return f"unknown key here; nearest valid key: {HOMES[word]}"
    near = nearest(str(word), siblings)
    if near:
        return f"unknown key; nearest valid key: {dotted([*parents, near])}"
    near = nearest(str(word), HOMES)
    if near:
        return f"unknown key; nearest valid key: {HOMES[near]}"
    return "unknown key" + (f"; allowed: {', '.join(siblings)}" if len(siblings) <= 12 else "")


def _keys_at(place: list[Any]) -> list[str]:
    """Keys that a table at `place` may hold."""
    models = [Form]
    for part in place:
        deeper = [m for model in models if part in model.model_fields for m in _models(model.model_fields[part].annotation)]
        models = deeper or models
    return [key for model in models for key in model.model_fields]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
