"""What axes, levers, their poles and places, contexts and objectives are called, wherever a mix is spoken of."""

from equilibrium.balance.contrasts import MIXED
from equilibrium.figures import AXIS_LABELS, FIGURES
from equilibrium.words import words
from equilibrium.words.numbers import euros, readable, unit_words
from equilibrium.words.sensitivity import measure_unit

BETWEEN = " ↔ "


def dimension(name: str, language: str) -> str:
    """An axis or lever with both its poles: "push ↔ pull", "renewal: less ↔ more"."""
    return AXIS_LABELS[name][language == "it"] if name in AXIS_LABELS else words(language)["levers"][name]


def pole(name: str, which: int, language: str) -> str:
    """The first (0) or second (1) pole of an axis; of a lever, less or more of it."""
    if name in AXIS_LABELS:
        return AXIS_LABELS[name][language == "it"].split(BETWEEN)[which]
    return words(language)["levers"][f"{name}_{which}"]


def place(name: str, value: float, language: str) -> str:
    """A place on an axis, from 0 to 1, or of a lever, a share."""
    return readable(float(value), "0 to 1" if name in AXIS_LABELS else "share", language)


def on_slider(name: str, value: float, language: str) -> str:
    """A place as it stands beside its slider: of an axis from 0 to 100, of a lever in per cent."""
    return readable(round(100 * float(value), 1), "", language) if name in AXIS_LABELS else place(name, value, language)


def context(name: str, language: str) -> str:
    """A context's name: the mixed one, a regime's, or one's own as written, with spaces."""
    if name == MIXED:
        return words(language)["breaks"][MIXED]
    return words(language)["regimes"].get(name) or name.replace("_", " ")


def unit(objective: str) -> str:
    """The unit of an objective that is one figure ("profit", "-lost"); "" of any other."""
    return measure_unit(objective.lstrip("-"))


def objective_label(objective: str, language: str) -> str:
    """A figure's label, an expression as it was said."""
    figure = FIGURES.get(objective.lstrip("-"))
    if figure is None:
        return objective
    label = getattr(figure, language)
    return words(language)["balance"]["less"].format(figure=label) if objective.startswith("-") else label


def level(value: float, objective: str, language: str) -> str:
    """A value of an objective with its unit."""
    name = unit(objective)
    text = readable(value, name, language)
    return euros(text, language) if name == "EUR" else f"{text} {unit_words(name, language)}".strip()


def amount(value: float, objective: str, language: str) -> str:
    """The size of a value of an objective, with its unit and without its sign."""
    return level(abs(value), objective, language)
