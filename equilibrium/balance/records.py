"""Records as plain data and back: what an answer found, written as JSON to the last bit and read again without a simulator.

A record is a frozen dataclass of numbers, texts, arrays, scenarios and other records; its own annotations say how it is read.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from equilibrium.balance.objectives import Objective, objective
from equilibrium.scenario import Scenario


def plain(value: Any) -> Any:
    """`value` as JSON can hold it; what is no finite number becomes its name in a text ("nan", "inf")."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | np.floating):
        return float(value) if isfinite(value) else str(float(value))
    if isinstance(value, np.bool_ | np.integer):
        return value.item()
    if isinstance(value, np.ndarray):
        return {
            "dtype": value.dtype.str,
            "shape": list(value.shape),
            "values": [plain(x) for x in value.ravel().tolist()],
        }
    if isinstance(value, pd.DataFrame):
        return {"columns": [[str(key), plain(value[key].to_numpy())] for key in value.columns]}
    if isinstance(value, Scenario):
        return {"name": value.name, "toml": value.text}
    if isinstance(value, Objective):
        return {"said": value.said}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {key: plain(each) for key, each in value.items()}
        return [[plain(key), plain(each)] for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    raise TypeError(f"{type(value).__name__}: no plain form of it is known")


def restored(kind: Any, said: Any) -> Any:
    """What `plain` made of a value of type `kind`.

    Raises
    ------
    ValueError, KeyError, TypeError : for data that no such value gives
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if said is None:
            return None
        many = [
            each for each in parts if (get_origin(each) is tuple) == isinstance(said, list) and each is not NoneType
        ]
        return restored(many[0], said)
    if kind is Any or origin is Literal:
        return said
    if kind is float:
        return float(said)
    if kind in (int, str, bool):
        if type(said) is not kind:
            raise ValueError(f"{said!r} found; {kind.__name__} is allowed")
        return said
    if kind is np.ndarray or origin is np.ndarray:
        dtype = np.dtype(said["dtype"])
        values = [float(x) for x in said["values"]] if dtype.kind == "f" else said["values"]
        return np.array(values, dtype).reshape(said["shape"])
    if kind is pd.DataFrame:
        return pd.DataFrame({key: restored(np.ndarray, column) for key, column in said["columns"]})
    if kind is Scenario:
        return _scenario(said)
    if kind is Objective:
        return objective(said["said"], 10**9)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: restored(hints[field.name], said[field.name]) for field in fields(kind)})
    if origin is tuple and parts[-1] is Ellipsis:
        return tuple(restored(parts[0], each) for each in said)
    if origin is tuple:
        return tuple(restored(part, each) for part, each in zip(parts, said, strict=True))
    if origin is list:
        return [restored(parts[0], each) for each in said]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pairs = said.items() if isinstance(said, Mapping) else said
        return {restored(parts[0], key): restored(parts[1], each) for key, each in pairs}
    raise TypeError(f"{kind}: no record is read as this")


def _scenario(said: Mapping[str, str]) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.toml"
        file.write_text(said["toml"], "utf-8")
        return Scenario.load(file).with_(name=said["name"])
