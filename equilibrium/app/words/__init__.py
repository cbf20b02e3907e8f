"""The app's words: one catalogue per language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "it": "Italiano"}


@cache
def words(language: str) -> dict[str, Any]:
    """The catalogue of `language`, a key of `LANGUAGES`: text by key, with {places} for what the page fills in."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
