"""Pictures of the library within a page: as sharp as the screen, in the page's own colours, in a form for phones where there is one."""

from base64 import b64encode
from collections.abc import Callable, Hashable
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
    images = "".join(
        f'<img class="drawn {name}" style="max-width:{most}px" alt="{escape(alt, quote=True)}" '
        f'src="{KEPT.get((key, form, dark), lambda form=form: address(make(form), dark))}">'
        for name, form in forms.items()
    )
    st.html(CSS + images)


def address(sheet: Figure, dark: bool) -> str:
    """A picture as an address that holds it whole."""
    made = style.svg(sheet)
    return "data:image/svg+xml;base64," + b64encode(style.night(made) if dark else made).decode()
