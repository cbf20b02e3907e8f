"""Where the data are: small free ones ship with the library, others are read from a folder of one's own."""

import os
from pathlib import Path

import pandas as pd

SHIPPED = Path(__file__).parent / "data"
VARIABLE = "EQUILIBRIUM_DATA"


class DataMissing(Exception):
    """A data file is not where it was looked for, or is not what it should be; one sentence."""


def folder(asked: str | os.PathLike | None = None) -> Path:
    """The folder of data that do not ship: as `asked`, else $EQUILIBRIUM_DATA, else `../shared/data` beside the repository."""
    if asked:
        return Path(asked)
    return Path(os.environ.get(VARIABLE) or Path(__file__).parents[3] / "shared" / "data")


def table(name: str, columns: tuple[str, ...], where: Path = SHIPPED) -> pd.DataFrame:
    """Columns of the comma separated file `name` in the folder `where`.

    Raises
    ------
    DataMissing : if there is no such file, or it lacks one of `columns`
    """
    path = where / name
    if not path.is_file():
        raise DataMissing(
            f"{path}: no such file; {name} does not ship with the library (docs/data.md says where it comes from): "
            f"name its folder with --data or {VARIABLE}"
        )
    try:
        return pd.read_csv(path, usecols=list(columns))
    except (ValueError, OSError) as error:
        raise DataMissing(f"{path}: not the table expected ({error})") from None
