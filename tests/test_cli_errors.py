"""Bad input: every problem at once, in the user's language, on standard error, with code 2 and no traceback."""

import json
import os
import socket
import tomllib
from string import Formatter

import pytest

from equilibrium.cli import arguments, main, results
from equilibrium.cli.words import words
from equilibrium.scenario import shipped


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


def refused(capsys, *argv, code=2):
    """Lines on standard error of a command that must end with `code` and print nothing else."""
    assert main(list(argv)) == code
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    return err.splitlines()


def test_all_problems_of_a_command_line_are_told_at_once(capsys):
    lines = refused(
        capsys, "run", "storfront", "--replicates", "0", "--weeks", "-3", "--seed", "x", "--threads", "0",
        "--mix", "pushpull=2", "--set", "nonsense", "patience=-1", "--out", "",
    )  # fmt: skip
    for place in ("--replicates", "--weeks", "--seed", "--threads", "--mix", "--set", "--out", "storfront"):
        assert [line for line in lines if line.startswith(f"{place}: ")], place
    assert any("nearest valid key: mix.push_pull" in line for line in lines)
    assert any("nearest shipped scenario: storefront" in line for line in lines)
    assert any(line.startswith("--set: service.patience: found -1, allowed: ") for line in lines)


@pytest.mark.parametrize(
    "argv, place, what",
    [
        (["--replicates", "0"], "--replicates", "found 0, allowed: a whole number from 1"),
        (["--replicates", "2.5"], "--replicates", "found 2.5"),
        (["--replicates", "9" * 5000], "--replicates", "found 999"),
        (["--weeks", "0"], "--weeks", "found 0"),
        (["--weeks", "1000000"], "--weeks", "from 1 to 5200"),
        (["--seed", "-1"], "--seed", "found -1"),
        (["--mix", "push_pull"], "--mix", "allowed: AXIS=VALUE"),
        (["--mix", "push_pull=1.5"], "--mix", "found 1.5, allowed: 0 to 1"),
        (["--mix", "push_pull=high"], "--mix", 'found "high"'),
        (["--mix", "push_pull=0,3"], "--mix", 'found "0,3"'),
        (["--set", "=3"], "--set", "allowed: KEY=VALUE"),
        (["--set", "patience=nan"], "--set", "found nan"),
        (["--set", "patience=[1"], "--set patience", "not valid TOML"),
        (["--set", "patience=1\nweeks=2"], "--set patience", "one value is allowed"),
        (["--set", "pateince=3"], "--set", "nearest valid key: patience"),
        (["--set", "customers=1.5"], "--set", "population.customers"),
        (["--set", "sorry_below=0.9", "glad_above=0.1"], "--set", "at most glad_above = 0.1"),
    ],
)
def test_what_an_option_may_be_is_said_beside_what_was_found(capsys, argv, place, what):
    (line,) = refused(capsys, "run", "storefront", "--json", *argv)
    assert line.startswith(f"{place}: ") and what in line


@pytest.mark.parametrize(
    "argv, line",
    [
        (["rnu"], "rnu: unknown command; nearest: run"),
        (["run", "storefront", "--replicate", "3"], "--replicate: unknown option; nearest: --replicates"),
        (["run", "storefront", "other"], "other: one word too many"),
        (
            ["run", "storefront", "--seed"],
            "--seed: a value is missing; one that begins with a minus is written --OPTION=-VALUE",
        ),
        (["run", "storefront", "--json=yes"], "--json: takes no value"),
        (["schema", "x"], "x: one word too many"),
        (["--language", "fr", "scenarios"], "--language: found fr, allowed: en, it"),
        (["new"], "NAME: missing; what the new scenario is called"),
    ],
)
def test_a_slip_in_the_command_is_named_with_what_comes_nearest(capsys, argv, line):
    assert refused(capsys, *argv) == [line]


def test_a_language_that_is_not_there_is_told_with_the_rest(capsys):
    lines = refused(capsys, "run", "storefront", "--language", "fr", "--seed", "-1")
    assert len(lines) == 2


def test_every_problem_of_a_scenario_file_names_file_key_found_and_allowed(capsys, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('extends = "storefront"\n[service]\npatience = -1\npatienc = 2\n[mix]\npush_pull = "much"\n')
    for command in (["run", str(file)], ["validate", str(file)]):
        lines = refused(capsys, *command)
        assert len(lines) == 3 and all(line.startswith(f"{file}: ") for line in lines)
        assert "nearest valid key: service.patience" in "\n".join(lines)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = ", b"x" * 1_100_000], ids=["encoding", "TOML", "size"])
def test_a_file_that_is_no_scenario_is_refused_in_a_sentence(capsys, tmp_path, content):
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    (line,) = refused(capsys, "validate", str(file))
    assert line.startswith(f"{file}: ")


def test_validate_tells_the_sound_files_and_the_problems_of_the_others(capsys, tmp_path):
    assert main(["validate", "storefront", "nosuch", "price-war"]) == 2
    out, err = capsys.readouterr()
    assert [line.split(":")[0] for line in out.splitlines()] == ["storefront", "price-war"]
    assert err.startswith("nosuch: ")


def test_every_shipped_scenario_is_sound(capsys):
    assert main(["validate", *shipped()]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(shipped())


def test_a_run_larger_than_the_memory_is_refused_before_it_starts(capsys):
    (line,) = refused(
        capsys, "run", "storefront", "--replicates", "1000000", "--set", "customers=1000000", "--json",
    )  # fmt: skip
    assert line.startswith("--replicates: found 1000000") and "GB" in line


def test_a_folder_that_holds_something_else_is_left_alone(capsys, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    (line,) = refused(capsys, "run", "storefront", "--out", str(tmp_path))
    assert line.startswith("--out: ")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    (line,) = refused(capsys, "run", "storefront", "--out", str(tmp_path / "letter.txt"))
    assert line.startswith("--out: ")


def test_a_folder_that_cannot_be_made_ends_in_a_sentence(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    (line,) = refused(capsys, "run", "storefront", "--out", str(tmp_path / "file" / "below"), code=1)
    assert "could not be done: " in line


def test_a_starter_never_replaces_a_file(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("kept")
    (line,) = refused(capsys, "new", str(tmp_path / "mine"))
    assert line.startswith(f"{file}: ") and file.read_text() == "kept"


def test_problems_are_told_in_italian_where_the_environment_is(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")
    assert refused(capsys, "rnu") == ["rnu: comando sconosciuto; il più simile: run"]
    assert refused(capsys, "run", "storefront", "--seed", "-1") == [
        f"--seed: trovato -1, ammesso: un numero intero da 0 a {2**63 - 1}"
    ]
    assert refused(capsys, "rnu", "--language", "en") == ["rnu: unknown command; nearest: run"]


@pytest.mark.parametrize(
    "environment, language",
    [({}, "en"), ({"LANG": "it_IT.UTF-8"}, "it"), ({"LANG": "it_IT", "LC_ALL": "C"}, "en"), ({"LANG": "de_DE"}, "en"),
     ({"LC_ALL": "", "LC_MESSAGES": "it", "LANG": "en_GB"}, "it")],
)  # fmt: skip
def test_the_language_is_that_of_the_environment(environment, language):
    assert arguments.chosen_language([], environment)[0] == language


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize(
    "command", [[], ["run"], ["scenarios"], ["validate"], ["new"], ["schema"], ["evidence"], ["app"]]
)
def test_every_command_explains_itself_with_an_example(capsys, command, language):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help", "--language", language])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert (
        out.startswith(words(language)["usage"])
        and f"equilibrium {' '.join(command)}".strip() in out.split("\n\n")[-1] + out
    )
    assert ("Esempi" if language == "it" else "Example") in out


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 0
    assert "Commands" in capsys.readouterr().out


def test_both_catalogues_say_the_same_things():
    def shape(node):
        if isinstance(node, dict):
            return {key: shape(value) for key, value in node.items() if key != "examples"}
        return sorted(place for _, place, _, _ in Formatter().parse(node) if place)

    assert shape(words("en")) == shape(words("it"))


def test_the_scenarios_that_ship_are_listed_by_name(capsys):
    assert main(["scenarios"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in shipped())


def test_the_schema_is_one_json_document(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["mix"]


def test_a_former_result_is_replaced_and_other_files_beside_it_stay(tmp_path):
    folder = tmp_path / "out"
    for names in (["a.png", "b.png"], ["b.png", "c.png"]):
        with results.room(folder) as place:
            for name in names:
                (place / name).write_text(name)
            results.write_record(place, {}, [])
        (folder / "notes.txt").write_text("mine")
        assert results.may_write(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["b.png", "c.png", "notes.txt", "run.json"]


def test_a_former_record_cannot_name_a_file_outside_its_folder(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "kept").write_text("")
    (folder / "run.json").write_text(json.dumps({"made_by": results.MADE_BY, "files": ["../kept"]}))
    with results.room(folder) as place:
        results.write_record(place, {}, [])
    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_was_begun_and_not_finished_leaves_nothing(tmp_path, trouble):
    def fail():
        with results.room(tmp_path / "results" / "out") as place:
            (place / "weekly.csv").write_text("half")
            raise trouble

    with pytest.raises(type(trouble)):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_finished_leaves_the_former_result_as_it_was(tmp_path):
    with results.room(tmp_path / "out") as place:
        (place / "a.png").write_text("first")
        results.write_record(place, {"seed": 1}, [])

    def fail():
        with results.room(tmp_path / "out") as place:
            (place / "a.png").write_text("second")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert sorted(os.listdir(tmp_path / "out")) == ["a.png", "run.json"]
    assert (tmp_path / "out" / "a.png").read_text() == "first"


@pytest.mark.parametrize(
    "said, value",
    [("3", 3), ("0.5", 0.5), ("true", True), ("poisson", "poisson"), ('"a b"', "a b"), ("{mean = 0.3}", {"mean": 0.3}),
     ("[[0, 0.2], [10, 0.4]]", [[0, 0.2], [10, 0.4]]), (" 7 ", 7), ("two words", "two words")],
)  # fmt: skip
def test_a_value_is_read_as_in_a_scenario_file_and_a_bare_word_is_a_text(said, value):
    wrong: list[str] = []
    assert arguments.assignment(f"key={said}", "--set", "en", wrong) == ("key", value)
    assert wrong == [] and (not isinstance(value, int) or tomllib.loads(f"v={said}")["v"] == value)


def test_where_nothing_can_be_served_the_app_says_so_with_a_way_out(capsys):
    pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for place in (["127.0.0.1", "--port", str(port)], ["no such host"], ["203.0.113.9"], ["a" * 300]):
            assert main(["app", "--no-browser", "--address", *place]) == 1
            told = capsys.readouterr().err.splitlines()
            assert len(told) == 1 and place[0] in told[0] and "--port" in told[0]
