"""Arguments: a parser that speaks the user's language, and what is wrong with them, told all at once."""

import argparse
import textwrap
import tomllib
from argparse import Namespace
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NoReturn

from equilibrium import __version__
from equilibrium.cli.words import words
from equilibrium.scenario_errors import found, nearest
from equilibrium.words import LANGUAGES


class BadInput(Exception):
    """What was asked for cannot be: a line per problem."""

    def __init__(self, lines: list[str]):
        super().__init__("\n".join(lines))
        self.lines = lines


class CannotDo(Exception):
    """What was asked for is sound but cannot be done here, in a sentence."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises what argparse would print before it ended the process."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def chosen_language(argv: list[str], environment: Mapping[str, str]) -> tuple[str, list[str], list[str]]:
    """Language, the arguments without `--language`, and what is wrong with it; it may stand anywhere.

    Without it, the language is that of LC_ALL, LC_MESSAGES or LANG: Italian if it begins with "it", else English.
    """
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    language = "it" if said.lower().startswith("it") else "en"
    rest: list[str] = []
    asked: str | None = None
    words_left = iter(argv)
    for word in words_left:
        if word == "--language":
            asked = next(words_left, "")
        elif word.startswith("--language="):
            asked = word.removeprefix("--language=")
        else:
            rest.append(word)
    if asked is None or asked in LANGUAGES:
        return asked or language, rest, []
    wrong = words(language)["found_allowed"].format(
        place="--language", found=asked or "-", allowed=", ".join(LANGUAGES)
    )
    return language, rest, [wrong]


def parsed(argv: list[str], commands: Mapping[str, ModuleType], language: str, wrong: list[str]) -> Namespace:
    """The arguments of one of `commands`; its `execute` is among them.

    Raises
    ------
    BadInput : for an unknown command, unknown options and missing values, after what is `wrong` already
    """
    text = words(language)
    parser, children = _parsers(commands, text)
    command = next((word for word in argv if not word.startswith("-")), None)
    if command is not None and command not in commands:
        near = nearest(command, commands)
        hint = text["nearest"].format(near=near) if near else text["one_of"].format(names=", ".join(commands))
        raise BadInput([*wrong, f"{text['unknown_command'].format(word=command)}; {hint}"])
    try:
        arguments, left = parser.parse_known_args(argv)
    except argparse.ArgumentError as error:
        said = text["argparse"].get(error.message.partition(" '")[0], error.message)
        raise BadInput([*wrong, f"{error.argument_name}: {said}" if error.argument_name else said]) from None
    known = [option for action in children.get(command, parser)._actions for option in action.option_strings]
    wrong = wrong + [_unknown_option(word, known, text) for word in left if word.startswith("-")]
    if left and not wrong:
        wrong = [text["one_too_many"].format(word=word) for word in left]
    if wrong and (left or command is None):
        raise BadInput(wrong)  # with an option unknown, the others' values may be taken for something else
    if command is None:
        arguments.execute = lambda *_: print(parser.format_help(), end="") or 0
    arguments.wrong = wrong
    return arguments


def _parsers(commands: Mapping[str, ModuleType], text: dict[str, Any]) -> tuple[Parser, dict[str | None, Parser]]:
    class Help(argparse.HelpFormatter):
        """Examples keep their lines, prose is filled, headings are in the user's language."""

        def add_usage(self, usage, actions, groups, prefix=None):
            super().add_usage(usage, actions, groups, text["usage"] if prefix is None else prefix)

        def _fill_text(self, prose, width, indent):
            lines = prose.strip("\n").splitlines()
            return "\n".join(line if line.startswith(" ") else textwrap.fill(line, width) for line in lines)

    style: dict[str, Any] = {
        "formatter_class": Help, "add_help": False, "allow_abbrev": False, "exit_on_error": False,
    }  # fmt: skip
    parser = Parser(prog="equilibrium", description=text["about"], epilog=text["examples"], **style)
    below = parser.add_subparsers(title=text["commands"], dest="command", metavar=text["command"], parser_class=Parser)
    children: dict[str | None, Parser] = {}
    for name, command in commands.items():
        said = text[name]
        child = below.add_parser(name, help=said["help"], description=said["about"], epilog=said["examples"], **style)
        command.add_arguments(child.add_argument_group(text["arguments"]), said["arguments"])
        child.set_defaults(execute=command.execute)
        children[name] = child
    for each in (parser, *children.values()):
        common = each.add_argument_group(text["common"])
        common.add_argument("-h", "--help", action="help", help=text["help_help"])
        common.add_argument("--language", choices=tuple(LANGUAGES), help=text["language_help"])
        if each is parser:
            common.add_argument(
                "--version", action="version", version=f"equilibrium {__version__}", help=text["version_help"]
            )
    return parser, children


def _unknown_option(word: str, known: list[str], text: dict[str, Any]) -> str:
    word = word.split("=")[0]
    near = nearest(word.lstrip("-"), [option.lstrip("-") for option in known if option.startswith("--")])
    hint = f"; {text['nearest'].format(near='--' + near)}" if near else ""
    return f"{text['unknown_option'].format(word=word)}{hint}"


def whole(said: str | None, option: str, least: int, most: int, language: str, wrong: list[str]) -> int | None:
    """The whole number that an option was given; what is wrong with it is added to `wrong`."""
    if said is None:
        return None
    text = words(language)
    try:
        value = int(said) if said.lstrip("+-").isdecimal() else least - 1
    except ValueError:  # more digits than Python reads
        value = most + 1
    if least <= value <= most:
        return value
    allowed = text["whole"].format(least=least, most=most)
    wrong.append(text["found_allowed"].format(place=option, found=said[:60], allowed=allowed))
    return None


def assignment(pair: str, option: str, language: str, wrong: list[str]) -> tuple[str, Any] | None:
    """Key and value of KEY=VALUE; VALUE is TOML, and a word that is no TOML is a text."""
    text = words(language)
    key, equals, said = (part.strip() for part in pair.partition("="))
    if not key or not equals or not said:
        form = "AXIS=VALUE" if option == "--mix" else "KEY=VALUE"
        wrong.append(text["found_allowed"].format(place=option, found=found(pair), allowed=form))
        return None
    try:
        document = tomllib.loads(f"value = {said}")
        if list(document) == ["value"]:
            return key, document["value"]
        problem = text["one_value"]
    except RecursionError:
        problem = text["one_value"]
    except ValueError as error:
        if said[0] not in "\"'[{":
            return key, said
        problem = str(error)
    wrong.append(text["not_toml"].format(place=f"{option} {key}", found=found(said), problem=problem))
    return None
