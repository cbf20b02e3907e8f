"""The balance, where one begins: a slider for each oxymoron, what its whole range is worth, and what becomes of the enterprise."""

import streamlit as st

from equilibrium.app import components, frame, live
from equilibrium.app.choices import assumptions, kept_mixes, scenarios
from equilibrium.app.results import beside
from equilibrium.app.setting import Setting, limits
from equilibrium.app.words import words
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.figures import FIGURES
from equilibrium.parameters import AXES, LEVERS
from equilibrium.words.dimensions import dimension, pole

HTML = '<div class="stage"></div>'


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    frame.heading(text["balance"]["title"], text)
    scenarios(text, language)
    setting = frame.setting()
    components.mount("balance", HTML, "balance", _data(setting, language), on_mix_change=_moved)
    left, right = st.columns(2, gap="large")
    with left:
        assumptions(text, language)
    with right:
        kept_mixes(text)
    beside(frame.setting(), text, language)


def _moved() -> None:
    mix = st.session_state.balance.get("mix")
    if mix:
        before = frame.setting()
        frame.change(mix={name: float(place) for name, place in zip(DIMENSIONS, mix, strict=True)})
        if before.full_mix != frame.setting().full_mix:
            st.session_state.revision -= 1  # the picture has moved already


def _data(setting: Setting, language: str) -> dict:
    """All that the picture needs, in plain data."""
    text = words(language)
    said, ranges = text["balance"], limits()
    rows = []
    for name in DIMENSIONS:
        low, high = ranges[name]
        rows.append({
            "key": name, "name": dimension(name, language), "low": low, "high": high, "step": 0.01 if name in AXES else 0.005,
            "poles": [pole(name, 0, language), pole(name, 1, language)], "gives": said["gives"][name],
            "heading": said["levers"] if name == LEVERS[0] else "", "unit": "%" if name in LEVERS else "",
        })  # fmt: skip
    figures = [{"label": getattr(FIGURES[key], language)} for key in live.SIX]
    mix, pinned = setting.full_mix, setting.pinned_mix
    return {
        "base": st.get_option("server.baseUrlPath").rstrip("/"), "language": language, "dimensions": rows, "figures": figures,
        "token": frame.links.token(setting), "world": f"{setting.world.digest}.{setting.seed}",
        "mix": [mix[name] for name in DIMENSIONS], "pinned": [pinned[name] for name in DIMENSIONS],
        "revision": st.session_state.get("revision", 0), "counts": [live.FIRST, live.REPLICATES],
        "strip_counts": list(live.STRIP_FUTURES),
        "look": st.context.theme.type or "", "words": said["picture"],
    }  # fmt: skip
