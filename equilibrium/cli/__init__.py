"""The command line: `equilibrium run storefront`. One file per command; each says its arguments and does its work.

Exit codes: 0 done, 1 could not be done (disk, memory, a part that is not installed), 2 bad input, 130 interrupted,
141 the reader of the output went away. Results go to standard output; progress, messages and errors to standard error.
"""

import os
import sys
from collections.abc import Sequence

from equilibrium.cli import (
    app,
    balance,
    compare,
    evidence,
    lessons,
    new,
    report,
    run,
    scenarios,
    schema,
    sensitivity,
    sweep,
    validate,
    verify,
)
from equilibrium.cli.arguments import BadInput, CannotDo, chosen_language, parsed
from equilibrium.cli.interrupt import told_to_end
from equilibrium.cli.words import words

COMMANDS = {
    "run": run, "sweep": sweep, "compare": compare, "balance": balance, "sensitivity": sensitivity, "report": report,
    "verify": verify, "scenarios": scenarios, "validate": validate, "new": new, "schema": schema, "evidence": evidence,
    "lessons": lessons, "app": app,
}  # fmt: skip
DONE, FAILED, BAD, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command of `argv` (default: the process's arguments) and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without accents shows ? instead of failing
    try:
        with told_to_end():
            code = _main(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the interpreter's last flush is quiet
        return PIPE_CLOSED


def _main(argv: list[str]) -> int:
    language, argv, wrong = chosen_language(argv, os.environ)
    try:
        arguments = parsed(argv, COMMANDS, language, wrong)
        return arguments.execute(arguments, language)
    except BadInput as error:
        print("\n".join(error.lines), file=sys.stderr)
        return BAD
    except CannotDo as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{words(language)['not_done']}: {error.strerror or error}", file=sys.stderr)
        return FAILED
    except MemoryError:
        print(words(language)["no_memory"], file=sys.stderr)
        return FAILED
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        print(words(language)["no_cache"], file=sys.stderr)
        return FAILED
    except KeyboardInterrupt as error:  # a command that keeps what it finished says so in the interrupt itself
        print(error.args[0] if error.args else words(language)["interrupted"], file=sys.stderr)
        exec("")  # an interrupt that passed through another exec would make `python -m` end by signal, not by code
        return INTERRUPTED
