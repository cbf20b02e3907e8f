"""Words for results, in every language: numbers rounded for reading, figures by theme, what became of the enterprise.

The command line, the page and the reports say the same thing in the same words, each for its own medium.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "it": "Italiano"}
LOCALES = {"en": "en_GB", "it": "it_IT"}  # whose numbers and dates are written


@cache
def catalogue(folder: Path, language: str) -> dict[str, Any]:
    """What the file of `language` (a key of `LANGUAGES`) in `folder` holds: text by key, with {places} to fill in.

    Raises
    ------
    ValueError : for a language there are no words of
    """
    if language not in LANGUAGES:
        raise ValueError(f"language: {language!r} found; {' and '.join(LANGUAGES)} are there")
    return tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))


def words(language: str) -> dict[str, Any]:
    """The words for results."""
    return catalogue(Path(__file__).parent, language)
