"""Long work in a page: it is asked for, what is quick is there at once, and what is not is followed until it is over."""

import secrets
from collections.abc import Callable, Hashable
from time import monotonic, sleep
from typing import Any

import streamlit as st

from equilibrium.app.work import WORKS, Busy, Progress

SOON, LOOK = 1.0, 0.02  # seconds that a page waits before it shows how far the work is; between two looks meanwhile


def result(
    key: Hashable, make: Callable[[Progress], Any], lane: str, running: str, said: dict[str, str], begin: bool = True
) -> Any:
    """What the work of `key` found; None while it goes on, which is shown, and if nothing came of it, which is said.

    Parameters
    ----------
    running : what is said while it goes on
    said : the catalogue's [work]
    begin : whether to ask for it, or only to look whether it is there
    """
    name, who = str(hash(key)), st.session_state.setdefault("who", secrets.token_hex(8))
    again = bool(st.session_state.pop(f"again.{name}", False))
    try:
        work = WORKS.ask(key, make, who, lane=lane, again=again) if begin or again else WORKS.look(key)
    except Busy:
        st.info(said["busy"])
        return None
    if work is None:
        return None
    until = monotonic() + SOON
    while work.going and monotonic() < until:
        sleep(LOOK)
    if work.going:
        _follow(key, name, running, said)
        return None
    if work.state == "done":
        return work.value
    if work.state == "failed":
        st.error(said["failed"])
    else:
        st.info(said["stopped"])
    st.button(
        said["again"], key=f"again_button.{name}", on_click=st.session_state.__setitem__, args=(f"again.{name}", True)
    )
    return None


@st.fragment(run_every=0.7)
def _follow(key: Hashable, name: str, running: str, said: dict[str, str]) -> None:
    """How far a work is, looked at again and again; when it is over, the page is drawn with what it found."""
    work = WORKS.look(key)
    if work is None or not work.going:
        st.rerun()
        return
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(work.share, said["waiting"] if work.state == "waiting" else running)
    if button.button(said["stop"], key=f"stop.{name}", width="stretch"):
        WORKS.stop(key, st.session_state.who)
        st.rerun()
