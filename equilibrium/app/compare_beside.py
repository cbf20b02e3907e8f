"""Beside a comparison: its differences in words and as a table, how it is made again, and what can be taken along."""

import io
import zipfile
from dataclasses import asdict
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from equilibrium.app import sides
from equilibrium.app.compare_cards import Found, or_else
from equilibrium.app.words import words
from equilibrium.scenario import Scenario
from equilibrium.studies.paired import Comparison
from equilibrium.words.differences import sentences, verdict
from equilibrium.words.numbers import readable
from equilibrium.words.reproduce_compare import as_command, as_python, files


def beside(found: Found, scenarios: list[Scenario], said: dict[str, str], language: str) -> None:
    """In words and as a table, made again, taken along."""
    comparison = found.comparison
    name = f"equilibrium-{comparison.receipt.short}"
    with st.expander(said["words"]):
        st.html("".join(f"<p>{escape(line)}</p>" for line in sentences(comparison, language)))
        st.dataframe(_readable(comparison, said, language), hide_index=True)
    with st.expander(said["again"]):
        again(comparison, scenarios, said, name)
    with st.expander(said["take"]):
        values = comparison.values.to_dataframe(["scenario", "replicate"]).reset_index()
        st.download_button(
            said["values"], values.to_csv(index=False), f"{name}-values.csv", "text/csv", on_click="ignore"
        )
        st.download_button(
            said["differences"], table(comparison).to_csv(index=False), f"{name}-differences.csv", "text/csv", on_click="ignore"
        )  # fmt: skip
    note = words(language)["results"]["note"]
    version = comparison.versions["equilibrium"]
    st.caption(note.format(seed=comparison.seed, digest=comparison.receipt.short, version=version))


def again(comparison: Comparison, scenarios: list[Scenario], said: dict[str, str], name: str) -> None:
    """Python and command, each giving the same digest, with the files that they read."""
    command, needed = as_command(comparison, scenarios)
    st.code(as_python(comparison, scenarios), language="python", wrap_lines=True)
    st.code(command, language="bash", wrap_lines=True)
    needed = needed | files(scenarios)
    if needed:
        st.caption(said["files"])
        st.download_button(said["files_button"], _zip(needed), f"{name}.zip", "application/zip", on_click="ignore")


def table(comparison: Comparison) -> pd.DataFrame:
    """Every difference in full, a row for each side and figure."""
    return pd.DataFrame([
        {"side": name, "baseline": comparison.names[0], "unit": comparison.values[found.figure].attrs["unit"], **asdict(found)}
        for name, row in zip(comparison.names[1:], comparison.differences, strict=True) for found in row
    ])  # fmt: skip


def _zip(scenarios: dict[str, Scenario]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, scenario in sorted(scenarios.items()):
            archive.writestr(name, scenario.text)
    return made.getvalue()


def _readable(comparison: Comparison, said: dict[str, str], language: str) -> pd.DataFrame:
    """The differences as a reader reads them."""
    rows = []
    for letter, row in zip(sides.LETTERS[1:], comparison.differences, strict=False):
        for found in row:
            attrs = comparison.values[found.figure].attrs
            unit = attrs["unit"]
            rows.append({
                " ": letter, said["figure"]: attrs[f"label_{language}"], said["mean"]: readable(found.mean, unit, language),
                said["low"]: readable(or_else(found.low, np.nan), unit, language),
                said["high"]: readable(or_else(found.high, np.nan), unit, language),
                said["often"]: readable(found.higher, "share", language), said["verdict"]: verdict(found, language),
            })  # fmt: skip
    return pd.DataFrame(rows)
