"""Links: a setting as one token in the page's address, and back. What cannot be read exactly is refused, and it is said why.

A token is "1.", the base64url of compressed JSON, and "." with a check sum of it, which tells a token that was cut or mistyped.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equilibrium.app import sides
from equilibrium.app.setting import ASSUMPTIONS, LONGEST_NAME, MOST_ASSUMPTIONS, MOST_NAMED, Setting, limits
from equilibrium.balance.trials import DIMENSIONS
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import ScenarioError, shipped
from equilibrium.simulation import versions

FORM = "1"
LONGEST = 12_000  # characters of a token: what servers take in an address, with room
DECIMALS = 6
DIGEST, VERSION = r"[0-9a-f]{0,64}", r"[\w.-]{1,40} [\w .+-]{1,40}"  # these are shown: what looks otherwise is not told


class BadLink(ValueError):
    """A token that cannot be read; `reason` is a key of the catalogue's [link], `places` what it is filled with."""

    def __init__(self, reason: str, **places: Any) -> None:
        self.reason, self.places = reason, places
        super().__init__(f"link: {reason} {places or ''}".strip())


@dataclass(frozen=True)
class Link:
    """A token's content: the setting, the digest of the result it was made with ("" if none yet), and its versions."""

    setting: Setting
    digest: str = ""
    versions: Mapping[str, str] | None = None

    def differs(self, digest: str) -> str:
        """Why a result with `digest` is not the link's: "" if it is, "versions" or "numbers"."""
        if not self.digest or digest.startswith(self.digest):
            return ""
        return "versions" if dict(self.versions or {}) != dict(versions()) else "numbers"


def token(setting: Setting, digest: str = "") -> str:
    """The setting, and the digest of its result, as text for an address."""
    said: dict[str, Any] = {"scenario": setting.scenario, "seed": setting.seed}
    said |= {"own": setting.own} if setting.own else {}
    said |= {"context": setting.context} if setting.context else {}
    said |= {"mix": _numbers(setting.mix)} if setting.mix else {}
    said |= {"assumptions": _numbers(setting.assumptions)} if setting.assumptions else {}
    said |= {"pinned": _numbers(setting.pinned)} if setting.pinned is not None else {}
    said |= {"named": {name: _numbers(mix) for name, mix in setting.named.items()}} if setting.named else {}
    said |= {"sides": list(setting.sides)} if setting.sides else {}
    if digest:
        said |= {"digest": digest, "versions": dict(versions())}
    return sealed(json.dumps(said, separators=(",", ":"), ensure_ascii=False))


def sealed(text: str) -> str:
    """A token that says `text`, packed and with its check sum."""
    body = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return f"{FORM}.{body}.{_check_sum(body)}"


def read(text: str) -> Link:
    """The link that `text` says.

    Raises
    ------
    BadLink : if it was cut or changed, comes from another form of token, or says what is not allowed
    """
    form, dot, rest = text.partition(".")
    if len(text) > LONGEST or not dot:
        raise BadLink("damaged")
    if form != FORM:
        raise BadLink("other_form", found=form[:8])
    body, _, told = rest.rpartition(".")
    if told != _check_sum(body):
        raise BadLink("damaged")
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        said = json.loads(_unpacked(packed))
        json.dumps(said, ensure_ascii=False).encode()  # half a character can be said in JSON, and written nowhere
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise BadLink("damaged") from None
    return _link(said)


def _check_sum(body: str) -> str:
    """Of the text itself: packed bits that make no difference when they are unpacked are checked too."""
    return f"{zlib.crc32(body.encode()):08x}"


def _unpacked(packed: bytes) -> str:
    reader = zlib.decompressobj()
    text = reader.decompress(packed, 40 * LONGEST)
    if reader.unconsumed_tail or not reader.eof or reader.unused_data:
        raise ValueError("not one whole text")
    return text.decode()


def _link(said: Any) -> Link:
    if not isinstance(said, dict):
        raise BadLink("damaged")
    known = {
        "scenario",
        "own",
        "context",
        "mix",
        "assumptions",
        "seed",
        "pinned",
        "named",
        "sides",
        "digest",
        "versions",
    }
    for key in said:
        if key not in known:
            raise BadLink("unknown", key=str(key)[:40])
    seed = said.get("seed")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise BadLink("seed")
    named = said.get("named", {})
    if (
        not isinstance(named, dict)
        or len(named) > MOST_NAMED
        or any(not 0 < len(name) <= LONGEST_NAME for name in named)
    ):
        raise BadLink("named", most=MOST_NAMED)
    scenario, own = _scenario(said)
    pinned = said.get("pinned")
    setting = Setting(
        scenario, own, "", _mix(said.get("mix", {})), _assumptions(said.get("assumptions", {})), seed,
        None if pinned is None else _mix(pinned), {name: _mix(mix) for name, mix in named.items()}, _sides(said),
    )  # fmt: skip
    setting = validated(setting, said.get("context", ""))
    digest, made = said.get("digest", ""), said.get("versions", {})
    told = isinstance(digest, str) and isinstance(made, dict) and re.fullmatch(DIGEST, digest)
    if not told or not all(re.fullmatch(VERSION, f"{name} {number}") for name, number in made.items()):
        raise BadLink("damaged")
    return Link(setting, digest, {str(name): str(number) for name, number in made.items()})


def validated(setting: Setting, context: Any) -> Setting:
    """The setting in `context`, if its scenario can be built there.

    Raises
    ------
    BadLink : if the scenario has no such context, or its parts do not fit each other
    """
    try:
        if context and context not in setting.base.regime_names:
            raise BadLink("context", found=str(context)[:40])
        setting = setting.with_(context=str(context))
        _ = setting.now, setting.compared
        for mix in setting.named.values():
            setting.at({**setting.full_mix, **mix})
    except ScenarioError as error:
        raise BadLink("scenario", problem=said(error)[0]) from None
    return setting


def said(error: ScenarioError) -> list[str]:
    """What is wrong with a scenario, without the name of the file that it never was."""
    return [f"{problem.key}: {problem.text}" if problem.key else problem.text for problem in error.problems]


def _scenario(said: dict[str, Any]) -> tuple[str, str]:
    own, name = said.get("own", ""), said.get("scenario", "")
    if own:
        if not isinstance(own, str):
            raise BadLink("damaged")
        return "", own
    if not isinstance(name, str) or name not in shipped():
        raise BadLink("no_scenario", found=str(name)[:60])
    return name, ""


def _sides(said: dict[str, Any]) -> tuple[str, ...]:
    found = said.get("sides", [])
    whole = isinstance(found, list) and len(found) <= sides.MOST and all(isinstance(side, str) for side in found)
    if not whole or len(set(found)) < len(found):
        raise BadLink("damaged")
    for side in found:  # one that is gone, as a mix that was forgotten, is said on its page: all else still holds
        if not sides.is_side(side):
            raise BadLink("sides", found=side[:60])
    return tuple(found)


def _mix(said: Any) -> dict[str, float]:
    ranges = limits()
    return _within(said, {name: ranges[name] for name in DIMENSIONS})


def _assumptions(said: Any) -> dict[str, float]:
    if isinstance(said, dict) and len(said) > MOST_ASSUMPTIONS:
        raise BadLink("many", most=MOST_ASSUMPTIONS)
    return _within(said, {name: (REGISTRY[name].low, REGISTRY[name].high) for name in ASSUMPTIONS})


def _within(said: Any, ranges: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    if not isinstance(said, dict):
        raise BadLink("damaged")
    for key, value in said.items():
        if key not in ranges:
            raise BadLink("unknown", key=str(key)[:40])
        low, high = ranges[key]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not low - 1e-9 <= value <= high + 1e-9:  # what is not finite neither
            raise BadLink("outside", key=key, found=str(value)[:20], low=low, high=high)
    return {key: min(max(float(value), ranges[key][0]), ranges[key][1]) for key, value in said.items()}


def _numbers(values: Mapping[str, float]) -> dict[str, float]:
    return {key: round(float(value), DECIMALS) for key, value in values.items()}
