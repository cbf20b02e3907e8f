"""The server: Streamlit's pages, and beside them the routes that the pictures ask."""

import gc
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from equilibrium.app import live
from equilibrium.app.frame import on_script_error
from equilibrium.app.routes import routes
from equilibrium.app.work import WORKS

SCRIPT = Path(__file__).parent / "script.py"


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """What is compiled is loaded while the first page is on its way; what was loaded by then is never collected again."""
    Thread(target=live.warm_up, daemon=True).start()
    gc.collect()
    gc.freeze()
    yield
    WORKS.stop_all()


def config() -> dict[str, Any]:
    """What Streamlit is told: the same as in the repository's own `.streamlit/config.toml`, which only works beside it."""
    said = tomllib.loads((Path(__file__).parent / "streamlit.toml").read_text("utf-8"))
    return dict(_flat(said))


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def options() -> dict[str, Any]:
    """What Streamlit's `App` is made with."""
    return {"lifespan": lifespan, "routes": routes(), "on_script_error": on_script_error}
