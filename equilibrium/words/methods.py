"""The paragraph that a paper needs: how a result was made, from the ensemble alone."""

from equilibrium.ensemble import Ensemble
from equilibrium.receipts import SHORT, Receipt
from equilibrium.studies.results import Results
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


def study_methods(results: Results, language: str) -> str:
    """One paragraph on a sweep: model, design, replicates and their luck, what is a run's number, intervals, versions."""
    text, said = words(language)["methods"], results.manifest
    versions = dict(said["versions"])
    receipt = Receipt(results.receipt["inputs"], results.receipt["versions"], results.receipt["outputs"])
    sides = [text["contrast"]] if said["contrast"] else []
    places = {
        "version": versions.pop("equilibrium", ""), "study": said["title"].get(language) or said["study"],
        "digest": said["digest"][:SHORT], "name": said["scenario"]["name"], "scenario": said["scenario"]["digest"][:SHORT],
        "factors": ", ".join([*sides, *said["factors"]]), "design": text["designs"][said["design"]["method"]],
        "points": said["points"], "count": said["replicates"], "runs": said["runs"], "seed": said["seed"],
        "which": _numbers(list(range(said["replicates"])), language), "failed": results.receipt["failed"],
        "measures": ", ".join(said["measures"]), "receipt": receipt.short,
        "versions": ", ".join(f"{name} {number}" for name, number in versions.items()),
    }  # fmt: skip
    parts = ["study", "study_runs", "luck", "study_numbers", *(["study_failed"] if places["failed"] else [])]
    return " ".join(text[part].format(**places) for part in [*parts, "versions", "closing"])
