"""First page: a slider for each oxymoron, and what becomes of the enterprise."""

from typing import Any

import pandas as pd
import streamlit as st

import equilibrium as eq
from equilibrium.app.words import words
from equilibrium.parameters import AXES, LEVERS, REGISTRY
from equilibrium.plots import style, trajectories
from equilibrium.scenario import shipped
from equilibrium.simulation import is_compiled
from equilibrium.words import LANGUAGES
from equilibrium.words.outcome import sentences
from equilibrium.words.themes import lines_by_theme

SEED = 7  # the same luck at every move: what changes is the effect of the move


def show() -> None:
    """Draw the page."""
    st.set_page_config(page_title="equilibrium", page_icon="⚖", layout="wide")
    if not st.session_state.get("language"):  # at first, and when a second click takes the choice away
        st.session_state.language = "it" if str(st.context.locale or "").startswith("it") else "en"
    text = words(st.session_state.language)
    heading, choice = st.columns([4, 1], vertical_alignment="bottom")
    choice.segmented_control(
        text["language"],
        tuple(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        label_visibility="collapsed",
    )
    heading.title(text["title"])
    heading.write(text["lead"])
    controls, outcome = st.columns([1, 2], gap="large")
    with controls:
        name, changes, futures = _controls(text)
    with outcome:
        _outcome(name, changes, futures, text)


def _controls(text: dict[str, Any]) -> tuple[str, tuple[tuple[str, float], ...], int]:
    """What the sliders say: scenario, changes, number of futures."""
    titles = {name: eq.Scenario.load(name).title[st.session_state.language] for name in shipped() if "/" not in name}
    place = list(titles).index("storefront")
    name = st.selectbox(text["scenario"], tuple(titles), index=place, format_func=titles.__getitem__, key="scenario")
    scenario = eq.Scenario.load(name)
    changes: dict[str, float] = {}
    for position, axis in enumerate(AXES):
        poles = text["axes"][axis]
        start = float(scenario.targets(0)[0, position])
        label = f"**{poles['first']}** ↔ **{poles['second']}**"
        value = st.slider(label, 0.0, 1.0, start, 0.05, key=f"{name}.{axis}", help=poles["says"])
        if value != start:
            changes[axis] = value
    with st.expander(text["levers"]):
        for lever in LEVERS:
            most = float(min(REGISTRY[lever].most, 2 * REGISTRY[lever].high))
            start = float(scenario.value(lever))
            value = st.slider(text["lever_words"][lever], 0.0, most, start, 0.01, key=f"{name}.{lever}")
            if value != start:
                changes[lever] = value
        futures = st.slider(text["futures"], 10, 100, 40, 10, key="futures", help=text["futures_help"])
    return name, tuple(changes.items()), futures


@st.cache_data(max_entries=32, show_spinner=False)
def _simulated(name: str, changes: tuple[tuple[str, float], ...], futures: int) -> eq.Ensemble:
    return eq.simulate(eq.Scenario.load(name).with_(**dict(changes)), replicates=futures, seed=SEED)


def _outcome(name: str, changes: tuple[tuple[str, float], ...], futures: int, text: dict[str, Any]) -> None:
    """What the sliders lead to: sentences, six figures with their bands, all figures by theme."""
    language = st.session_state.language
    wait = text["working"].format(count=futures)
    try:
        with st.spinner(wait if is_compiled() else f"{wait} {text['first']}"):
            ensemble = _simulated(name, changes, futures)
    except eq.ScenarioError as error:
        st.error(str(error))
        return
    first, *rest = sentences(ensemble, language)
    st.markdown(f"**{first}** {' '.join(rest)}")
    st.image(style.png(trajectories.plot(ensemble, language=language)), width="stretch")
    with st.expander(text["figures"]):
        for theme, lines in lines_by_theme(ensemble, language).items():
            st.markdown(f"**{theme}**")
            columns = [text["figure"], text["middle"], text["between"], text["unit"]]
            table = pd.DataFrame(
                [(line.label, line.middle, line.between, line.unit) for line in lines], columns=columns
            )
            st.dataframe(table, hide_index=True, width="stretch")
    version = ensemble.versions["equilibrium"]
    said = {"seed": ensemble.seed, "digest": ensemble.scenario.digest[:12], "version": version}
    st.caption(text["note"].format(**said, receipt=ensemble.receipt.short))
