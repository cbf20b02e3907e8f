"""`equilibrium balance` as a user meets it: what it tells and writes, what it refuses, and that its record gives it again."""

import json
import shlex

import numpy as np
import pytest

from equilibrium.balance.answer import Answer, answer, dearest
from equilibrium.cli import main
from equilibrium.words.answer import best_rows, sections

SMALL = ["--set", "customers=200", "customer_weight=225", "--weeks", "10"]
ASKED = ["balance", "storefront", *SMALL, "--axes", "push_pull,selling_serving", "--budget", "700", "--seed", "3"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("balance")
    assert main([*ASKED, "--tension", "--rivals", "--out", str(place), "--language", "en"]) == 0
    return place


def test_the_folder_holds_the_record_and_a_picture_of_each_part(folder):
    record = json.loads((folder / "balance.json").read_text("utf-8"))
    assert record["made_by"] == "equilibrium balance"
    assert sorted(record["files"]) == ["balance.json", "best.png", "map.png", "tension.png"]
    assert all((folder / name).stat().st_size > 1_000 for name in record["files"])


def test_the_record_is_read_again_with_every_number_and_says_the_same_in_both_languages(folder):
    record = json.loads((folder / "balance.json").read_text("utf-8"))
    found = Answer.load(folder / "balance.json")
    assert found.receipt.record == record["receipt"]
    assert found.tension is not None
    assert found.corridor is None
    for language in ("en", "it"):
        said = sections(found, language)
        assert list(said) == ["best", "tension", "rivals"]
        assert all(sentence and "{" not in sentence for sentences in said.values() for sentence in sentences)
        assert [len(row) for row in best_rows(found, language)] == [6, 6]


def test_a_record_whose_numbers_were_changed_is_refused(folder, tmp_path):
    record = json.loads((folder / "balance.json").read_text("utf-8"))
    record["answer"]["best"]["gain"]["value"] += 1.0
    (tmp_path / "balance.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(ValueError, match="receipt"):
        Answer.load(tmp_path / "balance.json")


def test_its_own_command_gives_it_again(folder, capsys):
    record = json.loads((folder / "balance.json").read_text("utf-8"))
    assert main(["verify", str(folder), "--command", "--language", "en"]) == 0
    assert capsys.readouterr().out.strip() == shlex.join(record["command"])
    assert main(["verify", str(folder), "--json", "--language", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "same"


def test_a_recorded_command_with_a_minus_is_read_again():
    from equilibrium.cli import COMMANDS
    from equilibrium.cli.arguments import parsed
    from equilibrium.cli.balance import repeatable

    wrong: list[str] = []
    given = parsed(["balance", "storefront", "--objective=-lost", "--pareto=-lost,profit"], COMMANDS, "en", wrong)
    again = parsed(repeatable(given, 3)[1:], COMMANDS, "en", wrong)
    assert (again.objective, again.pareto, again.seed, wrong) == ("-lost", "-lost,profit", "3", [])


def test_a_picture_that_cannot_be_drawn_leaves_the_answer(folder, tmp_path, monkeypatch):
    from equilibrium.cli import balance_told

    def fails(*_):
        raise MemoryError

    monkeypatch.setattr(balance_told, "pictures", fails)
    assert main([*ASKED, "--out", str(tmp_path)]) == 1
    assert Answer.load(tmp_path / "balance.json").best.mix == Answer.load(folder / "balance.json").best.mix


def test_a_copied_folder_makes_the_same_report(folder, tmp_path):
    (tmp_path / "balance.json").write_bytes((folder / "balance.json").read_bytes())
    pages = []
    for place in (folder, tmp_path):
        assert main(["report", str(place), "--html", "--language", "en"]) == 0
        pages.append((place / "report.html").read_bytes())
    assert pages[0] == pages[1]


def test_a_report_is_made_of_it_with_every_sentence(folder, capsys):
    assert main(["report", str(folder), "--html", "--language", "it"]) == 0
    page = (folder / "report.html").read_text("utf-8")
    for sentences in sections(Answer.load(folder / "balance.json"), "it").values():
        for sentence in sentences:
            assert sentence.replace("'", "&#x27;") in page or sentence in page


def test_json_alone_writes_no_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*ASKED, "--json", "--language", "en"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["files"] == []
    assert said["best"]["names"] == ["push_pull", "selling_serving"]
    assert not list(tmp_path.iterdir())


def test_all_that_is_wrong_is_told_at_once(capsys):
    wrong = [
        "--objective",
        "proft",
        "--axes",
        "pull",
        "--budget",
        "3",
        "--pareto",
        "profit",
        "--map",
        "push_pull",
        "--seed",
        "x",
    ]
    assert main(["balance", "storefront", *wrong, "--language", "en"]) == 2
    said = capsys.readouterr().err
    for option in ("--objective", "--axes", "--budget", "--pareto", "--map", "--seed"):
        assert option in said
    assert "profit" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("language", "said"), [("en", "nearest: profit"), ("it", "il più simile: profit")])
def test_an_objective_that_is_misspelt_is_told_in_the_users_language_with_what_may_be_meant(language, said, capsys):
    assert main(["balance", "storefront", "--objective", "proft", "--axes", "pull", "--language", language]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert said.replace("profit", "push_pull") in told


def test_an_objective_that_is_no_number_anywhere_is_refused_in_a_sentence(capsys):
    asked = ["--objective", "profit / 0", "--axes", "push_pull", "--budget", "600", "--seed", "1", "--json"]
    assert main(["balance", "storefront", *SMALL, *asked, "--language", "it"]) == 2
    assert "profit / 0 non è un numero" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--budget", "500"], ["--axes", "push_pull,selling_serving", "--corridor", "--budget", "600"]]
)
def test_a_budget_too_small_for_what_is_asked_is_refused_in_a_sentence(options, capsys, tmp_path):
    assert (
        main(
            ["balance", "storefront", *SMALL, *options, "--seed", "1", "--out", str(tmp_path / "x"), "--language", "en"]
        )
        == 2
    )
    assert "budget" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_is_refused_before_anything_is_simulated(monkeypatch):
    import equilibrium as eq
    from equilibrium.balance import best

    monkeypatch.setattr(best, "best", lambda *_, **__: pytest.fail("searched first"))
    scenario = eq.Scenario.load("storefront")
    for refused in ({"parts": ["moving"], "budget": 1_500}, {"parts": ["corridor"], "names": ("development",)},
                    {"parts": ["opposites"], "names": ("push_pull",)},
                    {"pareto_of": ["profit", "energy"], "budget": 900}, {"parts": ["opposites"], "budget": 800}):  # fmt: skip
        with pytest.raises(ValueError, match="budget|names"):
            answer(scenario, **refused)


@pytest.mark.parametrize(("parts", "budget"), [
    ({"tension", "opposites", "pareto"}, "1000"),
    pytest.param({"robust", "moving"}, "2000", marks=pytest.mark.slow),  # a minute
])  # fmt: skip
def test_parts_on_request_are_said_drawn_and_reported(parts, budget, tmp_path):
    options = [["--pareto", "profit,satisfaction"] if part == "pareto" else [f"--{part}"] for part in sorted(parts)]
    small = ["balance", "storefront", *SMALL, "--axes", "push_pull,selling_serving", "--budget", budget, "--seed", "3"]
    assert (
        main([*small, *(word for option in options for word in option), "--out", str(tmp_path), "--language", "it"])
        == 0
    )
    found = Answer.load(tmp_path / "balance.json")
    for language in ("en", "it"):
        assert set(sections(found, language)) == {"best", *parts, *(["breaks"] if "robust" in parts else [])}
    assert all((tmp_path / f"{part}.png").stat().st_size > 1_000 for part in parts)
    assert main(["report", str(tmp_path), "--html", "--language", "en"]) == 0


def test_a_scorecard_is_an_objective():
    import equilibrium as eq

    small = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225.0, weeks=10)
    found = answer(small, "profit:2, satisfaction:1", names=("push_pull",), budget=600, seed=1)
    assert found.objective.said.startswith("2 * (profit ")
    assert np.isfinite(found.best.value.value)
    assert dearest(found.best)[0] == "push_pull"
