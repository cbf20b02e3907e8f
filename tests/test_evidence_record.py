"""Records of evidence: what the command finds is kept whole, read again, and told in both languages."""

import json
import tomllib
from datetime import date
from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest

from equilibrium.cli import main
from equilibrium.evidence import collect, record, sources, told
from equilibrium.findings import Comparison, Finding, Line
from equilibrium.known_worlds import goodwill
from equilibrium.parameters import REGISTRY, Parameter
from equilibrium.words import LANGUAGES

FOLDER = Path(told.__file__).parent
EVERY = [name for names in collect.FAMILIES.values() for name in names]


def made(findings, lines=(), names=()):
    """A record of these figures."""
    picture = Comparison("t", "s", "x", "y", tuple(lines), tuple(names))
    return record.Record(
        "goodwill",
        "known_worlds",
        "t",
        "m",
        "s",
        "0.1.0",
        date(2026, 11, 25),
        "equilibrium evidence",
        tuple(findings),
        picture,
    )


def test_a_record_is_read_as_it_was_written_even_where_figures_are_open_or_none(tmp_path):
    findings = [Finding("à figure", nan, 1 / 3, -inf, 2.0, 0.1, "fitted", "why"), Finding("none", 1.0, nan, 0.0, inf)]
    lines = [Line("model", [0, 1], [1.0, nan], [0.1, 0.2], group=2), Line("known", [0.0], [1.5], reference=True)]
    before = made(findings, lines, ("calm", "crowded"))
    record.write(before, tmp_path)
    after = record.read("goodwill", tmp_path)
    assert record.text(after) == record.text(before)
    first, second = after.findings
    assert (
        isnan(first.target)
        and first.low == -inf
        and first.model == 1 / 3
        and first.note == "why"
        and first.kind == "fitted"
    )
    assert second.high == inf and isnan(second.model) and not second.holds
    one, two = after.comparison.lines
    assert isnan(one.y[1]) and list(one.error) == [0.1, 0.2] and one.group == 2 and two.reference and two.error is None


def test_the_command_keeps_what_it_finds_with_version_day_and_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    monkeypatch.setattr(record.write, "__defaults__", (tmp_path,))
    assert main(["evidence", "goodwill", "--record", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["families"]["known_worlds"]
    kept = record.read("goodwill", tmp_path)
    assert [each.model for each in kept.findings] == [row["model"] for row in shown]
    assert kept.command == "equilibrium evidence goodwill --record" and kept.source == goodwill.SOURCE
    known = goodwill.comparison()
    assert np.allclose(kept.comparison.lines[0].y, known.lines[0].y, rtol=1e-5)


def test_what_was_not_recorded_says_how_to_record_it(tmp_path):
    with pytest.raises(LookupError, match="equilibrium evidence bass --record"):
        record.read("bass", tmp_path)
    assert record.records(tmp_path) == []


@pytest.mark.parametrize("each", record.records(), ids=lambda each: each.name)
def test_every_record_that_ships_is_of_a_module_that_is_there(each):
    assert each.name in collect.FAMILIES[each.family] and each.findings and each.comparison.lines
    assert each.command.startswith("equilibrium evidence") and "--record" in each.command
    for language in LANGUAGES:
        picture = told.picture(each, language)
        assert picture.title == told.title(each.name, language) and picture.sentence and told.found(each, language)


def test_both_catalogues_say_the_same_things_and_italian_has_the_pictures_too():
    english, italian = (tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in LANGUAGES)
    pictures = {"sentences", "x", "y", "phrases"}
    assert set(italian) - set(english) == pictures and set(english) <= set(italian)
    for table in english:
        assert set(english[table]) == set(italian[table]), table
    for table in ("titles", "claims"):
        assert set(english[table]) == set(EVERY)
    for table in pictures - {"phrases"}:
        assert set(italian[table]) == set(EVERY)


def test_verdict_and_sentence_follow_from_the_figures():
    good, bad = Finding("a", 1.0, 1.0, 0.0, 2.0), Finding("b", 1.0, 3.0, 0.0, 2.0, note="why")
    fitted, formula = (
        Finding("c", 1.0, 1.0, 0.0, 2.0, drawn_from="fitted"),
        Finding("closed form: d", 1.0, 1.0, 0.0, 2.0),
    )
    assert told.verdict(made([good, fitted])) == "holds"
    assert told.verdict(made([good, good, bad])) == "partly"
    assert told.verdict(made([good, bad, bad])) == "misses"
    assert told.verdict(made([formula])) == "formula"
    assert told.found(made([good, bad, fitted]), "en") == "1 of 2 figures hold. Of 1 that were fitted 1 hold."
    assert told.misses(made([good, bad])) == [("b", "why")]


def test_a_phrase_is_put_whole_and_once():
    phrases = {"model": "modello", "model, nobody hears": "modello, nessuno sente"}
    assert told.phrased("model, nobody hears; model; models", phrases) == "modello, nessuno sente; modello; models"


def test_the_source_of_every_parameter_says_of_which_kind_it_is():
    assert {sources.kind(parameter) for parameter in REGISTRY.values()} == set(sources.KINDS)
    found = {key: sources.kind(REGISTRY[key]) for key in ("drop_a", "peer", "shelf", "move_cost", "needs", "wright")}
    assert found == {"drop_a": "measured", "peer": "literature", "shelf": "assumption", "move_cost": "assumption",
                     "needs": "design", "wright": "fitted"}  # fmt: skip
    odd = Parameter("s", "k", "-", 0.0, 0.0, 1.0, 0.0, 1.0, "a dream", "x", "x")
    with pytest.raises(ValueError, match="a dream"):
        sources.kind(odd)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_its_word(language):
    assert {parameter.unit for parameter in REGISTRY.values()} <= set(told.words(language)["units"])
