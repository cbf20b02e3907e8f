"""The pictures' words and numbers, in English and Italian: the catalogues are `en.toml` and `it.toml`."""

from functools import cache
from math import floor, isfinite, log10
from pathlib import Path

from equilibrium.words import catalogue
from equilibrium.words import words as results
from equilibrium.words.numbers import signs


def _catalogue(language: str) -> dict[str, dict[str, str]]:
    return catalogue(Path(__file__).parent, language)


@cache
def words(language: str) -> dict[str, str]:
    """The words of `language`, whatever section of the catalogue they are in.

    Raises
    ------
    ValueError : for a language there are no words of
    """
    return {
        key: text
        for section, texts in _catalogue(language).items()
        if section != "units"
        for key, text in texts.items()
    }


def unit(name: str, language: str) -> str:
    """`name` of a unit in plain words; a unit of the user's own stays as it is."""
    return _catalogue(language)["units"].get(name, name)


def number(value: float, language: str, decimals: int | None = None) -> str:
    """`value` as written in the language: 1,234.5 in English, 1.234,5 in Italian; about three digits unless told."""
    if not isfinite(value):
        return "–"
    if decimals is None:
        size = floor(log10(abs(value))) if value else 0
        decimals = min(max(0, 2 - size), 6) if value != round(value) else 0
    text = f"{value:,.{decimals}f}"
    if decimals and "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text.replace(",", "")) == 0:
        text = "0"
    return text.translate(signs(language)).replace("-", "−")


def quantity(value: float, name: str, language: str) -> str:
    """`value` of unit `name`, short: shares in per cent, money with its sign, the rest bare."""
    if not isfinite(value):
        return "–"
    if name in ("share", "1/week"):
        return f"{number(value * 100, language, 0 if abs(value) >= 0.1 else 1)}%"
    if name.startswith("EUR"):
        return money(value, language)
    return number(value, language, 0 if abs(value) >= 100 else 1)


def money(value: float, language: str) -> str:
    """Euro in about three digits: €18.2k in English, 18.200 € in Italian."""
    italian = language == "it"
    size, name = 1.0, ""
    for at, short in (
        (1e3, "" if italian else "k"),
        (1e6, " mln" if italian else "M"),
        (1e9, " mrd" if italian else "bn"),
    ):
        if abs(value) >= 0.9995 * at:
            size, name = at, short
    if italian and size == 1e3:
        digits = 2 - floor(log10(abs(value)))
        size, value = 1.0, round(value, digits)
    figure = number(value / size, language, 1 if size > 1 and abs(value) < 100 * size else 0)
    return f"{figure}{name} €" if italian else f"€{figure}{name}".replace("€−", "−€")


def futures(count: int, total: int, language: str, start: bool = True) -> str:
    """Natural frequency: "In 81 of 100 futures"; in the middle of a sentence unless at its `start`."""
    said, end = words(language), "futures" if start else "short"
    if total == 1:
        return said["this_future" if start else "this_short"]
    if count == total:
        return said[f"all_{end}"].format(n=total)
    if count == 0 and start:
        return said["no_future"].format(n=total)
    return said[f"some_{end}"].format(k=count, n=total)


def counted(key: str, count: int, language: str) -> str:
    """The words `key` for `count` things, in singular or plural."""
    said = words(language)
    form = f"{key}_{count}" if f"{key}_{count}" in said else key
    return said[form].format(n=number(count, language, 0))


def duration(weeks: float, language: str) -> str:
    """A length of time: whole years as years, else weeks."""
    said, weeks = words(language), round(weeks)
    if weeks >= 104 and weeks % 52 == 0:
        return said["years"].format(n=weeks // 52)
    return said["one_week"] if weeks == 1 else said["weeks"].format(n=weeks)


def regime(name: str, language: str) -> str:
    """A regime's name; one of the user's own as written, with spaces."""
    known = results(language)["regimes"]
    return known.get(name) or name.replace("_", " ").replace("-", " ")
