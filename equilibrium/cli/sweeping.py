"""A sweep as the command line runs it: a bar with the time left, sentences for what stops it, and what can go on later."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from equilibrium.cli.arguments import BadInput, CannotDo, whole
from equilibrium.cli.interrupt import interrupts_noticed
from equilibrium.cli.words import words

if TYPE_CHECKING:
    from equilibrium.studies.results import Results
    from equilibrium.studies.study import Study
    from equilibrium.studies.sweep import Progress

BACKENDS = ("local", "dask", "ray")
TENTHS = 10


def asked_study(arguments: Namespace, language: str, wrong: list[str]) -> "Study | None":
    """The study with what --replicates and --seed change in it; None, and why added to `wrong`, if there is none."""
    from equilibrium.scenario import ScenarioError
    from equilibrium.studies.study import Study, shipped

    text = words(language)["sweep"]
    replicates = whole(arguments.replicates, "--replicates", 1, 1_000_000, language, wrong)
    seed = whole(arguments.seed, "--seed", 0, 2**63 - 1, language, wrong)
    if arguments.study is None:
        wrong.append(text["no_study"].format(names=", ".join(shipped()) or "-"))
        return None
    changes = {key: value for key, value in {"replicates": replicates, "seed": seed}.items() if value is not None}
    try:
        study = Study.load(arguments.study)
        return study.with_(**changes) if changes else study
    except ScenarioError as error:
        wrong += str(error).splitlines()
    except ModuleNotFoundError as error:
        raise CannotDo(text["missing"].format(name=error.name, extra="studies")) from None
    return None


def swept(study: "Study", folder: Path, language: str, *, backend: str = "local", workers: int | None = None,
          address: str | None = None, label: str | None = None, option: str = "--out") -> "Results":  # fmt: skip
    """Run what is missing of `study` in `folder`, showing how far it is.

    Raises
    ------
    BadInput : if the folder is not this study's; CannotDo : for a full disk or a part that is not installed;
    KeyboardInterrupt : with a sentence, if it was interrupted
    """
    from equilibrium.simulation import is_compiled
    from equilibrium.studies.backends import ClusterTrouble
    from equilibrium.studies.store import FolderTaken, StudyChanged
    from equilibrium.studies.sweep import sweep

    text = words(language)["sweep"]
    if study.model is None and not is_compiled():
        print(words(language)["run"]["compiling"], file=sys.stderr, flush=True)
    try:
        with interrupts_noticed() as check, shown(label or text["running"].format(runs=study.runs), language) as tell:

            def told(progress: "Progress") -> None:
                check()
                tell(progress)

            return sweep(study, folder, backend=backend, workers=workers, address=address, progress=told)
    except StudyChanged as error:
        parts = ", ".join(f"{text['parts'][key]} {more}".rstrip() for key, more in error.parts)
        raise BadInput([text["changed"].format(folder=error.folder, parts=parts, option=option)]) from None
    except FolderTaken as error:
        raise BadInput([text["busy" if error.busy else "foreign"].format(folder=error.folder, option=option)]) from None
    except KeyboardInterrupt:
        raise KeyboardInterrupt(text["stopped"].format(folder=folder)) from None
    except ImportError as error:  # pandas, when pyarrow is missing, names it in what it raises this from
        extra = "studies" if backend == "local" else backend
        name = error.name or getattr(error.__cause__, "name", None) or str(error)
        raise CannotDo(text["missing"].format(name=name, extra=extra)) from None
    except ClusterTrouble as error:
        raise CannotDo(f"{error} {text['kept_there'].format(folder=folder)}") from None
    except TimeoutError:
        raise CannotDo(text["no_cluster"].format(address=address)) from None
    except OSError as error:
        raise CannotDo(text["kept"].format(folder=folder, problem=error.strerror or error)) from None


@contextmanager
def shown(label: str, language: str) -> Iterator[Callable[["Progress"], None]]:
    """A bar on a terminal; in a file or pipe a line at every tenth."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    text = words(language)["sweep"]
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[left]}"),
    )
    with Bars(*columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal,
                  expand=True) as bar:  # fmt: skip
        task, tenths = bar.add_task(label, total=None, left=""), 0

        def tell(progress: "Progress") -> None:
            nonlocal tenths
            left = "" if not progress.left else text["left"].format(time=duration(progress.left, language))
            bar.update(task, completed=progress.done, total=progress.runs, left=left)
            now = TENTHS * progress.done // max(1, progress.runs)
            if not console.is_terminal and now > tenths:
                tenths = now
                line = text["progress"].format(done=progress.done, runs=progress.runs, failed=progress.failed)
                print(" ".join(part for part in (line, left) if part), file=sys.stderr, flush=True)

        yield tell


def duration(seconds: float, language: str) -> str:
    """A time for a reader: "40 seconds", "12 minutes", "3 hours 20 minutes"."""
    text = words(language)["sweep"]
    if seconds < 90:
        return text["seconds"].format(n=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return text["minutes"].format(n=minutes)
    return text["hours"].format(n=minutes // 60, m=minutes % 60)
