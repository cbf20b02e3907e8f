"""A long work as a visitor sees it: how far it is, a way to stop it, a sentence when it failed. It is asked for anew each second
while it goes, and no longer once it is over.
"""

import secrets
from collections.abc import Hashable
from typing import Any

import streamlit as st

from equilibrium.app.work import WORKS, Work, Works


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
        st.button(text["stop"], key=f"stop.{name}", on_click=works.stop, args=(key, visitor()))
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
