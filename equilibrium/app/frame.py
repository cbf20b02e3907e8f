"""The frame of every page: language, setting from the address and back into it, navigation, errors as sentences."""

import logging
import re
from collections.abc import Sequence
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from equilibrium.app import links
from equilibrium.app.links import BadLink, Link
from equilibrium.app.setting import Setting
from equilibrium.app.turns import heed
from equilibrium.app.words import words
from equilibrium.words import LANGUAGES

MARKS = re.compile(r"[\\`*_\[\]<>$~#|!&:/.@]")
STYLE = """<style>
  .block-container { padding-top: 4.2rem; padding-bottom: 3rem; max-width: 1500px; }
  h1 { font-size: 1.7rem !important; padding: 0 !important; }
  .st-key-language { align-items: flex-end; }
  @media (max-width: 640px) { h1 { padding-bottom: 0.5rem !important; } .st-key-language { align-items: flex-start; } }
</style>"""

_notice: ContextVar[DeltaGenerator | None] = ContextVar("notice", default=None)  # a place above the page, for a warning


def show(pages: Sequence[str]) -> None:
    """Draw the page that was chosen among `pages`, modules of the app and their name in the address; the first one opens."""
    st.set_page_config(page_title="equilibrium", page_icon="⚖", layout="wide")
    language = _language()
    text = words(language)
    _adopt_address(text)
    listed = [
        st.Page(partial(_open, page), title=text["pages"][page], url_path=page, default=page == pages[0])
        for page in pages
    ]
    chosen = st.navigation(listed, position="top")
    if st.session_state.get("page") != chosen.url_path:  # a digest is of what one page shows
        st.session_state.page = chosen.url_path
        st.session_state.pop("digest", None)
    if "link" in st.session_state:
        st.session_state.setdefault("link_page", chosen.url_path)
    st.html(STYLE)
    if st.session_state.get("link_trouble"):
        st.warning(st.session_state.link_trouble)
    _notice.set(st.empty())
    heed.set(st.empty().empty)  # a page that is drawn anew waits no longer for what the old one wanted
    chosen.run()
    write_address()


def _open(page: str) -> None:
    import_module(f"equilibrium.app.{page}").show()


def _language() -> str:
    asked = st.query_params.get("lang")
    if "language" not in st.session_state:
        local = "it" if str(st.context.locale or "").startswith("it") else "en"
        st.session_state.language = asked if asked in LANGUAGES else local
    return str(st.session_state.language)


def plain(text: str) -> str:
    """Another's text as it is written, wherever Streamlit would read Markdown: no link, no picture, no heading."""
    return MARKS.sub(r"\\\g<0>", text)


def heading(title: str, text: dict[str, Any]) -> None:
    """A page's title, and beside it the switch between languages."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.title(title)
    with right, st.container(key="language"):
        _language_choice(text)


def _language_choice(text: dict[str, Any]) -> None:
    """A second click on the same language changes nothing."""

    def keep() -> None:
        if st.session_state.language_choice:
            st.session_state.language = st.session_state.language_choice

    st.session_state.language_choice = st.session_state.language
    st.segmented_control(
        text["language"], tuple(LANGUAGES), format_func=LANGUAGES.__getitem__, key="language_choice", on_change=keep,
        label_visibility="collapsed",
    )  # fmt: skip


def setting() -> Setting:
    """What this visitor looks at."""
    if "setting" not in st.session_state:
        st.session_state.setting = Setting()
    return st.session_state.setting


def change(**changes: Any) -> None:
    """Look at something else: the setting with `changes`. What a link had promised holds no longer."""
    st.session_state.setting = setting().with_(**changes)
    st.session_state.revision = st.session_state.get("revision", 0) + 1
    st.session_state.pop("link", None)
    st.session_state.pop("link_page", None)
    st.session_state.pop("digest", None)
    st.session_state.pop("link_trouble", None)


def _adopt_address(text: dict[str, Any]) -> None:
    """Take over the setting in the address, unless it is the one this page wrote there."""
    asked = st.query_params.get("s")
    if not asked or asked == st.session_state.get("written"):
        return
    st.session_state.written = asked
    try:
        link = links.read(asked)
    except BadLink as error:
        places = {key: plain(str(place)) for key, place in error.places.items()}
        st.session_state.link_trouble = f"{text['link'][error.reason].format(**places)} {text['link']['instead']}"
        return
    change(**vars(link.setting))
    st.session_state.link = link


def check(digest: str, text: dict[str, Any]) -> None:
    """Hold a result against the link that was followed, and say why if it is another: above the page, where it is seen."""
    st.session_state.digest = digest
    link: Link | None = st.session_state.get("link")
    page = st.session_state.get("page")
    reason = link.differs(digest) if link and st.session_state.get("link_page") == page else ""  # promised of that page
    if link and reason:
        made = ", ".join(f"{name} {number}" for name, number in sorted((link.versions or {}).items()))
        (_notice.get() or st).warning(
            text["link"][f"differs_{reason}"].format(digest=link.digest, found=digest, versions=made)
        )


def write_address() -> None:
    """Put setting, digest and language into the address: what is copied from there shows the same."""
    token = links.token(setting(), st.session_state.get("digest", ""))
    st.session_state.written = token
    if st.query_params.get("s") != token:
        st.query_params["s"] = token
    if st.query_params.get("lang") != st.session_state.language:
        st.query_params["lang"] = st.session_state.language


def on_script_error(error: Exception) -> bool:
    """An error is a sentence with a way out, never a traceback; the log has the rest."""
    logging.getLogger(__name__).error("a page failed", exc_info=error)
    st.error(words(st.session_state.get("language", "en"))["frame"]["trouble"])
    return True
