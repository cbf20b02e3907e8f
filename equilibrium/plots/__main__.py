"""Draw the documentation's pictures: `python -m equilibrium.plots [FOLDER]`, by default into docs/pictures."""

import sys
from pathlib import Path

from equilibrium.plots import cells, crafts, regimes, style, trajectories
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

SEED, REPLICATES = 7, 64
PICTURES = (
    ("storefront", "storefront", trajectories, "en"),
    ("storefront-cells", "storefront", cells, "en"),
    ("storefront-crafts", "storefront", crafts, "en"),
    ("storefront-regimes", "storefront", regimes, "en"),
    ("service-crisis", "service-crisis", trajectories, "it"),
    ("renaming-exercise", "renaming-exercise", crafts, "it"),
)


def main(folder: Path) -> None:
    """Simulate each scenario once and draw its pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ensembles = {
        name: simulate(Scenario.load(name), REPLICATES, SEED) for name in dict.fromkeys(p[1] for p in PICTURES)
    }
    for file, name, picture, language in PICTURES:
        print(style.save(picture.plot(ensembles[name], language=language), folder / f"{file}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
