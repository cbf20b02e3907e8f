"""What the page's own picture asks the server while one moves: quick, exact, strip by strip. No session, nothing kept of anyone:
the setting comes in whole with each question and is checked like any link.
"""

import asyncio
import gzip
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from equilibrium.app import live, maps, tissues
from equilibrium.app.links import BadLink, read
from equilibrium.app.setting import Setting, limits
from equilibrium.app.turns import Unwanted, heed
from equilibrium.app.words import words
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.simulation import cores
from equilibrium.words import LANGUAGES
from equilibrium.words.strips import sentence
from equilibrium.words.strips import verdict as said_of_all

# What waits for its turn (`turns.py`) waits in a pool with its like: in front of a pool there is no urgency.
QUICK = ThreadPoolExecutor(cores(), "quick")
EXACT = ThreadPoolExecutor(64, "exact")
STRIPS = ThreadPoolExecutor(64, "strips")
TISSUES = ThreadPoolExecutor(8, "tissues")
MAPS = ThreadPoolExecutor(8, "maps")
PREFIX = "/balance-api"
LONG = 20_000  # bytes from which an answer is sent packed


class BadQuestion(ValueError):
    """What was asked cannot be answered, in a sentence."""


def asked(request: Request) -> tuple[Setting, str]:
    """Setting and language of a question: the token `s`, and the mix `m` that is moved away from it.

    Raises
    ------
    BadQuestion : saying what is wrong
    """
    language = request.query_params.get("lang", "en")
    if language not in LANGUAGES:
        raise BadQuestion(f"lang: {' and '.join(LANGUAGES)} are there")
    try:
        setting = read(request.query_params.get("s", "")).setting
    except BadLink as error:
        raise BadQuestion(words(language)["link"][error.reason].format(**error.places)) from None
    if "m" in request.query_params:
        setting = setting.with_(mix=_mix(request.query_params["m"]))
    return setting, language


def _mix(text: str) -> dict[str, float]:
    try:
        places = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadQuestion("m: numbers with commas between them are needed") from None
    ranges = limits()
    if len(places) != len(DIMENSIONS):
        raise BadQuestion(f"m: {len(DIMENSIONS)} numbers are needed")
    for name, place in zip(DIMENSIONS, places, strict=True):
        low, high = ranges[name]
        if not low - 1e-9 <= place <= high + 1e-9:
            raise BadQuestion(f"m: {name} lies from {low} to {high}")
    return {
        name: min(max(place, ranges[name][0]), ranges[name][1]) for name, place in zip(DIMENSIONS, places, strict=True)
    }


def answered(pool: ThreadPoolExecutor, make: Callable[[Setting, str, Request], Any]) -> Callable[[Request], Any]:
    """An endpoint that answers with what `make` gives, worked out in `pool`; a question nobody waits for is not begun."""

    async def endpoint(request: Request) -> Response:
        try:
            setting, language = asked(request)
        except BadQuestion as error:
            return JSONResponse({"trouble": str(error)}, 400)
        gone = asyncio.Event()

        def work() -> Any:
            def waited_for() -> None:
                if gone.is_set():
                    raise Unwanted

            heed.set(waited_for)
            try:
                waited_for()
                return make(setting, language, request)
            except Unwanted:
                return None

        future = asyncio.get_running_loop().run_in_executor(pool, work)
        while not future.done():
            await asyncio.wait([future], timeout=0.1)
            if not future.done() and await request.is_disconnected():
                gone.set()
                return Response(status_code=499)
        try:
            return _sent(future.result(), request)
        except BadQuestion as error:
            return JSONResponse({"trouble": str(error)}, 400)
        except Exception:  # whatever it is, the page says a sentence and stays as it is
            live.LOG.exception("a question failed")
            return JSONResponse({"trouble": words(language)["frame"]["trouble"]}, 500)

    return endpoint


def _sent(found: Any, request: Request) -> Response:
    """What was found, as JSON; a long answer is packed for who can unpack it."""
    body, headers = json.dumps(found, separators=(",", ":"), allow_nan=False).encode(), {"Vary": "Accept-Encoding"}
    if len(body) > LONG and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = gzip.compress(body, 6), headers | {"Content-Encoding": "gzip"}
    return Response(body, media_type="application/json", headers=headers)


def follow(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """The twin's six middle lines at the mix asked for: while a slider is dragged."""
    effort = live.effort(setting, language)
    if not live.ready():
        return {"ready": False, "effort": effort}
    found = live.expected(setting, setting.full_mix)
    return {"ready": True, "effort": effort, "lines": [live.plain(found[key]) for key in live.SIX]}


def exact(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """The six panels of an ensemble: few futures at first if all would keep one waiting, all of them when `n` asks."""
    asked_all = request.query_params.get("n") == str(live.REPLICATES)
    return live.panels(setting, live.REPLICATES if asked_all else live.shown_first(setting.now, setting.seed), language)


def strip(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """The strip under slider `axis`, every place of it run."""
    name = _axis(request)
    count = (
        max(live.STRIP_FUTURES)
        if request.query_params.get("n") == str(max(live.STRIP_FUTURES))
        else live.STRIP_FUTURES[0]
    )
    found = live.strip(setting, name, count)
    low, middle, high = found.band()
    return {
        "places": found.places.tolist(), "low": low.tolist(), "middle": middle.tolist(), "high": high.tolist(),
        "corridor": [found.low, found.high], "best": found.best, "tipping": found.tipping, "present": found.present,
        "says": sentence(found, language), "exact": True,
    }  # fmt: skip


def verdict(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """All strips in a few sentences; they are run by now."""
    return {"says": said_of_all([live.strip(setting, name, max(live.STRIP_FUTURES)) for name in DIMENSIONS], language)}


def guess(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """The strip under slider `axis` as the twin expects it, before the runs are there."""
    name = _axis(request)
    if not live.ready():
        return {"ready": False}
    places, middle = live.guesses(setting, name)
    return {"ready": True, "places": places.tolist(), "middle": middle, "exact": False}


def future(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """One future cell by cell; `f` says which: its number from 0, or typical, lucky, unlucky."""
    which = request.query_params.get("f", "")
    if not tissues.known(which):
        raise BadQuestion(f"f: {', '.join(tissues.CHOSEN)} or a number from 0 to {live.REPLICATES - 1}")
    return tissues.picture(setting, which, language)


def _axis(request: Request) -> str:
    name = request.query_params.get("axis", "")
    if name not in DIMENSIONS:
        raise BadQuestion(f"axis: {', '.join(DIMENSIONS)} are there")
    return name


def relief(setting: Setting, language: str, request: Request) -> dict[str, Any]:
    """The map over axes `x` and `y` of objective `o`: the finest there is unless visitor `who` `have`s it, and how far the next
    one is. `stop` ends the refining, `again` begins it anew."""
    query = request.query_params
    x, y, said, who = (query.get(key, "") for key in ("x", "y", "o", "who"))
    if x not in DIMENSIONS or y not in DIMENSIONS or x == y:
        raise BadQuestion(f"x, y: two of {', '.join(DIMENSIONS)} are needed")
    if said not in maps.OBJECTIVES:
        raise BadQuestion(f"o: {', '.join(maps.OBJECTIVES)} are there")
    if not re.fullmatch(r"[a-z0-9]{6,32}", who):
        raise BadQuestion("who: 6 to 32 letters and digits are needed")
    question = maps.Question(setting, x, y, said)
    if "stop" in query:
        maps.leave(question, who)
        return {"work": None}
    return maps.told(question, language, who, query.get("have", ""), "again" in query)


def routes() -> list[Route]:
    """What the server answers beside the pages."""
    return [
        Route(f"{PREFIX}/follow", answered(QUICK, follow)),
        Route(f"{PREFIX}/guess", answered(STRIPS, guess)),
        Route(f"{PREFIX}/exact", answered(EXACT, exact)),
        Route(f"{PREFIX}/strip", answered(STRIPS, strip)),
        Route(f"{PREFIX}/verdict", answered(STRIPS, verdict)),
        Route("/living-api/future", answered(TISSUES, future)),
        Route(f"{PREFIX}/map", answered(MAPS, relief)),
    ]
