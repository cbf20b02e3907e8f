"""Words for results, in every language: numbers rounded for reading, figures by theme, what became of the enterprise.

The command line, the page and the reports say the same thing in the same words, each for its own medium.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "it": "Italiano"}


@cache
def words(language: str) -> dict[str, Any]:
    """The catalogue of `language`, a key of `LANGUAGES`: text by key, with {places} to fill in."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
