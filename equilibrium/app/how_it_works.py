"""How it works: the model in pictures, what it cannot tell, the evidence, every number with its source."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from matplotlib.figure import Figure

from equilibrium.app import drawn, frame, how_evidence, live
from equilibrium.app.words import words
from equilibrium.balance.parts import Parts, parts
from equilibrium.balance.structures import RIVALS
from equilibrium.evidence import record, sources, table
from equilibrium.evidence.record import Record
from equilibrium.evidence.told import title
from equilibrium.evidence.told import words as evidence_words
from equilibrium.parameters import AXES, LEVERS, REGISTRY, Parameter
from equilibrium.plots import parts as drawn_parts
from equilibrium.plots import week
from equilibrium.plots.words import number
from equilibrium.scenario import Scenario
from equilibrium.scenario_form import SECTIONS
from equilibrium.words import catalogue
from equilibrium.words.dimensions import context, dimension
from equilibrium.words.numbers import readable

CARDS = """<style>
  .how-cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, max(270px, 30%)), 1fr));
    gap: 1.3rem 1.8rem; }
  .how-cards > div { line-height: 1.5; font-size: .95rem; }
  .how-cards b { display: block; margin-bottom: .15rem; }
  .how-cards i { font-style: normal; display: inline-flex; width: 1.45em; height: 1.45em; border-radius: 50%; margin-right: .45em;
    align-items: center; justify-content: center; font-size: .85em; font-weight: 600; }
</style>"""
REFERENCE = "storefront"


def prose(language: str) -> dict[str, Any]:
    """The page's long texts."""
    return catalogue(Path(__file__).parent / "words" / "how", language)


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    said, told = text["how"], prose(language)
    frame.heading(said["title"], text)
    pictures, cannot, evidence, numbers = st.tabs(said["tabs"])
    scenario, recorded = frame.setting().now, record.records()
    with pictures:
        _week(scenario, said, told, language)
        _opposites(scenario, said, told, language)
        _levers(said, told, language)
        _context(scenario, said, told, language)
        st.subheader(said["ideas"])
        cards([(each["title"], each["text"]) for each in told["ideas"].values()])
    with cannot:
        st.subheader(said["cannot"])
        st.caption(said["cannot_note"])
        cards(limits(recorded, told, language))
    with evidence:
        how_evidence.show(recorded, said, text, language)
    with numbers:
        _parameters(said, language)


def cards(texts: Sequence[tuple[str, str]], numbered: bool = False) -> None:
    """Short texts with their titles, side by side as far as there is room."""
    dark = st.context.theme.type == "dark"
    ink, paper = ("#4FBDB5", "#0F1A1C") if dark else ("#1F7A78", "#FAF8F3")
    badge = f'<i style="background:{ink};color:{paper}">' + "{}</i>"
    told = "".join(
        f"<div><b>{badge.format(k) if numbered else ''}{escape(head)}</b>{_code(escape(body))}</div>"
        for k, (head, body) in enumerate(texts, 1)
    )
    st.html(f'{CARDS}<div class="how-cards">{told}</div>')


def _code(text: str) -> str:
    """`backquoted` as code."""
    pieces = text.split("`")
    return "".join(f"<code>{piece}</code>" if k % 2 else piece for k, piece in enumerate(pieces))


def _week(scenario: Scenario, said: dict[str, Any], told: dict[str, Any], language: str) -> None:
    names = [context(name, language) for name in scenario.regimes]
    st.subheader(said["week"])
    drawn.show(
        ("week", tuple(names), language), lambda narrow: week.plot(names, language, narrow), said["week_alt"], 1180
    )
    st.caption(said["numbered"].format(futures=live.REPLICATES))
    cards([(step["title"], step["text"].format(regimes=", ".join(names))) for step in told["steps"]], numbered=True)


def _opposites(scenario: Scenario, said: dict[str, Any], told: dict[str, Any], language: str) -> None:
    st.subheader(said["opposites"])
    st.caption(said["opposites_note"])
    for axis in AXES:
        of = told["opposites"][axis]
        left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
        with left:
            st.markdown(f"**{dimension(axis, language)}** · {of['lead']}")
            st.write(of["both"])
            st.caption(said["mechanism"].format(files=", ".join(of["files"])))
        with right:
            made = parts(axis, scenario)
            sentence = drawn_parts.sentence(made, language)
            st.markdown(f":small[{sentence}]")
            key = ("part", axis, scenario.digest, language)
            drawn.show(key, partial(_part, made, language), sentence, 520, narrow=False)


def _part(made: Parts, language: str, narrow: bool) -> Figure:
    """As wide as a phone in any case."""
    return drawn_parts.draw(made, language)


def _levers(said: dict[str, Any], told: dict[str, Any], language: str) -> None:
    st.subheader(said["levers"])
    st.caption(said["levers_note"])
    cards([(dimension(lever, language), told["levers"][lever]) for lever in LEVERS])


def _context(scenario: Scenario, said: dict[str, Any], told: dict[str, Any], language: str) -> None:
    st.subheader(said["context"])
    if len(scenario.regimes) < 2:
        st.caption(said["context_none"])
        return
    sojourn = number(float(scenario.value("sojourn")), language)
    flip = readable(float(scenario.value("template_flip")), "share", language)
    st.caption(said["context_note"].format(sojourn=sojourn, flip=flip))
    first = {said["regime"]: st.column_config.TextColumn(width=170)}  # so that a phone shows a regime or two beside it
    st.dataframe(regimes(scenario, said, told, language), hide_index=True, column_config=first)


def regimes(scenario: Scenario, said: dict[str, Any], told: dict[str, Any], language: str) -> pd.DataFrame:
    """The regimes' coefficients, a column a regime."""
    heads = told["coefficients"]
    return pd.DataFrame([
        {said["regime"]: heads.get(key, key)}
        | {context(name, language): coefficient(key, float(row[key]), language) for name, row in scenario.regimes.items()}
        for key in next(iter(scenario.regimes.values()))
    ])  # fmt: skip


def coefficient(key: str, value: float, language: str) -> str:
    """A regime's coefficient: a chance in per cent, or so many times the usual."""
    if key in ("receptivity", "search", "word_of_mouth"):
        return f"{number(100.0 * value, language)}%"
    return f"× {number(value, language)}"


def limits(found: Sequence[Record], told: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """What the model cannot tell; figures in it are counted from the registry and the records."""
    reference = Scenario.load(REFERENCE)
    kinds = Counter(sources.kind(parameter) for parameter in REGISTRY.values())
    rivals = [getattr(rival, language) for rival in RIVALS.values() if rival.changes(reference) is not None]
    claims = [each for each in found if each.family == "claims"]
    data = table.count([row for each in found if each.family == "calibration" for row in each.rows])
    own = table.count([row for each in claims for row in each.rows])
    lame = [title(each.name, language) for each in claims if any(not finding.holds for finding in each.findings)]
    places = {
        "people": number(float(reference.value("cells")) * float(reference.value("people")), language),
        "assumed": kinds["assumption"] + kinds["fitted"], "measured": kinds["measured"], "parameters": len(REGISTRY),
        "hold": own.hold, "own": own.own, "names": ", ".join(lame) or "-", "data_hold": data.hold, "data_own": data.own,
        "rivals": "; ".join(rivals), "count": len(rivals),
        "version": ", ".join(sorted({each.version for each in claims})), "day": how_evidence.days(claims, language),
    }  # fmt: skip
    return [
        (said["title"], said["text" if claims or key != "refuted" else "text_unmeasured"].format(**places))
        for key, said in told["cannot"].items()
    ]


def _parameters(said: dict[str, Any], language: str) -> None:
    named = evidence_words(language)["kinds"]
    counts = Counter(sources.kind(parameter) for parameter in REGISTRY.values())
    st.subheader(said["parameters"])
    kinds = ", ".join(f"{named[kind]} {counts[kind]}" for kind in sources.KINDS)
    st.caption(said["parameters_note"].format(count=len(REGISTRY), kinds=kinds))
    chosen = st.segmented_control(
        said["kind"], ["", *sources.KINDS], format_func=lambda kind: named[kind] if kind else said["every_kind"], default="",
        key="how_kind", label_visibility="collapsed",
    )  # fmt: skip
    rows = parameters(said, language)
    shown = rows if not chosen else rows[rows[said["kind"]] == named[chosen]]
    st.dataframe(shown, hide_index=True, height=640, column_config={
        said["parameter"]: st.column_config.TextColumn(width="large"), said["source"]: st.column_config.TextColumn(width="large"),
    })  # fmt: skip


def parameters(said: dict[str, Any], language: str) -> pd.DataFrame:
    """Every parameter, a row each: name, default, plausible range, unit, kind, source."""
    told = evidence_words(language)

    def row(parameter: Parameter) -> dict[str, str]:
        value, choice = parameter.default, bool(parameter.choices) or parameter.unit == "switch"
        ends = "" if choice else f"{_plain(parameter.low, language)} – {_plain(parameter.high, language)}"
        default = (
            said["yes" if value else "no"] if isinstance(value, bool)
            else value.replace("_", " ") if isinstance(value, str) else _plain(value, language)
        )  # fmt: skip
        return {
            said["parameter"]: parameter.it if language == "it" else parameter.en, said["default"]: default, said["range"]: ends,
            said["unit"]: told["units"][parameter.unit], said["kind"]: told["kinds"][sources.kind(parameter)],
            said["source"]: sources.told(parameter, language), said["group"]: SECTIONS[parameter.section][language == "it"],
            said["key"]: parameter.key,
        }  # fmt: skip

    return pd.DataFrame([row(parameter) for parameter in REGISTRY.values()])


def _plain(value: float, language: str) -> str:
    """To four decimals: no number of the registry is finer."""
    return number(value, language, None if abs(value) >= 100 else 4)
