"""Numbers for a reader: three figures at most, shares in percent, thousands and decimals as the language writes them."""

from functools import cache
from math import floor, isfinite, log10

from babel.numbers import get_decimal_symbol, get_group_symbol

from equilibrium.words import LOCALES, words

PERCENT = ("share", "1/week", "probability")
SCALES = {**dict.fromkeys(PERCENT, 100.0), "100 hours": 100.0}
BIG = ((1e9, "billion"), (1e6, "million"))
NOTHING = "-"


@cache
def signs(language: str) -> dict[int, str]:
    """What puts "1,234.5" into the signs of the language (of the Unicode CLDR, through Babel): a table for `str.translate`."""
    return str.maketrans({",": get_group_symbol(LOCALES[language]), ".": get_decimal_symbol(LOCALES[language])})


def decimals(language: str) -> dict[int, str]:
    """The decimal point alone, for text whose commas are no thousands."""
    return {ord("."): signs(language)[ord(".")]}


def readable(value: float, unit: str, language: str) -> str:
    """`value`, given in `unit`, as text without its unit: "54%", "1.16 million", "23,400"; "-" if there is none."""
    if not isfinite(value):
        return NOTHING
    value *= SCALES.get(unit, 1.0)
    if unit in PERCENT:
        return f"{_percent(value)}%".translate(signs(language))
    if unit == "0 to 1":
        return f"{value:.2f}".translate(signs(language))
    value = _rounded(value, 3)
    value = value if abs(value) < 10 else round(value)
    for size, name in BIG:
        if abs(value) >= size:
            text = _plain(value / size)
            return f"{text.translate(signs(language))} {words(language)['big'][name][text != '1']}"
    return _plain(value).translate(signs(language))


def counted(number: int, language: str) -> str:
    """A count to the last one: "8,192"."""
    return f"{number:,}".translate(signs(language))


def between(low: float, high: float, unit: str, language: str) -> str:
    """The band from `low` to `high` as text: "0.9 and 1.4 million"; "" if both read the same."""
    first, last = readable(low, unit, language), readable(high, unit, language)
    if first == last:
        return ""
    number, _, scale = first.partition(" ")
    if scale and last.endswith(f" {scale}"):
        first = number
    return f"{first} {words(language)['and']} {last}"


def unit_words(unit: str, language: str) -> str:
    """What stands beside a number of `readable`: "customers", "a week" for a rate, nothing for a share."""
    return words(language)["units"].get(unit, unit)


def euros(text: str, language: str) -> str:
    """An amount or a band of money with its currency: "1.16 million EUR", "1,16 milioni di euro"."""
    join = words(language)["of"] if text[-1].isalpha() else " "
    return f"{text}{join}{unit_words('EUR', language)}"


def _rounded(value: float, figures: int) -> float:
    return round(value, figures - 1 - floor(log10(abs(value)))) if value else 0.0


def _plain(value: float) -> str:
    """`value`, rounded to three figures, without needless zeros."""
    if value == 0.0:
        return "0"
    decimals = max(0, 2 - floor(log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(value: float) -> str:
    """Two figures, and never 0 or 100 for what is not quite so."""
    if value in (0.0, 100.0):
        return f"{value:.0f}"
    whole = f"{value:.0f}"
    if abs(value) >= 9.95 and whole != "100":
        return whole
    if 99.5 <= value < 100.0:
        return f"{floor(value * 10) / 10:.1f}"
    return _plain(round(value, 2) if abs(value) < 1.0 and round(value, 2) else _rounded(value, 2))
