"""A long work as a visitor sees it: how far it is, a way to stop it, a sentence when it failed. It is asked for anew each second
while it goes, and no longer once it is over.
"""

import secrets
from collections.abc import Callable, Hashable
from time import monotonic, sleep
from typing import Any

import streamlit as st

from equilibrium.app.work import WORKS, Busy, Progress, Work, Works

SOON, LOOK = 1.0, 0.02  # seconds that a page waits before it shows how far the work is; between two looks meanwhile


def visitor() -> str:
    """Who this is, for as long as the session lasts."""
    if "visitor" not in st.session_state:
        st.session_state.visitor = secrets.token_hex(8)
    return str(st.session_state.visitor)


def follow(key: Hashable, name: str, text: dict[str, Any], works: Works = WORKS) -> Work | None:
    """Show the work of `key`, if there is one; the page runs once more when it is over.

    Parameters
    ----------
    name : of its widgets on the page
    text : the catalogue's [work]
    """
    work = works.look(key)
    if work is None:
        return None
    if work.going:
        _going(key, name, text, works)
    elif work.state == "stopped":
        st.caption(text["stopped"])
    elif work.state == "failed":
        st.error(text["failed"])
    return work


def result(
    key: Hashable, make: Callable[[Progress], Any], name: str, lane: str, text: dict[str, Any], begin: bool = True
) -> Any:
    """What the work of `key` found; None while it goes on, which is shown, and if nothing came of it, which is said.

    Parameters
    ----------
    make, lane : as in `Works.ask`
    name : of its widgets on the page
    text : the catalogue's [work]
    begin : whether to ask for it, or only to look whether it is there
    """
    again = bool(st.session_state.pop(f"again.{name}", False))
    if begin or again:
        try:
            WORKS.ask(key, make, visitor(), lane=lane, again=again)
        except Busy:
            st.info(text["busy"])
            return None
    until = monotonic() + SOON
    while (work := WORKS.look(key)) is not None and work.going and monotonic() < until:
        sleep(LOOK)
    work = follow(key, name, text)
    if work is None or work.state == "done":
        return work.value if work else None
    if not work.going:
        key_of_button = f"again_button.{name}"
        st.button(text["again"], key=key_of_button, on_click=st.session_state.__setitem__, args=(f"again.{name}", True))
    return None


@st.fragment(run_every=1)
def _going(key: Hashable, name: str, text: dict[str, Any], works: Works) -> None:
    work = works.look(key)
    if work is None or not work.going:
        st.rerun()
        return
    if work.state == "waiting":
        st.progress(0.0, text["waiting"])
    else:
        st.progress(work.share, text["running"].format(share=round(100 * work.share), left=left(work.remaining, text)))
    if visitor() in work.wanted:
        if st.button(text["stop"], key=f"stop.{name}"):
            works.stop(key, visitor())
            st.rerun()
    else:
        st.caption(text["others"])


def left(seconds: float | None, text: dict[str, Any]) -> str:
    """How long it will take still, in words no finer than it is known."""
    if seconds is None:
        return ""
    if seconds < 55:
        return text["seconds"].format(count=max(5, 5 * round(seconds / 5)))
    count = max(1, round(seconds / 60.0))
    return text["minute" if count == 1 else "minutes"].format(count=count)


def duration(minutes: float, text: dict[str, Any]) -> str:
    """About so many minutes."""
    count = max(1, round(minutes))
    return text["about_minute" if count == 1 else "about_minutes"].format(count=count)
