"""The pictures that live in the page, without any library from elsewhere: `<name>.js` and its style sheet, before it what all share
(`drawing.js`) and the parts of a longer one (`<name>_<part>.js`); put together they are one module.
"""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


@cache
def _component(name: str, html: str) -> Any:
    files = [HERE / "drawing.js", *sorted(HERE.glob(f"{name}_*.js")), HERE / f"{name}.js"]
    code = "\n".join(file.read_text("utf-8") for file in files)
    return st.components.v2.component(
        f"equilibrium_{name}", html=html, css=(HERE / f"{name}.css").read_text("utf-8"), js=code
    )


def mount(name: str, html: str, key: str, data: dict[str, Any], **changes: Any) -> Any:
    """The picture `name` in the page; `changes` are called when the visitor has moved something (`on_..._change`)."""
    return _component(name, html)(key=key, data=data, **changes)
