"""First page: a slider for each oxymoron, and what becomes of the enterprise."""

from typing import Any

import streamlit as st

import equilibrium as eq
from equilibrium.app.words import LANGUAGES, words
from equilibrium.parameters import AXES, LEVERS, REGISTRY
from equilibrium.plots import trajectories
from equilibrium.scenario import shipped
from equilibrium.simulation import is_compiled

SEED = 7  # the same luck at every move: what changes is the effect of the move


def show() -> None:
    """Draw the page."""
    st.set_page_config(page_title="equilibrium", page_icon="⚖", layout="wide")
    if "language" not in st.session_state:
        st.session_state.language = "it" if str(st.context.locale or "").startswith("it") else "en"
    text = words(st.session_state.language)
    heading, choice = st.columns([4, 1], vertical_alignment="bottom")
    heading.title(text["title"])
    heading.write(text["lead"])
    choice.segmented_control(
        text["language"], list(LANGUAGES), format_func=LANGUAGES.get, key="language", label_visibility="collapsed"
    )
    if st.session_state.language is None:  # a second click on the same language takes the choice away
        st.session_state.pop("language")
        st.rerun()
    controls, outcome = st.columns([1, 2], gap="large")
    with controls:
        name, changes, futures = _controls(text)
    with outcome:
        _outcome(name, changes, futures, text)


def _controls(text: dict[str, Any]) -> tuple[str, tuple[tuple[str, float], ...], int]:
    """What the sliders say: scenario, changes, number of futures."""
    names = [name for name in shipped() if "/" not in name]
    titles = {name: eq.Scenario.load(name).title[st.session_state.language] for name in names}
    name = st.selectbox(
        text["scenario"], names, index=names.index("storefront"), format_func=titles.get, key="scenario"
    )
    scenario = eq.Scenario.load(name)
    changes: dict[str, float] = {}
    for axis in AXES:
        poles = text["axes"][axis]
        plan = scenario.mix[axis]
        start = float(plan) if isinstance(plan, float | int) else float(scenario.targets(0)[0, AXES.index(axis)])
        label = f"**{poles['first']}** ↔ **{poles['second']}**"
        value = st.slider(label, 0.0, 1.0, start, 0.05, key=f"{name}.{axis}", help=poles["says"])
        if value != start:
            changes[axis] = value
    with st.expander(text["levers"]):
        for lever in LEVERS:
            most = min(REGISTRY[lever].most, 2 * REGISTRY[lever].high)
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
    """What the sliders lead to: sentences, six figures with their bands, all figures as a table."""
    language = st.session_state.language
    wait = text["working"].format(count=futures)
    try:
        with st.spinner(wait if is_compiled() else f"{wait} {text['first']}"):
            ensemble = _simulated(name, changes, futures)
    except eq.ScenarioError as error:
        st.error(str(error))
        return
    summary = ensemble.summary(language=language)
    profits = ensemble.weekly["profit"].isel(enterprise=0).sum("week").to_numpy()
    good = int((profits > 0).sum())
    key = "profit_all" if good == futures else "profit_some" if good else "profit_none"
    low, middle, high = (_money(float(summary[column].iloc[0]), language) for column in ("5 %", "median", "95 %"))
    st.markdown(
        f"**{text[key].format(count=futures, good=good)}** {text['range'].format(low=low, middle=middle, high=high)}"
    )
    st.pyplot(trajectories.plot(ensemble, language=language), width="stretch")
    with st.expander(text["figures"]):
        columns = {"label": "figure", "median": "middle", "5 %": "low", "95 %": "high", "unit": "unit"}
        table = summary[list(columns)].rename(columns={old: text[new] for old, new in columns.items()})
        st.dataframe(table, hide_index=True, width="stretch")
    version = ensemble.versions["equilibrium"]
    st.caption(text["note"].format(seed=ensemble.seed, digest=ensemble.scenario.digest[:12], version=version))


def _money(amount: float, language: str) -> str:
    """`amount` in EUR to three figures, thousands apart as the language has them."""
    rounded = float(f"{amount:.3g}")
    return f"{rounded:,.0f}".replace(",", "." if language == "it" else ",")
