"""Pictures of the library within a page: sharp, in the page's own colours, in a form for phones where there is one."""

from base64 import b64encode
from collections.abc import Callable, Hashable
from functools import partial
from html import escape

import streamlit as st
from matplotlib.figure import Figure

from equilibrium.app.kept import Kept
from equilibrium.plots import style

KEPT: Kept[str] = Kept(240)
PHONE = 640  # pixels of the page's width up to which the narrow form is shown
CSS = f"""<style>
  .drawn {{ width: 100%; height: auto; display: block; margin: 0 auto; }}
  .drawn-narrow {{ display: none; }}
  @media (max-width: {PHONE}px) {{ .drawn-wide {{ display: none; }} .drawn-narrow {{ display: block; }} }}
</style>"""


def show(key: Hashable, make: Callable[[bool], Figure], alt: str, most: int, narrow: bool = True) -> None:
    """Show a picture.

    Parameters
    ----------
    key : all that it depends on but theme and width
    make : draws it, in its narrow form if asked
    alt : what it says, for who cannot see it
    most : pixels of width that it takes at most
    narrow : whether it has a narrow form; the same one serves everywhere if not
    """
    dark = st.context.theme.type == "dark"
    forms = {"drawn-wide": False, "drawn-narrow": True} if narrow else {"": False}
    images = []
    for name, form in forms.items():
        source = KEPT.get((key, form, dark), partial(_made, make, form, dark))
        look = f'class="drawn {name}" style="max-width:{most}px"'
        images.append(f'<img {look} alt="{escape(alt, quote=True)}" src="{source}">')
    st.html(CSS + "".join(images))


def _made(make: Callable[[bool], Figure], narrow: bool, dark: bool) -> str:
    return address(make(narrow), dark)


def address(sheet: Figure, dark: bool) -> str:
    """A picture as an address that holds it whole."""
    made = style.svg(sheet)
    return "data:image/svg+xml;base64," + b64encode(style.night(made) if dark else made).decode()
