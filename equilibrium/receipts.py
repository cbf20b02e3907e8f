"""Receipts: one digest of what went in, of the versions at work and of every number that came out.

Two results with the same receipt are the same bits, whoever made them: the page, the command line or a script, with any
number of threads or workers. What a receipt covers and what it does not: docs/receipts.md.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from equilibrium.ensemble import Ensemble

SHORT = 12  # characters; enough to tell results apart by eye
FLOATS, WHOLE, NATURAL = "<f8", "<i8", "<u8"  # how numbers are laid out to be digested: 8 bytes, little-endian


@dataclass(frozen=True)
class Receipt:
    """What made a result and what came out.

    Attributes
    ----------
    inputs, outputs : SHA-256, 64 hexadecimal characters
    versions : of this library and of those its numbers depend on, by name
    """

    inputs: str
    versions: Mapping[str, str]
    outputs: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over inputs, versions and outputs."""
        return digest_of_inputs({"inputs": self.inputs, "versions": dict(self.versions), "outputs": self.outputs})

    @property
    def short(self) -> str:
        """The first characters of the digest: what is shown to a reader."""
        return self.digest[:SHORT]

    @property
    def record(self) -> dict[str, Any]:
        """All of it for a JSON file."""
        return {"digest": self.digest, "inputs": self.inputs, "versions": dict(self.versions), "outputs": self.outputs}

    @classmethod
    def read(cls, record: Any) -> "Receipt":
        """The receipt that `record` tells.

        Raises
        ------
        ValueError : if it is no record of a receipt, or its digest is not that of its parts
        """
        try:
            receipt = cls(record["inputs"], record["versions"], record["outputs"])
            whole = receipt.digest == record["digest"]
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"no receipt ({error!r})") from None
        if not whole:
            raise ValueError("a receipt whose digest is not that of its parts")
        return receipt


def of(ensemble: "Ensemble") -> Receipt:
    """The receipt of an ensemble.

    Raises
    ------
    ScenarioError : if the scenario's list of who talks with whom cannot be read
    """
    return Receipt(digest_of_inputs(inputs(ensemble)), ensemble.versions, digest_of_arrays(arrays(ensemble)))


def inputs(ensemble: "Ensemble") -> dict[str, Any]:
    """What an ensemble was made from."""
    return {
        "scenario": ensemble.scenario.digest,
        "seed": ensemble.seed,
        "replicates": ensemble.weekly["replicate"].to_numpy().tolist(),
        "weeks": ensemble.weekly.sizes["week"],
        "made_with": list(ensemble.made_with),
    }


def arrays(ensemble: "Ensemble") -> Iterator[tuple[str, np.ndarray]]:
    """Every number of an ensemble by name: weekly figures and the regime, crafts, portrait, and what units they are in.

    Labels and titles are left out: they are words about numbers.
    """
    yield from _of_dataset("weekly", ensemble.weekly)
    said = ensemble.weekly.data_vars.items()
    units = [f"{key}: {values.attrs.get('unit')}, {values.attrs.get('over')}" for key, values in said]
    yield "units", np.array(sorted(units), object)
    for column, values in ensemble.crafts.items():
        yield f"crafts/{column}", values.to_numpy()
    yield from _of_dataset("portrait", ensemble.portrait)


def _of_dataset(group: str, data: "xr.Dataset") -> Iterator[tuple[str, np.ndarray]]:
    for key, values in data.variables.items():
        yield f"{group}/{key}", values.to_numpy()


def digest_of_inputs(mapping: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a mapping as canonical JSON: keys in order, no blanks, ASCII; 1 and 1.0 are not the same.

    Raises
    ------
    TypeError, ValueError : for what JSON cannot say; infinite numbers and NaN are among it
    """
    text = json.dumps(mapping, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def digest_of_arrays(named: Iterable[tuple[str, np.ndarray]]) -> str:
    """SHA-256 (hex) of named arrays: of their names, kinds, shapes and values.

    It does not depend on the order in which they come, on their layout in memory, or on how wide their numbers are. Numbers
    are taken as 8 bytes, little-endian, in C order, every NaN as the same one; -0.0 and 0.0 are different bits.

    Raises
    ------
    TypeError, ValueError : for an array of something else than numbers, truth values and text; for a name that comes twice
    """
    ordered = sorted(named, key=lambda pair: pair[0])
    names = [name for name, _ in ordered]
    if len(set(names)) < len(names):
        raise ValueError(f"names: {names} found; each may come once")
    digest = hashlib.sha256()
    for name, array in ordered:
        kind, data = _canonical(name, np.asarray(array))
        header = json.dumps([name, kind, list(np.shape(array)), len(data)], separators=(",", ":"))
        digest.update(
            header.encode("ascii") + b"\n"
        )  # the header says how long the data are: no two lists read the same
        digest.update(data)
    return digest.hexdigest()


def _canonical(name: str, array: np.ndarray) -> tuple[str, bytes | memoryview]:
    """Kind and bytes of an array, the same on every machine."""
    kind = array.dtype.kind
    if kind == "f" and array.dtype.itemsize <= 8:
        numbers = np.ascontiguousarray(array, FLOATS)
        nothing = np.isnan(numbers)
        return "float", _bytes(np.where(nothing, np.nan, numbers) if nothing.any() else numbers, FLOATS)
    if kind == "i" or (kind == "u" and (array.size == 0 or int(array.max()) < 2**63)):
        return "whole", _bytes(array, WHOLE)
    if kind == "u":
        return "natural", _bytes(array, NATURAL)
    if kind == "b":
        return "truth", _bytes(array, "|u1")
    words = array.ravel().tolist()
    if not all(isinstance(word, str) for word in words):
        raise TypeError(
            f"{name}: found an array of {array.dtype}, allowed: numbers of up to 8 bytes, truth values, text"
        )
    return "text", json.dumps(words, separators=(",", ":")).encode("ascii")


def _bytes(array: np.ndarray, form: str) -> memoryview:
    return np.ascontiguousarray(array, form).reshape(-1).view(np.uint8).data
