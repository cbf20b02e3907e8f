"""The pictures that live in the page: each one JavaScript file and one style sheet, without any library from elsewhere."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


@cache
def _component(name: str, html: str) -> Any:
    code = "".join((HERE / f"{part}.js").read_text("utf-8") + "\n" for part in ("drawing", name))
    return st.components.v2.component(
        f"equilibrium_{name}", html=html, css=(HERE / f"{name}.css").read_text("utf-8"), js=code
    )


def mount(name: str, html: str, key: str, data: dict[str, Any], **changes: Any) -> Any:
    """The picture `name` in the page; `changes` are called when the visitor has moved something (`on_..._change`)."""
    return _component(name, html)(key=key, data=data, **changes)
