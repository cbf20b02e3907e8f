"""`python -m equilibrium.calibration [repeat-buying | price-response | magnitudes]`: see docs/calibration.md."""

import argparse
import sys
from collections.abc import Callable, Mapping

from equilibrium.calibration import magnitudes, price_response, repeat_buying, results
from equilibrium.calibration.sources import DataMissing, folder
from equilibrium.parameters import REGISTRY

STUDIES = ("repeat-buying", "price-response")


def main(arguments: list[str] | None = None) -> int:
    """Estimate from the data, print what was found beside the registry's defaults, and record it if asked to."""
    parser = argparse.ArgumentParser(prog="python -m equilibrium.calibration", description=main.__doc__)
    parser.add_argument(
        "study", nargs="?", choices=(*STUDIES, "magnitudes"), help="default: repeat-buying and price-response"
    )
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="folder of the data that do not ship (default ../shared/data or $EQUILIBRIUM_DATA)",
    )
    parser.add_argument(
        "--write", action="store_true", help="record what is found in equilibrium/calibration/results.toml"
    )
    parser.add_argument("--replicates", type=int, default=16, help="of magnitudes; default 16")
    asked = parser.parse_args(arguments)
    if asked.study == "magnitudes":
        print(magnitudes.report(asked.replicates))
        return 0
    run: dict[str, Callable[[], dict[str, dict[str, float]]]] = {
        "repeat-buying": repeat_buying.study,
        "price-response": lambda: price_response.study(folder(asked.data)),
    }
    found = {}
    try:
        for name in [asked.study] if asked.study else STUDIES:
            found[name.replace("-", "_")] = run[name]()
    except DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    print(results.text(found))
    print(beside_defaults(found))
    if asked.write:
        results.record(found)
    return 0


def beside_defaults(found: Mapping[str, results.Tables]) -> str:
    """One line a parameter: what the data say, the default, its plausible range."""
    lines = []
    for key, row in results.estimated(found).items():
        p = REGISTRY[key]
        lines.append(f"# {key}: {row['value']:.4g} ({row['low']:.4g} to {row['high']:.4g}); "
                     f"default {p.default:g}, plausible {p.low:g} to {p.high:g}")  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
