"""What the calibration found, in a file: `results.toml`, written by `python -m equilibrium.calibration --write`."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from equilibrium import parameters

PATH = Path(__file__).with_name("results.toml")
HEAD = (
    "# What `python -m equilibrium.calibration --write` found; do not edit. Meanings and sources: docs/calibration.md\n"
)

Tables = Mapping[str, Mapping[str, float]]


def load() -> dict[str, dict[str, dict[str, float]]]:
    """The recorded results: study, table, figure."""
    return tomllib.loads(PATH.read_text("utf-8"))


def text(studies: Mapping[str, Tables]) -> str:
    """`studies` as TOML, numbers to five digits."""
    lines = [HEAD.rstrip()]
    for study, tables in studies.items():
        for name, row in tables.items():
            lines += ["", f"[{study}.{name}]"]
            lines += [f"{_key(key)} = {_number(value)}" for key, value in row.items()]
    return "\n".join([*lines, ""])


def record(studies: Mapping[str, Tables]) -> None:
    """Write `studies` into the file; what it holds of others stays."""
    there = load() if PATH.is_file() else {}
    PATH.write_text(text({**there, **studies}), encoding="utf-8", newline="\n")


def estimated(studies: Mapping[str, Tables]) -> dict[str, Mapping[str, float]]:
    """Parameters of the model among the results: key, then value, low, high."""
    return {key: row for tables in studies.values() for key, row in tables.items() if key in parameters.REGISTRY}


def rounded(value: float, digits: int) -> float:
    """`value` to so many significant digits."""
    return float(f"{value:.{digits}g}")


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'


def _number(value: float) -> str:
    return str(rounded(value, 5)) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
