"""`equilibrium app`: the page with the sliders, in the browser."""

import argparse
import json
import os
import socket
import subprocess
import sys
from argparse import Namespace
from importlib.util import find_spec
from typing import Any

from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.words import words


def add_arguments(group: argparse._ArgumentGroup, text: dict[str, str]) -> None:
    """Where the page is served, and whether a browser opens."""
    group.add_argument("--port", metavar="N", help=text["port"])
    group.add_argument("--address", metavar="HOST", default="localhost", help=text["address"])
    group.add_argument("--no-browser", action="store_true", help=text["no_browser"])


def execute(arguments: Namespace, language: str) -> int:
    """Serve the page until it is interrupted."""
    text, wrong = words(language)["app"], list(arguments.wrong)
    port = whole(arguments.port, "--port", 1, 65535, language, wrong)
    if wrong:
        raise BadInput(wrong)
    if find_spec("streamlit") is None:
        raise CannotDo(text["no_streamlit"])
    trouble = unservable(arguments.address, port)
    if trouble:
        place = f"{arguments.address}:{port}" if port else arguments.address
        raise CannotDo(text["unservable"].format(place=place, problem=trouble))
    options: dict[str, Any] = {"server.address": arguments.address}
    options |= {"server.port": port} if port else {}
    options |= {"server.headless": True} if arguments.no_browser else {}
    print(text["starting"], file=sys.stderr, flush=True)
    server = subprocess.Popen([sys.executable, "-m", "equilibrium.app", json.dumps(options)])
    try:
        code = server.wait()
    except KeyboardInterrupt:  # the server was told too, by the same key
        server.wait()
        raise
    if code != 0:
        raise CannotDo(text["ended"].format(code=code))
    return 0


def unservable(address: str, port: int | None) -> str:
    """Why nothing can be served at `address` and `port` (None: any); "" if it can."""
    trouble = ""
    try:
        for family, _, _, _, place in socket.getaddrinfo(address, port or 0, type=socket.SOCK_STREAM):
            try:
                socket.create_server(place, family=family).close()
                return ""
            except OSError as error:  # a name may have another address
                trouble = os.strerror(error.errno or 0)
    except (OSError, UnicodeError) as error:
        trouble = str(getattr(error, "strerror", None) or error)
    return trouble
