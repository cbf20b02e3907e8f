"""What a scenario file may say: tables, keys, types and bounds, as pydantic models made from the registry."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictInt,
    StrictStr,
    Tag,
    ValidationError,
    WrapValidator,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from equilibrium.parameters import AXES, COEFFICIENTS, INF, REGISTRY, Parameter
from equilibrium.scenario_errors import found, plain_number, quoted

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
    """sojourn purchase_shape make_hours absorb_hours mission_hours goodwill_half ally_half patience divide_cash
    credit""".split()
)
SHAPE = frozenset("weeks needs facts customers degree network cells cells_most links allies start_share".split())
DRAWN = frozenset(  # read once, when customers, templates and beliefs are drawn: a later change would do nothing
    """template_flip rewiring seekers price_sensitivity price_spread purchase_rate purchase_shape drop_a drop_b
    knowledge_start code_start energy_start notice_a notice_b purposes""".split()
)
CHANGEABLE = {key: p for key, p in {**REGISTRY, **COEFFICIENTS}.items() if key not in SHAPE | DRAWN}
LAST_WEEK = int(REGISTRY["weeks"].most)
NAME = r"^[\w-]{1,40}$"
MARKS = ("~number", "~table", "~off", "[key]")


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
    bare = unit in ("", "-", "count", "share", "probability", "ratio", "factor")
    shown = "" if bare else f" ({unit})" if unit[0].isdigit() else f" {unit}"
    return words + shown + (", or inf" if endless else "")


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
Whose = Annotated[StrictInt | StrictStr, _saying("an enterprise's name, or its number (0 is the focal one)")]
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


class _Dated(_Strict):
    """What all shocks have."""

    week: Date
    until: Date = None
    enterprise: Whose = None

    @model_validator(mode="after")
    def _some(self):
        if not self.model_fields_set - {"week", "until", "enterprise"}:
            _refuse("at least one parameter, such as rival_margin = { factor = 0.5 }")
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
Mix = create_model(
    "Mix", __base__=_Strict, **{axis: (Axis, Field(0.5, description=AXIS_WORDS[axis][0])) for axis in AXES}
)
Coefficients = create_model("Coefficients", __base__=_Strict, **{key: _field(p) for key, p in COEFFICIENTS.items()})
Rival = create_model(
    "Rival", __base__=_Strict, name=(Label, None), mix=(Mix, None),
    **{key: _field(p) for key, p in REGISTRY.items() if p.own},
)  # fmt: skip
Shock = create_model("Shock", __base__=_Dated, **{key: _change(p) for key, p in CHANGEABLE.items()})
Mission = create_model(
    "Mission", __base__=_Strict, week=(Date, ...), people=(_number(1, 10_000, "persons", whole=True), ...),
    insights=(_number(1, 1000, "insights a person", whole=True), ...), enterprise=(Whose, 0),
)  # fmt: skip
Renaming = create_model(
    "Renaming", __base__=_Strict, week=(Date, ...), crafts=(_number(1, 256, "crafts", whole=True), ...),
    enterprise=(Whose, 0),
)  # fmt: skip
Regime = Annotated[
    Annotated[Literal[False], _saying("a table of coefficients, or false to remove the regime"), Tag("~off")]
    | Annotated[Coefficients, Tag("~table")],
    Discriminator(lambda value: "~table" if isinstance(value, dict | BaseModel) else "~off"),
]
EXTRA: dict[str, dict[str, tuple]] = {
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
    "population": {
        "edges": (_text(1000), Field(None, description='Edge list for network = "edges", relative to this file')),
    },
}


def _section(section: str) -> Any:
    fields = {key: _field(p) for key, p in REGISTRY.items() if p.section == section} | EXTRA.get(section, {})
    return create_model(f"{section.capitalize()}Table", __base__=_Strict, **fields)


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
