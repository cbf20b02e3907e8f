"""The evidence table of the page "How it works": what was recorded, each claim with its picture, and measured again on demand."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from equilibrium import __version__
from equilibrium.app import drawn, following
from equilibrium.app.work import Progress
from equilibrium.evidence import collect, table, told
from equilibrium.evidence.record import Record
from equilibrium.findings import Finding
from equilibrium.plots.comparison import draw
from equilibrium.words.dates import day
from equilibrium.words.numbers import decimals

ORDER = ("claims", "known_worlds", "calibration")
FIRST = "interior"
FEW = 12  # names that are told
QUICK = "known_worlds"  # claims take minutes, data do not ship


def show(recorded: Sequence[Record], said: dict[str, Any], text: dict[str, Any], language: str) -> None:
    """Draw this part of the page, of what was `recorded`."""
    st.subheader(said["evidence"])
    st.caption(said["evidence_note"])
    there = sorted(recorded, key=lambda each: ORDER.index(each.family))
    if not there:
        st.info(said["nothing"])
        return
    versions = ", ".join(sorted({each.version for each in there}))
    st.caption(said["recorded"].format(versions=versions, days=days(there, language)))
    every = [name for names in collect.FAMILIES.values() for name in names]
    lacking = [told.title(name, language) for name in every if name not in {each.name for each in there}]
    if lacking:
        key = "not_recorded" if len(lacking) <= FEW else "not_recorded_many"
        st.caption(said[key].format(count=len(lacking), all=len(every), names=", ".join(lacking)))
    shown = _family(there, said, language)
    chosen = _choice(shown, said, language)
    _closer(chosen, said, text, language)


def days(records: Sequence[Record], language: str) -> str:
    """On which days they were measured, as the language writes them."""
    found = sorted({each.day for each in records})
    return " - ".join(day(each, language) for each in (found[:1] + found[-1:] if len(found) > 1 else found))


def _family(there: list[Record], said: dict[str, Any], language: str) -> list[Record]:
    named = told.words(language)["families"]
    families = [family for family in ORDER if any(each.family == family for each in there)]
    chosen = st.segmented_control(
        said["family"], ["", *families], format_func=lambda family: named[family] if family else said["every"], default="",
        key="how_family", label_visibility="collapsed",
    )  # fmt: skip
    return [each for each in there if not chosen or each.family == chosen]


def _choice(shown: list[Record], said: dict[str, Any], language: str) -> Record:
    """The table, and which of its lines is looked at: by a click there, or by name below."""
    by_name = {each.name: each for each in shown}

    def clicked() -> None:
        rows = st.session_state.how_table.selection.rows
        if rows and rows[0] < len(shown):
            st.session_state.how_module = shown[rows[0]].name

    st.dataframe(
        overview(shown, said, language), hide_index=True, key="how_table", on_select=clicked,
        selection_mode="single-row", height=430,
        column_config={said["claimed"]: st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    if st.session_state.get("how_module") not in by_name:
        st.session_state.how_module = FIRST if FIRST in by_name else shown[0].name
    name = st.selectbox(
        said["choose"],
        list(by_name),
        format_func=lambda name: told.title(name, language),
        key="how_module",
        help=said["pick"],
    )
    return by_name[name]


def overview(records: Sequence[Record], said: dict[str, Any], language: str) -> pd.DataFrame:
    """A row a module: verdict, what is claimed, how many figures hold, the source."""
    verdicts = told.words(language)["verdicts"]
    return pd.DataFrame([
        {
            said["what"]: told.title(each.name, language), said["verdict"]: verdicts[told.verdict(each)],
            said["holding"]: share(each), said["claimed"]: told.claim(each.name, language),
            said["source"]: told.source(each, language),
        }
        for each in records
    ])  # fmt: skip


def share(of: Record) -> str:
    """How many of the figures that the model gives hold: "12 / 15"."""
    found = table.count(of.rows)
    own = found.own + found.fitted
    return f"{found.hold + found.fitted_hold} / {own}" if own else "-"


def figures(findings: Sequence[Finding], said: dict[str, Any], language: str) -> pd.DataFrame:
    """A row a figure: target, model with its error, from where to where it is accepted, verdict."""
    verdicts, points = told.words(language)["verdicts"], decimals(language)
    return pd.DataFrame([
        {
            said["figure"]: each.figure, said["target"]: table.number(each.target).translate(points),
            said["model"]: table.model(each).translate(points),
            said["accepted"]: table.accepted(each, said["to"]).translate(points),
            said["verdict"]: verdicts[table.verdict(each)],
        }
        for each in findings
    ])  # fmt: skip


def _closer(chosen: Record, said: dict[str, Any], text: dict[str, Any], language: str) -> None:
    """One module: claim, what was found, its picture, its figures, and the way to measure it again."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"**{told.claim(chosen.name, language)}**")
        st.markdown(f"{said['source']}: {told.source(chosen, language)}")
        st.markdown(f"{said['found']}: {told.found(chosen, language)}")
        st.caption(said["made"].format(version=chosen.version, day=day(chosen.day, language), command=chosen.command))
        _again(chosen, said, text, language)
    with right:
        picture = told.picture(chosen, language)
        key = ("evidence", chosen.name, chosen.version, chosen.day, language)
        drawn.show(key, lambda narrow: draw(picture, narrow, language), picture.sentence, 900)
    missed = told.misses(chosen)
    if missed:
        with st.expander(said["missed"].format(count=len(missed)), expanded=len(missed) <= 4):
            st.caption(said["missed_note"])
            st.markdown("\n".join(f"- {figure}" + (f": {why}" if why else "") for figure, why in missed))
    with st.expander(said["all_figures"].format(count=len(chosen.findings))):
        st.caption(said["missed_note"])
        st.dataframe(figures(chosen.findings, said, language), hide_index=True)


def _again(chosen: Record, said: dict[str, Any], text: dict[str, Any], language: str) -> None:
    if chosen.family != QUICK:
        option = {"claims": " --claims", "calibration": " --data DIR"}[chosen.family]
        st.caption(said["again_command"].format(command=f"equilibrium evidence {chosen.name}{option}"))
        return
    asked = st.button(said["again"], key=f"how_again.{chosen.name}", help=said["again_note"])
    found = following.result(
        ("evidence", chosen.name, __version__), lambda progress: measured(chosen, progress), f"how.{chosen.name}", "search",
        text["work"],
        begin=asked,
    )  # fmt: skip
    if found is not None:
        others = [each.figure for each in differing(chosen, found)]
        now = Record(**{**vars(chosen), "findings": tuple(found)})
        key = "again_other" if others else "again_same"
        st.markdown(said[key].format(version=__version__, found=told.found(now, language), names="; ".join(others)))


def measured(chosen: Record, progress: Progress) -> list[Finding]:
    """The figures of a module, measured here and now."""
    (module,) = collect.modules(chosen.family, [chosen.name])
    total, found = max(1, len(chosen.findings)), []
    progress(0, total)
    for row in collect.rows(module):
        found.append(row.finding)
        progress(min(len(found), total), total)
    return found


def differing(chosen: Record, found: Sequence[Finding]) -> list[Finding]:
    """Figures measured anew whose verdict is another than the recorded one; those that were not recorded are left out."""
    before = {each.figure: each.holds for each in chosen.findings}
    return [each for each in found if each.figure in before and each.holds != before[each.figure]]
