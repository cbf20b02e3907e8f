"""Compiled code on disk is forgotten as soon as a source that it is made of is newer.

Numba's cache looks at the file of the function that is called, not at the files of those it calls in turn: without this a
changed mechanism would go on running as it was. What a file is made of is read from its imports, so that a change to the twin
leaves the agents' week compiled.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

SUFFIX = ".nbi"  # the index that tells numba what is in its cache
LIBRARY = Path(__file__).parent


def outdated(folder: Path, stem: str, sources: Iterable[Path]) -> list[Path]:
    """Indices in the cache `folder`, of functions from the file `stem`, that are older than the newest of the `sources`."""
    newest = max(path.stat().st_mtime_ns for path in sources)
    return [path for path in folder.glob(f"{stem}.*{SUFFIX}") if path.stat().st_mtime_ns < newest]


@cache
def imported(source: Path) -> list[Path]:
    """Files of this library that the file `source` imports from, by its full names (`from equilibrium.state import Count`)."""
    found = []
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == LIBRARY.name:
            base = LIBRARY.parent.joinpath(*(node.module or "").split("."))
            places = [[base / f"{name.name}.py", base.with_suffix(".py")] for name in node.names]
            found += [path for each in places for path in each if path.is_file()]
    return found


def made_of(source: Path, compiled: Collection[Path]) -> set[Path]:
    """Files that what is compiled in `source` is made of: itself and its imports, followed as far as `compiled` files go."""
    found: set[Path] = set()
    left = [source]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += imported(path) if path in compiled else []
    return found


@cache
def forget_outdated(caller: str = "") -> None:
    """Delete outdated indices of all compiled functions loaded so far; once a process and `caller`, before any is called."""
    loaded = [module for name, module in sys.modules.items() if name.partition(".")[0] == LIBRARY.name]
    functions = [value for module in loaded for value in vars(module).values() if hasattr(value, "py_func")]
    homes = {(Path(each.stats.cache_path), Path(each.py_func.__code__.co_filename)) for each in functions
             if each.stats.cache_path}  # fmt: skip
    files = {Path(module.__file__) for module in loaded if module.__file__}
    compiled = {source for _, source in homes}
    with suppress(OSError):  # another process was quicker, or there is nothing to write to
        for folder, source in homes:
            if outdated(folder, source.stem, files):  # imports are read only where something may be
                for path in outdated(folder, source.stem, made_of(source, compiled)):
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
