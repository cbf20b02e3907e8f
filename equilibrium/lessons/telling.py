"""How lessons speak: amounts with their intervals, lists, and sentences that a number's sign chooses."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from equilibrium.lessons.numbers import Number
from equilibrium.plots import words as pictured
from equilibrium.words import catalogue

SIGNS = {1: "yes", -1: "no", 0: "open"}


def words(language: str) -> dict[str, Any]:
    """The lessons' words: shared ones, and a section a lesson.

    Raises
    ------
    ValueError : for a language there are no words of
    """
    return catalogue(Path(__file__).parent, language)


def euros(number: Number, language: str, absolute: bool = False) -> str:
    """An amount of money and its interval: "€326k (€252k to €400k)"; `absolute` where words say more or less."""
    return _money(number, "banded", language, absolute)


def beside(number: Number, language: str, absolute: bool = False) -> str:
    """The same within a list: "(€326k; €252k to €400k)"."""
    return _money(number, "beside", language, absolute)


def _money(number: Number, form: str, language: str, absolute: bool) -> str:
    if absolute and number.value < 0:
        number = Number(-number.value, -number.high, -number.low)
    texts = [pictured.money(each, language) for each in (number.value, number.low, number.high)]
    return words(language)[form].format(value=texts[0], low=texts[1], high=texts[2])


def plain(number: Number, language: str, decimals: int | None = None) -> str:
    """A bare number and its interval, if it has a width: "0.75 (0.65 to 0.8)"."""
    if number.low == number.high:
        return pictured.number(number.value, language, decimals)
    texts = [pictured.number(each, language, decimals) for each in (number.value, number.low, number.high)]
    return words(language)["banded"].format(value=texts[0], low=texts[1], high=texts[2])


def percent(number: Number, language: str) -> str:
    """A share and its interval in percent: "12% (3% to 32%)"."""
    texts = [f"{pictured.number(100 * each, language, 0)}%" for each in (number.value, number.low, number.high)]
    return words(language)["banded"].format(value=texts[0], low=texts[1], high=texts[2])


def joined(parts: Sequence[str], language: str) -> str:
    """A list as it is spoken: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {words(language)['and']} {parts[-1]}"


def by_sign(said: Mapping[str, str], key: str, number: Number, language: str, **more: Any) -> str:
    """The sentence `key` for what `number` is: `key_yes` above zero, `key_no` below, `key_open` if it cannot be told.

    Its {number} is an amount of money, without its sign where the words say it.
    """
    text = said[f"{key}_{SIGNS[number.sign]}"]
    return text.format(number=euros(number, language, absolute=number.sign != 0), **more)


def sentence(text: str) -> str:
    """`text` with a capital letter."""
    return text[:1].upper() + text[1:]
