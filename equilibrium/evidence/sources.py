"""What each parameter's default rests on, in five kinds, from the source that the registry gives."""

import re
from typing import Literal

from equilibrium.evidence.told import phrased, words
from equilibrium.parameters import Parameter

Kind = Literal["measured", "literature", "fitted", "assumption", "design"]
KINDS: tuple[Kind, ...] = ("measured", "literature", "fitted", "assumption", "design")
MEASURED = ("CDNOW", "orange juice")
FITTED = ("fitted", "magnitudes", "scale of sales to wages")
LITERATURE = ("power law of practice", "self-determination theory")
DESIGN = ("contract", "founding text", "PERFORMANCE", "TARGETS")
ASSUMED = ("prototype", "own assumption", "price-war scenario")
PUBLISHED = re.compile(r"\b(19|20)\d\d\)")


def kind(parameter: Parameter) -> Kind:
    """What the default rests on.

    * "measured": estimated on data by a script of this library
    * "literature": a number or a sign that a publication gives
    * "fitted": assumed, then set so that the whole shows believable magnitudes or what the model is to show
    * "assumption": our own, or the prototype's
    * "design": a size, a form or a choice that is part of the question and no estimate

    Raises
    ------
    ValueError : for a source that says none of these
    """
    source = parameter.source
    if source.startswith(MEASURED):
        return "measured"
    if any(word in source for word in FITTED):
        return "fitted"
    if source.startswith(ASSUMED):
        return "assumption"
    if source.startswith(LITERATURE) or PUBLISHED.search(source):
        return "literature"
    if source.startswith(DESIGN):
        return "design"
    raise ValueError(f"{parameter.key}: its source says of no kind what it is: {source}")


def told(parameter: Parameter, language: str) -> str:
    """The source in plain words of `language`; citations stay as they are."""
    return phrased(parameter.source, words(language)["sources"])
