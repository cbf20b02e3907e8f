"""Beside every result: how it is made again (Python, command, methods), its digest, and what can be taken along."""

from datetime import UTC, datetime
from typing import Any

import segno
import streamlit as st

import equilibrium as eq
from equilibrium.app import frame, links, live
from equilibrium.app.setting import Setting
from equilibrium.plots import style, trajectories
from equilibrium.report import html, pdf
from equilibrium.report.checked import check
from equilibrium.report.reread import Reread
from equilibrium.report.run_report import run_report
from equilibrium.words.methods import methods
from equilibrium.words.outcome import sentences
from equilibrium.words.reproduce import as_command, as_python, needs_file


def beside(setting: Setting, text: dict[str, Any], language: str) -> None:
    """The result of the setting in words, the ways to make it again, downloads, and the link."""
    said = text["results"]
    with st.spinner(said["working"].format(count=live.REPLICATES)):
        found = live.ensemble(setting.now, setting.seed)
    frame.check(found.receipt.short, text)
    with st.expander(said["words"]):
        st.write(" ".join(sentences(found, language)))
    with st.expander(said["again"]):
        again(found, text, language)
    with st.expander(said["take"]):
        downloads(setting, found, text, language)
    version = found.versions["equilibrium"]
    st.caption(said["note"].format(seed=setting.seed, digest=found.receipt.short, version=version))


def again(found: eq.Ensemble, text: dict[str, Any], language: str) -> None:
    """Python, command and methods paragraph, each giving the same digest."""
    said = text["results"]
    if needs_file(found):
        st.caption(said["needs_file"])
    python, command, paragraph = st.tabs([said["python"], said["command"], said["methods"]])
    python.code(as_python(found), language="python")
    command.code(as_command(found), language="bash", wrap_lines=True)
    paragraph.code(methods(found, language), language=None, wrap_lines=True)


def downloads(setting: Setting, found: eq.Ensemble, text: dict[str, Any], language: str) -> None:
    """Scenario, data, pictures, report, and the link with its code for a phone's camera. Each is made when it is asked for."""
    said, name = text["results"], f"equilibrium-{found.receipt.short}"
    made = {
        "scenario": (f"{name}.toml", "application/toml", lambda: found.scenario.text.encode()),
        "data": (f"{name}.csv", "text/csv", lambda: table(found)),
        "png": (f"{name}.png", "image/png", lambda: style.png(trajectories.plot(found, language=language))),
        "svg": (f"{name}.svg", "image/svg+xml", lambda: style.svg(trajectories.plot(found, language=language))),
        "html": (f"{name}.html", "text/html", lambda: report(found, language, "html")),
        "pdf": (f"{name}.pdf", "application/pdf", lambda: report(found, language, "pdf")),
    }  # fmt: skip
    columns = st.columns(3)
    for k, (key, (file, kind, make)) in enumerate(made.items()):
        columns[k % 3].download_button(
            said[key], make, file, kind, key=f"take.{key}", on_click="ignore", width="stretch",
            disabled=key == "pdf" and not pdf.is_there(),
        )  # fmt: skip
    address = (
        f"{(st.context.url or '').partition('?')[0]}?s={links.token(setting, found.receipt.short)}&lang={language}"
    )
    st.caption(said["link"])
    st.code(address, language=None, wrap_lines=True)
    if len(address) < 1_200:  # a longer one makes a code that no camera reads
        st.image(segno.make(address, error="l").svg_inline(scale=3, light="#FFFFFF", border=3), width=220)


def table(found: eq.Ensemble) -> bytes:
    """Every weekly figure, a row for each future, week and enterprise."""
    return found.weekly.to_dataframe().reset_index().to_csv(index=False).encode()


def report(found: eq.Ensemble, language: str, kind: str) -> bytes:
    """The report of a run as `equilibrium report` writes it, every number in its text checked against the data."""
    record = {"created": datetime.now(UTC).isoformat(), "name": found.scenario.name}
    made = run_report(found, record, language)
    check(made, Reread(found, record, language))
    return html.page(made).encode() if kind == "html" else pdf.pdf(made)
