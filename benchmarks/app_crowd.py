"""Twenty visitors of the app at once: no error, nobody sees another's setting, how long they wait."""

import asyncio
import json
import random
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx2
import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.browser import server
from equilibrium.app import live
from equilibrium.app.links import read, token
from equilibrium.app.setting import Setting, limits
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.simulation import simulate

VISITORS, MOVES, LOOKS = 20, 6, (5.0, 15.0)  # visitors, moves of each, seconds one looks at what has become of a move
DRAGGED, STEP = 5, 0.15  # places asked while a slider is dragged, seconds between them
API = "/balance-api/"


@dataclass
class Seen:
    """What happened, over all visitors: seconds by kind of answer, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    last: dict[int, tuple[Setting, str]] = field(default_factory=dict)

    def note(self, what: str, began: float) -> None:
        self.took.setdefault(what, []).append(time.perf_counter() - began)


def main() -> None:
    seen = Seen()
    with server() as address:
        asyncio.run(_crowd(address, seen))
    for visitor, (setting, digest) in seen.last.items():
        own = simulate(setting.now, live.REPLICATES, setting.seed).receipt.short
        if digest and own != digest:
            seen.wrong.append(f"visitor {visitor}: was shown {digest}, a run of the same setting gives {own}")
    print(f"  {VISITORS} visitors, {MOVES} moves each, then {LOOKS[0]:.0f} to {LOOKS[1]:.0f} s to look at it")
    print(f"  {'s':44}{'median':>8}{'p95':>8}{'most':>8}{'of':>6}")
    for what, values in seen.took.items():
        print(
            f"  {what:44}{statistics.median(values):8.2f}{np.quantile(values, 0.95):8.2f}{max(values):8.2f}{len(values):6}"
        )
    print(f"  errors: {len(seen.wrong)}")
    for wrong in seen.wrong[:10]:
        print(f"    {wrong}")


async def _crowd(address: str, seen: Seen) -> None:
    async with httpx2.AsyncClient(timeout=120.0, limits=httpx2.Limits(max_connections=None)) as client:
        await _warm(client, address)
        done = await asyncio.gather(
            *(_visitor(k, address, client, seen) for k in range(VISITORS)), return_exceptions=True
        )
        seen.wrong += [f"visitor {k}: {error!r}" for k, error in enumerate(done) if error is not None]


async def _warm(client: httpx2.AsyncClient, address: str) -> None:
    setting = Setting()
    while not (await _ask(client, address, setting, "follow"))["ready"]:
        await asyncio.sleep(0.5)


async def _visitor(k: int, address: str, client: httpx2.AsyncClient, seen: Seen) -> None:
    chance = random.Random(k)
    ranges = limits()
    setting = Setting(seed=100 + k, mix={"push_pull": round(0.02 + 0.04 * k, 3)})
    await asyncio.sleep(chance.uniform(0, LOOKS[1]))
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        began = time.perf_counter()
        component, told = await _script(socket, f"s={token(setting)}&lang=en", None)
        seen.note("the page is opened", began)
        _same(k, told, setting, seen)
        for _ in range(MOVES):
            name = chance.choice(DIMENSIONS)
            low, high = ranges[name]
            for _ in range(DRAGGED):
                setting = setting.with_(mix=dict(setting.mix) | {name: round(chance.uniform(low, high), 3)})
                began = time.perf_counter()
                await _ask(client, address, setting, "follow")
                seen.note("dragged: the twin's lines", began)
                await asyncio.sleep(STEP)
            looked = asyncio.create_task(_look(k, address, client, setting, seen))
            mix = [setting.full_mix[each] for each in DIMENSIONS]
            began = time.perf_counter()
            _, told = await _script(socket, f"s={token(setting)}&lang=en", (component, mix))
            seen.note("at rest: the page around the picture", began)
            _same(k, told, setting, seen)
            await asyncio.sleep(max(0.0, chance.uniform(*LOOKS) - (time.perf_counter() - began)))
            looked.cancel()  # one moves on: what is not there yet is wanted no longer
            with suppress(asyncio.CancelledError):
                await looked


async def _look(k: int, address: str, client: httpx2.AsyncClient, setting: Setting, seen: Seen) -> None:
    """What the picture asks while one looks: few futures, all, and the strips."""
    try:
        began = time.perf_counter()
        await _ask(client, address, setting, "exact", n=live.FIRST)
        seen.note(f"at rest: {live.FIRST} futures", began)
        found = await _ask(client, address, setting, "exact", n=live.REPLICATES)
        seen.note(f"at rest: all {live.REPLICATES} futures", began)
        seen.last[k] = setting, found["digest"]
        await asyncio.gather(*(_ask(client, address, setting, "guess", axis=axis) for axis in DIMENSIONS))
        seen.note("all strips as the twin guesses", began)
        for axis in DIMENSIONS:
            await _ask(client, address, setting, "strip", axis=axis, n=live.STRIP_FUTURES[0])
        seen.note("all strips run", began)
    except Trouble as error:
        seen.wrong.append(f"visitor {k}: {error}")


class Trouble(Exception):
    """An answer that is none."""


async def _ask(client: httpx2.AsyncClient, address: str, setting: Setting, what: str, **more: object) -> dict:
    mix = ",".join(str(setting.full_mix[name]) for name in DIMENSIONS)
    asks = {"lang": "en", "s": token(setting), "m": mix} | {key: str(value) for key, value in more.items()}
    answer = await client.get(address + API + what, params=asks)
    if answer.status_code != 200:
        raise Trouble(f"{what}: {answer.status_code} {answer.text[:200]}")
    return answer.json()


async def _script(socket: ClientConnection, query: str, moved: tuple[str, list[float]] | None) -> tuple[str, str]:
    """Run the page; gives the picture's id and the address that it wrote.

    Raises
    ------
    Trouble : if the page shows an error
    """
    message = BackMsg()
    message.rerun_script.query_string = query
    if moved:
        state = message.rerun_script.widget_states.widgets.add(id=moved[0])
        state.json_value = json.dumps({"mix": moved[1]})
    await socket.send(message.SerializeToString())
    component, told = moved[0] if moved else "", ""
    while True:
        got = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(decode=False), 120))
        kind = got.WhichOneof("type")
        if kind == "delta" and got.delta.new_element.WhichOneof("type") == "bidi_component":
            component = got.delta.new_element.bidi_component.id
        elif kind == "delta" and got.delta.new_element.WhichOneof("type") == "exception":
            raise Trouble(got.delta.new_element.exception.message)
        elif kind == "page_info_changed":
            told = got.page_info_changed.query_string
        elif kind == "script_finished" and got.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return component, told


def _same(k: int, told: str, setting: Setting, seen: Seen) -> None:
    """The address that the page wrote must hold the visitor's own setting."""
    found = parse_qs(told).get("s", [""])[0]
    if not found or read(found).setting.full_mix != setting.full_mix or read(found).setting.seed != setting.seed:
        seen.wrong.append(f"visitor {k}: the page's address is of another setting")


if __name__ == "__main__":
    main()
