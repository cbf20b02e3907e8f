"""Pictures: one a file, Ensemble in, matplotlib Figure out; nothing global is set, so several threads may draw."""

from pathlib import Path

from equilibrium.ensemble import Ensemble
from equilibrium.plots import cells, crafts, regimes, style, trajectories

__all__ = ["cells", "crafts", "regimes", "save_all", "trajectories"]


def save_all(ensemble: Ensemble, folder: str | Path, language: str = "en") -> list[Path]:
    """Draw every picture of the focal enterprise into `folder` (made if need be) as PNG; returns the files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"trajectories": trajectories, "cells": cells, "crafts": crafts, "regimes": regimes}
    return [
        style.save(module.plot(ensemble, language=language), folder / f"{name}.png")
        for name, module in pictures.items()
    ]
