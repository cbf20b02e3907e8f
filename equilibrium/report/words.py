"""The reports' words, in English and Italian: the catalogues are `en.toml` and `it.toml`."""

from pathlib import Path
from typing import Any

from equilibrium.words import catalogue


def words(language: str) -> dict[str, Any]:
    """The words of reports."""
    return catalogue(Path(__file__).parent, language)
