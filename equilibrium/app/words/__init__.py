"""What the app says: one catalogue per language."""

from pathlib import Path
from typing import Any

from equilibrium.words import catalogue


def words(language: str) -> dict[str, Any]:
    """The app's catalogue of `language`."""
    return catalogue(Path(__file__).parent, language)
