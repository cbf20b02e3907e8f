"""What the command line says: one catalogue per language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def words(language: str) -> dict[str, Any]:
    """The catalogue of `language`: text by key, with {places} to fill in."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
