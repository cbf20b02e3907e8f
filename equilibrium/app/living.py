"""The living enterprise: one future as a tissue of cells that divide, learn new crafts and die, week by week."""

from typing import Any

import streamlit as st

from equilibrium.app import components, frame, live, tissues
from equilibrium.app.choices import scenarios
from equilibrium.app.results import beside
from equilibrium.app.setting import Setting, limits
from equilibrium.app.words import words
from equilibrium.words.dimensions import context, pole
from equilibrium.words.reproduce import as_python

HTML = '<div class="stage"></div>'
AXES_HERE = ("organization_organism", "indie_weconomy")  # those one sees: boxes or cells, an outline closed or open
FUTURE, WEEK = "future", "week"  # in the address
STYLE = """<style>
  @media (max-width: 640px) { div:has(> .st-key-living_choices) { order: 1; } div:has(> .st-key-living_more) { order: 2; } }
</style>"""  # on a phone the picture comes first


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    said = text["living"]
    st.html(STYLE)
    frame.heading(said["title"], text)
    which = _which(said)
    with st.container(key="living_choices"):
        scenarios(text, language)
        _choices(which, said, language)
    setting, which = frame.setting(), st.session_state.living_future
    _picture(setting, which, language)
    with st.container(key="living_more"):
        with st.expander(said["numbers"]):
            _numbers(setting, which, said, language)
        beside(setting, text, language)


def _which(said: dict[str, Any]) -> str:
    """The future that is looked at, and the week: from the address when they come by a link, else as they were last."""
    state, asked, week = st.session_state, st.query_params.get(FUTURE), st.query_params.get(WEEK)
    if asked is not None and asked != state.get("living_written"):
        if tissues.known(asked):
            state.living_future = asked
        else:
            st.warning(said["no_future"].format(found=frame.plain(asked[:20]), count=live.REPLICATES))
    if week is not None and week != state.get("living_week_written"):
        weeks = int(frame.setting().now.value("weeks"))
        if week.isascii() and week.isdigit() and int(week[:9]) <= weeks:
            state.living_week = int(week[:9])
        else:
            st.warning(said["no_week"].format(found=frame.plain(week[:20]), weeks=weeks))
        state.living_week_written = week
    return state.setdefault("living_future", tissues.CHOSEN[0])


@st.fragment
def _picture(setting: Setting, which: str, language: str) -> None:
    """The picture alone is drawn anew when it says at which week it was stopped; that goes into the address."""
    components.mount("living", HTML, "living", data(setting, which, language), on_week_change=_stopped)
    week = st.session_state.get("living_week")
    if week is not None:
        st.query_params[WEEK] = st.session_state.living_week_written = str(week)


def _stopped() -> None:
    week = st.session_state.living.get("week")
    if week is not None:
        st.session_state.living_week = max(0, int(week))


def _choices(which: str, said: dict[str, Any], language: str) -> None:
    """Which future, and the two axes that one sees in the picture."""
    one, *others = st.columns(3, gap="medium")
    options = [*tissues.CHOSEN, *(str(k) for k in range(live.REPLICATES))]

    def name(option: str) -> str:
        return (
            said[option] if option in tissues.CHOSEN else said["one"].format(n=int(option) + 1, count=live.REPLICATES)
        )

    def chosen() -> None:
        st.session_state.living_future = st.session_state.living_choice

    st.session_state.living_choice = which
    one.selectbox(said["which"], options, format_func=name, key="living_choice", on_change=chosen)
    st.query_params[FUTURE] = st.session_state.living_written = st.session_state.living_future
    ranges = limits()
    for column, axis in zip(others, AXES_HERE, strict=True):
        st.session_state[f"living.{axis}"] = round(100 * frame.setting().full_mix[axis])
        low, high = (round(100 * end) for end in ranges[axis])
        column.slider(
            f"{pole(axis, 0, language)} ↔ {pole(axis, 1, language)}", low, high, key=f"living.{axis}",
            on_change=_moved, args=(axis,),
        )  # fmt: skip


def _moved(axis: str) -> None:
    frame.change(mix={**frame.setting().full_mix, axis: st.session_state[f"living.{axis}"] / 100})


def data(setting: Setting, which: str, language: str) -> dict[str, Any]:
    """What the picture begins with, in plain data; the rest it asks the server."""
    return {
        "base": st.get_option("server.baseUrlPath").rstrip("/"), "language": language, "token": frame.links.token(setting),
        "future": which, "week": st.session_state.get("living_week"),
        "regimes": [context(name, language) for name in setting.now.regime_names],
        "look": st.context.theme.type or "", "words": words(language)["living"]["picture"],
    }  # fmt: skip


def _numbers(setting: Setting, which: str, said: dict[str, Any], language: str) -> None:
    """The picture as tables, and the lines that make it again."""
    found = tissues.future(setting, which)
    weeks, cells, crafts, again = st.tabs([said["tab_weeks"], said["tab_cells"], said["tab_crafts"], said["tab_again"]])
    for tab, table in ((weeks, tissues.quarters), (cells, tissues.cells), (crafts, tissues.crafts)):
        with tab:
            st.caption(said["future"].format(n=found.replicate + 1, count=live.REPLICATES))
            st.dataframe(table(found, language), hide_index=True, width="stretch")
    with again:
        made = as_python(live.ensemble(setting.now, setting.seed))
        st.code(
            f"{made}\n\nfrom equilibrium import tissue\n\n"
            f"future = tissue.record(scenario, seed={setting.seed}, replicate={found.replicate})\nprint(future.lives)",
            language="python",
        )
