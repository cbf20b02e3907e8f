"""`equilibrium app`: the page with the sliders, in the browser."""

import argparse
import subprocess
import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path

import equilibrium
from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.words import words

SCRIPT = Path(equilibrium.__file__).parent / "app" / "__main__.py"
QUIET = ("--server.showEmailPrompt", "false", "--browser.gatherUsageStats", "false")


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
    options = [*QUIET, "--server.address", arguments.address, *(["--server.port", str(port)] if port else [])]
    options += ["--server.headless", "true"] if arguments.no_browser else []
    print(text["starting"], file=sys.stderr, flush=True)
    server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", str(SCRIPT), *options])
    try:
        code = server.wait()
    except KeyboardInterrupt:  # the server was told too, by the same key
        server.wait()
        raise
    if code != 0:
        raise CannotDo(text["ended"].format(code=code))
    return 0
