"""What is chosen beside the sliders: scenario, context, luck, assumptions, mixes kept under a name."""

from typing import Any

import streamlit as st

from equilibrium.app import frame, links
from equilibrium.app.links import BadLink
from equilibrium.app.setting import ASSUMPTIONS, LONGEST_NAME, MOST_ASSUMPTIONS, MOST_NAMED, Setting, titles
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import ScenarioError
from equilibrium.words.dimensions import context
from equilibrium.words.numbers import unit_words

OWN = "own"


def scenarios(text: dict[str, Any], language: str) -> None:
    """Pickers of scenario and context, and the way in for a scenario of one's own."""
    said, setting = text["choices"], frame.setting()
    names = titles(language)
    options = [*names, *([OWN] if setting.own else [])]
    one, two, three = st.columns([4, 3, 2], vertical_alignment="bottom")
    st.session_state.scenario_choice = OWN if setting.own else setting.scenario

    def title(name: str) -> str:
        if name != OWN:
            return names[name]
        own = setting.base.title[language]
        return said["untitled"] if own == setting.base.name else own  # a file that gives no title is called as the file

    def chosen() -> None:
        name = st.session_state.scenario_choice
        if name and name != OWN:
            frame.change(scenario=name, own="", context="", mix={}, assumptions={}, pinned=None, named={})

    one.selectbox(said["scenario"], options, format_func=title, key="scenario_choice", on_change=chosen)
    regimes = setting.base.regime_names
    st.session_state.context_choice = setting.context

    def reigns() -> None:
        frame.change(context=st.session_state.context_choice or "")

    two.selectbox(
        said["context"], ["", *regimes] if len(regimes) > 1 else [""], key="context_choice", on_change=reigns,
        format_func=lambda name: context(name, language) if name else said["as_written"],
    )  # fmt: skip
    with three.popover(said["own"], width="stretch"):
        _own(said)


def _own(said: dict[str, Any]) -> None:
    """Open a scenario file; what is wrong with it is said, and the page stays as it was."""
    file = st.file_uploader(said["open"], type="toml", key="opened")
    if file is None or st.session_state.get("opened_last") == file.file_id:
        return
    st.session_state.opened_last = file.file_id
    try:
        setting = opened(file.getvalue())
    except (ScenarioError, BadLink, UnicodeDecodeError) as error:
        problems = links.said(error) if isinstance(error, ScenarioError) else [said["too_long"]]
        st.error("\n".join([said["refused"], "", *(f"* {frame.plain(problem)}" for problem in problems[:8])]))
        return
    frame.change(**vars(setting))
    st.rerun()


def opened(data: bytes) -> Setting:
    """The setting of a scenario file's content.

    Raises
    ------
    ScenarioError, UnicodeDecodeError : if it is no scenario
    BadLink : if it is too long for a link
    """
    setting = Setting("", data.decode("utf-8"))
    _ = setting.now
    if len(links.token(setting)) > links.LONGEST:
        raise BadLink("long")
    return setting


def assumptions(text: dict[str, Any], language: str) -> None:
    """Other parameters, within their plausible ranges: what is believed, not what is decided."""
    said, setting = text["choices"], frame.setting()
    with st.expander(said["assumptions"].format(count=len(setting.assumptions)), expanded=bool(setting.assumptions)):
        st.caption(said["assumptions_help"])
        keys = list(setting.assumptions)
        st.session_state.assumption_keys = keys

        def picked() -> None:
            now, written = frame.setting(), frame.setting().base
            frame.change(assumptions={
                key: now.assumptions.get(key, _inside(key, float(written.value(key)))) for key in st.session_state.assumption_keys
            })  # fmt: skip

        st.multiselect(
            said["which"], ASSUMPTIONS, key="assumption_keys", max_selections=MOST_ASSUMPTIONS, on_change=picked,
            format_func=lambda key: getattr(REGISTRY[key], language), placeholder=said["none"],
        )  # fmt: skip
        for key in keys:
            _assumption(key, setting, language)


def _assumption(key: str, setting: Setting, language: str) -> None:
    parameter = REGISTRY[key]
    st.session_state[f"assumption.{key}"] = setting.assumptions[key]

    def moved() -> None:
        frame.change(assumptions={**frame.setting().assumptions, key: float(st.session_state[f"assumption.{key}"])})

    low, high = float(parameter.low), float(parameter.high)
    st.slider(
        f"{getattr(parameter, language)} ({unit_words(parameter.unit, language)})", low, high,
        key=f"assumption.{key}", on_change=moved, step=1.0 if parameter.whole else (high - low) / 50, format="%.4g",
    )  # fmt: skip


def _inside(key: str, value: float) -> float:
    return min(max(value, float(REGISTRY[key].low)), float(REGISTRY[key].high))


def kept_mixes(text: dict[str, Any]) -> None:
    """What the mix is compared with, and mixes kept under a name: they travel with the link."""
    said, setting = text["choices"], frame.setting()
    with st.expander(said["kept"].format(count=len(setting.named)), expanded=bool(setting.named)):
        one, two = st.columns(2)
        one.button(said["pin"], on_click=lambda: frame.change(pinned=dict(frame.setting().full_mix)), width="stretch")
        two.button(
            said["unpin"], on_click=lambda: frame.change(pinned=None), width="stretch", disabled=setting.pinned is None
        )
        with st.form("keep", border=False, clear_on_submit=True):
            name = st.text_input(said["name"], max_chars=LONGEST_NAME)
            full = len(setting.named) >= MOST_NAMED
            kept = st.form_submit_button(said["keep"], disabled=full)
        if kept and name.strip():
            frame.change(named={**setting.named, name.strip(): dict(setting.full_mix)})
            st.rerun()
        for kept_name, mix in setting.named.items():
            label, go, drop = st.columns([3, 2, 2], vertical_alignment="center")
            label.write(f"**{frame.plain(kept_name)}**")
            go.button(
                said["go"], key=f"go.{kept_name}", on_click=frame.change, kwargs={"mix": dict(mix)}, width="stretch"
            )
            rest = {other: its for other, its in setting.named.items() if other != kept_name}
            drop.button(
                said["drop"], key=f"drop.{kept_name}", on_click=frame.change, kwargs={"named": rest}, width="stretch"
            )
