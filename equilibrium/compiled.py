"""Compiled code on disk is forgotten as soon as the source of anything compiled is newer.

Numba's cache looks at the file of the function that is called, not at the files of those it calls in turn: without this a
changed mechanism would go on running as it was.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

SUFFIX = ".nbi"  # the index that tells numba what is in its cache


def outdated(folders: Iterable[Path], sources: Iterable[Path]) -> list[Path]:
    """Indices in the cache `folders` that are older than the newest of the `sources`."""
    newest = max(path.stat().st_mtime_ns for path in sources)
    indices = (path for folder in folders for path in folder.glob(f"*{SUFFIX}"))
    return [path for path in indices if path.stat().st_mtime_ns < newest]


@cache
def forget_outdated() -> None:
    """Delete outdated indices of all compiled functions loaded so far; once a process, before any of them is called."""
    loaded = [module for name, module in sys.modules.items() if name.partition(".")[0] == "equilibrium"]
    functions = [value for module in loaded for value in vars(module).values() if hasattr(value, "py_func")]
    folders = {Path(function.stats.cache_path) for function in functions if function.stats.cache_path}
    sources = {Path(function.py_func.__code__.co_filename) for function in functions}
    with suppress(OSError):  # another process was quicker, or there is nothing to write to
        for path in outdated(folders, sources):
            path.unlink(missing_ok=True)


def on_disk(function) -> bool:
    """Whether `function` is compiled: in this process or in its cache."""
    if function.signatures:
        return True
    code = function.py_func.__code__
    name = f"{Path(code.co_filename).stem}.{code.co_qualname}-{code.co_firstlineno}."
    folder = Path(function.stats.cache_path)
    return folder.is_dir() and any(path.name.startswith(name) for path in folder.glob(f"*{SUFFIX}"))


def elsewhere(code: str) -> subprocess.Popen:
    """Run `code` in another python that sees the same modules; what it compiles, this process then finds in the cache."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdin=nothing, stdout=nothing, stderr=nothing
    )
