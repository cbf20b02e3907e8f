"""The server: Streamlit's pages, and beside them the routes that the pictures ask.

It answers before the library is loaded: while a browser fetches Streamlit's own files, a thread loads the pages and the compiled.
"""

import asyncio
import gc
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

SCRIPT = Path(__file__).parent / "script.py"
PICTURES = ("balance", "living")  # whose questions have addresses of their own: /balance-api/..., /living-api/...


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """What the first page needs is loaded while it is on its way; then the other pages."""
    Thread(target=_load, daemon=True).start()
    yield
    import_module("equilibrium.app.work").WORKS.stop_all()


def _load() -> None:
    import_module("equilibrium.app.balance")
    import_module("equilibrium.app.live").warm_up()
    turns = import_module("equilibrium.app.turns")
    while turns.TURNS.ahead(turns.FULL):  # the first page comes first
        sleep(turns.LOOK)
    for page in import_module("equilibrium.app.script").PAGES:
        import_module(f"equilibrium.app.{page}")
    gc.collect()
    gc.freeze()  # what was loaded by now is never collected again


class Pictures:
    """The routes of `equilibrium.app.routes`, loaded with the first question."""

    def __init__(self) -> None:
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._router is None:
            routes = await asyncio.to_thread(import_module, "equilibrium.app.routes")
            self._router = Router(routes.routes())
        await self._router(scope, receive, send)


def on_script_error(error: Exception) -> bool:
    """Say it in a sentence (`frame.on_script_error`)."""
    return bool(import_module("equilibrium.app.frame").on_script_error(error))


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
    pictures = Pictures()
    return {
        "lifespan": lifespan,
        "routes": [Route(f"/{name}-api/{{what:path}}", pictures) for name in PICTURES],
        "on_script_error": on_script_error,
    }
