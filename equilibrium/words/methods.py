"""The paragraph that a paper needs: how a result was made, from the ensemble alone."""

from equilibrium.ensemble import Ensemble
from equilibrium.receipts import SHORT
from equilibrium.words import words


def methods(ensemble: Ensemble, language: str) -> str:
    """One paragraph: model, scenario, replicates and their luck, weeks, what the bands are, versions, receipt."""
    text, scenario = words(language)["methods"], ensemble.scenario
    ids = ensemble.weekly["replicate"].to_numpy().tolist()
    versions = dict(ensemble.versions)
    own = versions.pop("equilibrium", "")
    places = {
        "version": own, "name": scenario.name, "title": scenario.title[language], "scenario": scenario.digest[:SHORT],
        "enterprises": len(scenario.enterprise_names), "customers": scenario.value("customers"),
        "count": len(ids), "seed": ensemble.seed, "weeks": ensemble.weekly.sizes["week"],
        "which": _numbers(ids, language), "own": "; ".join(ensemble.made_with),
        "versions": ", ".join(f"{name} {number}" for name, number in versions.items()),
        "receipt": ensemble.receipt.short,
    }  # fmt: skip
    parts = ["model", "runs", "luck", "bands" if len(ids) > 1 else "no_bands"]
    parts += ["own"] if ensemble.made_with else []
    return " ".join(text[part].format(**places) for part in [*parts, "versions", "closing"])


def _numbers(ids: list[int], language: str) -> str:
    """Which replicates: "0 to 63", or each by its number."""
    if len(ids) > 2 and ids == list(range(ids[0], ids[0] + len(ids))):
        return words(language)["methods"]["range"].format(first=ids[0], last=ids[-1])
    return ", ".join(map(str, ids))
