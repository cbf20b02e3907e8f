"""The balance map: what any two opposites or levers are worth together, and where the best and the robust mix lie."""

import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from equilibrium.app import components, frame, maps, searches
from equilibrium.app.choices import scenarios
from equilibrium.app.following import duration, follow, visitor
from equilibrium.app.setting import Setting, limits
from equilibrium.app.words import words
from equilibrium.app.work import WORKS, Busy, Works
from equilibrium.balance.best import Best
from equilibrium.balance.relief import relief
from equilibrium.balance.robust import Robust
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.parameters import LEVERS
from equilibrium.plots import landscape as landscape_plot
from equilibrium.plots import style
from equilibrium.words import words as result_words
from equilibrium.words.dimensions import dimension, objective_label, on_slider, pole, unit
from equilibrium.words.numbers import PERCENT, counted, unit_words
from equilibrium.words.reproduce import best_as_command, changes_of_shipped, map_as_python, search_as_python

HTML = '<div class="map"></div>'
ADDRESS = "map"  # in the page's address: x.y.objective
MOST_BACK = 50  # steps that can be taken back
# a small screen shows the map first
STYLE = "<style>@media (max-width: 640px) { div:has(> .st-key-map_world) { order: 9; } }</style>"


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    frame.heading(text["map"]["title"], text)
    st.html(STYLE)
    with st.container(key="map_world"):
        scenarios(text, language)
    x, y, said = chosen(text["map"], language)
    asked = maps.Question(frame.setting(), x, y, said)
    of = asked.setting.scenario, asked.setting.own
    if st.session_state.get("map_back_of") != of:  # the way back does not lead into another scenario
        st.session_state.map_back_of, st.session_state.map_back = of, []
    left, right = st.columns([7, 5], gap="large")
    with left:  # first: it asks the server while the rest of the page is made
        components.mount("map", HTML, "balance_map", data(asked, language), on_moved_change=_moved)
    with right:
        for which in searches.SEARCHES:
            search(asked, which, text, language)
        take(asked, text, language)


def chosen(said: dict[str, Any], language: str) -> tuple[str, str, str]:
    """The two dimensions and the objective, from the address at first and kept in it."""
    state = st.session_state
    if "map_of" not in state:
        state.map_of, trouble = from_address(st.query_params.get(ADDRESS, ""))
        if trouble:
            st.warning(said["bad_address"])

    def keep(k: int) -> None:
        now = list(state.map_of)
        other = 1 - k
        if k < 2 and state[f"map_{k}"] == now[other]:  # the same twice: they change places
            now[other] = now[k]
        now[k] = state[f"map_{k}"]
        state.map_of = tuple(now)

    options = (DIMENSIONS, DIMENSIONS, maps.OBJECTIVES)
    name = (dimension, dimension, objective_label)
    for k, column in enumerate(st.columns(3)):
        state[f"map_{k}"] = state.map_of[k]
        column.selectbox(
            said["choices"][k], options[k], key=f"map_{k}", on_change=keep, args=(k,),
            format_func=lambda key, k=k: name[k](key, language),
        )  # fmt: skip
    text = ".".join(state.map_of)
    if st.query_params.get(ADDRESS) != text:
        st.query_params[ADDRESS] = text
    return state.map_of


def from_address(text: str) -> tuple[tuple[str, str, str], bool]:
    """The map that an address names, and whether it names one that is not there."""
    usual = (*maps.default_axes(), maps.OBJECTIVES[0])
    parts = text.split(".")
    if not text:
        return usual, False
    if len(parts) == 3 and parts[0] != parts[1] and {*parts[:2]} <= {*DIMENSIONS} and parts[2] in maps.OBJECTIVES:
        return (parts[0], parts[1], parts[2]), False
    return usual, True


def data(asked: maps.Question, language: str) -> dict[str, Any]:
    """All that the picture needs, in plain data."""
    text, results, setting = words(language)["map"], result_words(language), asked.setting
    mix, back = setting.full_mix, st.session_state.get("map_back", ())
    of = unit(asked.said)
    marked = marks(asked, text["picture"]["marks"])
    return {
        "base": st.get_option("server.baseUrlPath").rstrip("/"), "language": language, "token": frame.links.token(setting),
        "question": hashlib.sha256(repr(asked.key(0)).encode()).hexdigest()[:16],
        "x": axis(asked.x, language), "y": axis(asked.y, language), "steps": list(maps.STEPS),
        "mix": [mix[name] for name in DIMENSIONS], "before": [back[-1][name] for name in DIMENSIONS] if back else None,
        "marks": marked, "marked": repr(marked),
        "objective": {
            "key": asked.said, "label": objective_label(asked.said, language).lower(), "unit": of, "percent": of in PERCENT,
            "unit_words": results["differences"]["points"] if of in PERCENT else unit_words(of, language),
        },
        "revision": st.session_state.get("revision", 0), "look": st.context.theme.type or "",
        "words": text["picture"] | results["big"] | {"of": results["of"], "axis": results["landscape"]["axis"],
                                                     "lever": results["landscape"]["lever"]},
    }  # fmt: skip


def axis(name: str, language: str) -> dict[str, Any]:
    """One dimension of the map, for the picture."""
    low, high = limits()[name]
    return {
        "key": name, "index": DIMENSIONS.index(name), "low": low, "high": high, "lever": name in LEVERS,
        "name": dimension(name, language).partition(":")[0].split(" ↔ ")[-1],
        "poles": [pole(name, which, language) for which in (0, 1)],
    }  # fmt: skip


def marks(asked: maps.Question, names: dict[str, str], works: Works = WORKS) -> list[dict[str, Any]]:
    """What is marked beside the present mix; hollow where all else lies elsewhere than on this map."""
    setting, found = asked.setting, {}
    if setting.pinned_mix != setting.full_mix:
        found["pinned"] = setting.pinned_mix
    for which in searches.SEARCHES:
        result = searches.searched(setting, which, asked.said, works)
        if result is not None:
            found[which] = searches.mix_of(result, setting)
    but = (asked.x, asked.y)
    return [
        {
            "kind": kind, "label": names[kind], "place": [mix[asked.x], mix[asked.y]],
            "hollow": not maps.near(mix, setting.full_mix, but),
        }
        for kind, mix in found.items()
    ]  # fmt: skip


def _moved() -> None:
    """The visitor has clicked on the map, or gone back."""
    moved = st.session_state.balance_map.get("moved")
    if not moved:
        return
    if moved["way"] == "back":
        before = st.session_state.get("map_back", [])
        st.session_state.map_back = before[:-1]
        frame.change(mix=before[-1] if before else frame.setting().mix)
    else:
        _go({name: float(value) for name, value in zip(DIMENSIONS, moved["mix"], strict=True)})


def _go(mix: dict[str, float]) -> None:
    """Move to `mix`, with a way back."""
    st.session_state.map_back = [*st.session_state.get("map_back", []), frame.setting().full_mix][-MOST_BACK:]
    frame.change(mix=mix)


def search(asked: maps.Question, which: str, text: dict[str, Any], language: str) -> None:
    """One search: what it does and how long that takes, its progress, and what it found."""
    said, setting = text["map"][which], asked.setting
    key, make = searches.search(setting, which, asked.said)
    st.markdown(f"#### {said['title']}")
    work = follow(key, which, text["work"])
    if work is not None and work.state == "done":
        lines = work.value.says[language]
        first = (
            (0, 1) if which == "best" else (0, len(lines) - 1)
        )  # what it brings; the rest for who wants to know more
        st.markdown("\n\n".join(lines[k] for k in first if k < len(lines)))
        st.button(said["go"], key=f"go.{which}", on_click=_go, args=(searches.mix_of(work.value.found, setting),))
        with st.expander(text["map"]["places"]):
            st.markdown("\n".join(f"* {line}" for k, line in enumerate(lines) if k not in first))
            st.markdown(places(work.value.found, setting, text["map"], language))
        return
    if work is not None and work.going:
        return
    about = duration(searches.minutes(setting, which), text["work"])
    st.caption(said["what"].format(runs=counted(searches.BUDGET, language), about=about))

    def begin() -> None:
        try:
            WORKS.ask(key, make, visitor(), again=True)
        except Busy:
            st.session_state.too_much = which

    st.button(said["search"], key=f"search.{which}", on_click=begin)
    if st.session_state.pop("too_much", "") == which:
        st.warning(text["work"]["busy"])


def places(found: Best | Robust, setting: Setting, said: dict[str, Any], language: str) -> str:
    """Where the mix that was found lies, and how sure that is, as a table."""
    rows = [f"| {said['dimension']} | {said['place']} | {said['sure']} |", "| --- | --- | --- |"]
    for name, value in searches.mix_of(found, setting).items():
        sure = "-"
        if isinstance(found, Best) and name in found.names:
            low, high = found.interval[found.names.index(name)]
            sure = said["between"].format(low=on_slider(name, low, language), high=on_slider(name, high, language))
        rows.append(f"| {dimension(name, language)} | {on_slider(name, value, language)} | {sure} |")
    return "\n".join(rows)


def take(asked: maps.Question, text: dict[str, Any], language: str) -> None:
    """The map as a picture, and what makes map and searches again: no command gives this map, Python does."""
    said, setting = text["map"], asked.setting
    world, everywhere = setting.world, setting.with_(context="").world
    lines = {
        said["title"]: map_as_python(world, asked.x, asked.y, asked.said, asked.rest, setting.seed, maps.STEPS[-1][0],
                                     maps.runs(len(maps.STEPS))),
        said["best"]["title"]: search_as_python(world, "best", asked.said, setting.seed, searches.BUDGET),
        said["robust"]["title"]: search_as_python(everywhere, "robust", asked.said, setting.seed, searches.BUDGET),
    }  # fmt: skip
    with st.expander(said["again"]):
        if changes_of_shipped(world) is None:
            st.caption(text["results"]["needs_file"])
        for tab, python in zip(st.tabs(list(lines)), lines.values(), strict=True):
            tab.code(python, language="python", wrap_lines=True)
        st.caption(said["command"])
        st.code(best_as_command(world, asked.said, setting.seed, searches.BUDGET), language="bash", wrap_lines=True)
    with st.expander(said["take"]):
        one, two = st.columns(2)
        for column, kind, make in ((one, "png", style.png), (two, "svg", style.svg)):
            column.download_button(
                said[kind], drawn(asked, language, make), f"equilibrium-map.{kind}", key=f"map.{kind}", on_click="ignore",
                width="stretch",
            )  # fmt: skip


def drawn(asked: maps.Question, language: str, make: Callable) -> Callable[[], bytes]:
    """Makes the picture of the finest map there is; of a coarse one, simulated now, if there is none yet."""

    def picture() -> bytes:
        _, found = maps.finest(asked)
        found = found or maps.simulated(asked, 1)
        gain = relief(found, asked.here).gain  # as the page says it
        return make(landscape_plot.plot(found.seen_from(asked.here), language, gain=gain))

    return picture
