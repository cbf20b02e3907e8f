"""Reports: one page that needs nothing else, a PDF that says the same, and no number that the data do not say."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from string import Formatter

import numpy as np
import pytest
from pypdf import PdfReader

from equilibrium.cli import main
from equilibrium.ensemble import Ensemble
from equilibrium.parameters import COEFFICIENTS, REGISTRY
from equilibrium.report import checked, html, pdf, run_report
from equilibrium.report.blocks import Heading, Paragraph, Picture, Points, Table
from equilibrium.report.checked import NUMBER, Unchecked
from equilibrium.report.differences import differences
from equilibrium.report.facts import exact
from equilibrium.report.reread import Reread
from equilibrium.report.words import words
from equilibrium.scenario import Scenario, shipped
from equilibrium.simulation import simulate
from equilibrium.words import LANGUAGES
from equilibrium.words.numbers import readable
from equilibrium.words.told import Passage, Source, Told, filled, joined

TITLE = '5 < 6 & "7" # $ @ * _ \\ `é` ~ [b] </title>'
RECORD = {"created": "2026-03-01T10:00:00+00:00", "name": "odd-name"}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A saved run whose scenario has a title full of signs."""
    scenario = Scenario.load("two-rivals").with_(
        customers=300, weeks=60, patience=3.5, title={"en": TITLE, "it": TITLE},
        shocks=[{"week": 20, "until": 30, "rival_margin": {"factor": 0.5}}],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("run") / "ensemble.nc"
    simulate(scenario, replicates=4, seed=31).save(path)
    return path


@pytest.fixture(scope="module", params=LANGUAGES)
def report(file, request):
    return run_report.run_report(Ensemble.load(file), RECORD, request.param)


@pytest.fixture(scope="module")
def page(report):
    return html.page(report)


def again(file, report):
    return Reread(Ensemble.load(file), RECORD, report.language)


def with_paragraph(report, *parts):
    return replace(report, body=(*report.body, Paragraph(joined(*parts))))


def test_every_number_of_a_report_reads_the_same_in_the_data(file, report, page):
    assert sum(len(passage.told) for passage in report.passages()) > 100
    checked.check(report, again(file, report))
    checked.check_page(page, report)


def test_a_number_without_a_source_is_found(file, report):
    with pytest.raises(Unchecked, match="^4,5: no source, in: about 4,5 crafts$"):
        checked.check(with_paragraph(report, "about 4,5 crafts"), again(file, report))


def test_a_wrong_number_is_found(file, report):
    wrong = Told(9, "", "9", Source("futures", "count"))
    with pytest.raises(Unchecked, match="^9: the data say 4: futures count$"):
        checked.check(with_paragraph(report, "in ", wrong, " futures"), again(file, report))


def test_a_number_on_the_edge_of_rounding_reads_one_way_only(file, report):
    """The same sum in another order may be 76.49999999999999 or 76.5: the text stands by the value it was made from."""
    ensemble = Ensemble.load(file)
    units = ensemble.weekly["lost_sales"].copy(deep=True)
    units[:] = 0.0
    units[:, 0, 0] = 76.5
    edge = Reread(replace(ensemble, weekly=ensemble.weekly.assign(lost_sales=units)), RECORD, report.language)
    source = Source("lost_sales", "median")
    for value, shown in ((np.nextafter(76.5, 0), "76"), (76.5, "76"), (np.nextafter(76.5, 100), "77")):
        assert edge(Told(float(value), "units", shown, source)) == readable(value, "units", report.language)
    assert edge(Told(75.0, "units", "75", source)) == readable(76.5, "units", report.language)


@pytest.mark.parametrize("source", [Source("profits", "median"), Source("futures", "guessed"), Source("seeds", "fact")])
def test_a_number_from_nowhere_is_found(file, report, source):
    with pytest.raises(Unchecked, match="no such source"):
        checked.check(with_paragraph(report, Told(4, "EUR", "4", source)), again(file, report))


def test_wrong_numbers_are_told_all_at_once(file, report):
    two = with_paragraph(report, "1 and ", Told(9, "", "9", Source("futures", "count")))
    with pytest.raises(Unchecked) as error:
        checked.check(two, again(file, report))
    assert len(error.value.lines) == 2


def test_a_report_of_other_data_is_refused(file, report):
    ensemble = Ensemble.load(file)
    weekly = ensemble.weekly.assign(profit=ensemble.weekly["profit"] * 2 + 1000)
    other = Reread(replace(ensemble, weekly=weekly), RECORD, report.language)
    with pytest.raises(Unchecked, match="profit median"):
        checked.check(report, other)


def test_a_number_changed_on_the_page_is_found(report, page):
    with pytest.raises(Unchecked, match="77777: on the page, not in the report"):
        checked.check_page(page.replace("</h2>", " 77777</h2>", 1), report)
    with pytest.raises(Unchecked, match="31: in the report, not on the page"):
        checked.check_page(page.replace("<td>31</td>", "<td></td>"), report)


def test_the_front_page_says_what_was_simulated_and_that_it_is_no_forecast(report):
    said = words(report.language)
    facts = next(block for block in report.front if isinstance(block, Table))
    values = [row[1].text for _, rows in facts.groups for row in rows]
    assert report.title.text == TITLE and report.notice.text == said["notice"]
    assert {"odd-name", "31", "4", "60"} < set(values)
    assert any("equilibrium 0" in value for value in values)


def test_a_report_has_its_parts_in_order(report):
    headings = [block.text.text for block in (*report.front, *report.body) if isinstance(block, Heading)]
    said = words(report.language)["headings"]
    assert headings == [
        said[key] for key in ("outcome", "look", "facts", "figures", "pictures", "differences", "limits", "methods")
    ]
    assert len([block for block in report.body if isinstance(block, Picture)]) == 4
    assert any(isinstance(block, Points) for block in report.front)


class Outline(HTMLParser):
    """Tags, attributes and what is not closed."""

    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    reader = Outline()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader.tags


def test_the_page_needs_nothing_else(page):
    tags = outline(page)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in tags}
    sources = [value for _, attrs in tags for name, value in attrs.items() if name in ("src", "href", "srcset")]
    assert len(sources) == 4 and all(source.startswith("data:image/png;base64,") for source in sources)
    urls = re.findall(r"url\((.{0,30})", page)
    assert len(urls) == 2 and all(url.startswith('"data:font/woff;base64,') for url in urls)
    assert "http:" not in page and "https:" not in page and "@import" not in page
    assert len(page) < 3_000_000


def test_the_page_can_be_read_aloud(page, report):
    tags = outline(page)
    assert next(attrs for tag, attrs in tags if tag == "html")["lang"] == report.language
    assert [tag for tag, _ in tags if re.fullmatch("h[1-6]", tag)] == ["h1"] + ["h2"] * 8
    assert all(len(attrs["alt"]) > 30 for tag, attrs in tags if tag == "img")
    assert all(attrs.get("scope") for tag, attrs in tags if tag == "th")
    assert len([tag for tag, _ in tags if tag == "caption"]) == len([tag for tag, _ in tags if tag == "table"]) == 3


def test_signs_in_a_title_stay_text_on_the_page(page):
    assert page.count("<title>5 &lt; 6 &amp; &quot;7&quot; # $ @ * _ \\ `é` ~ [b] &lt;/title&gt;</title>") == 1
    assert "</title></title>" not in page


def test_the_pdf_says_the_same_numbers_and_the_title_as_it_is(report):
    reader = PdfReader(BytesIO(pdf.pdf(report)))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    said = words(report.language)
    flat = " ".join(text.split())
    assert reader.metadata.title == TITLE and TITLE in flat and said["notice"] in flat
    assert all(said["notice"] in sheet.extract_text() for sheet in reader.pages)
    alts = Counter(n for b in report.body if isinstance(b, Picture) for n in NUMBER.findall(b.alt.text))
    meant = Counter(n for passage in report.passages() for n in NUMBER.findall(passage.text)) - alts
    assert not meant - Counter(NUMBER.findall(text))


def test_the_same_report_gives_the_same_bytes(report, page):
    assert html.page(report) == page and pdf.pdf(report) == pdf.pdf(report)


def test_one_future_is_reported_without_bands(file):
    ensemble = Ensemble.load(file)
    one = replace(ensemble, weekly=ensemble.weekly.isel(replicate=[0]))
    report = run_report.run_report(one, RECORD, "en")
    checked.check(report, Reread(one, RECORD, "en"))
    assert not any("nine times out of ten" in passage.text.lower() for passage in report.passages())
    html.page(report)


def test_what_differs_from_the_reference_is_listed_and_nothing_else(file):
    rows = {row.place: row for row in differences(Ensemble.load(file).scenario, "it")}
    assert (rows["service.patience"].value, rows["service.patience"].reference) == ("3,5 settimane", "2 settimane")
    assert rows["shock.0"].value == "settimane da 20 a 29: Margini unitari dei rivali, per questo fattore × 0,5"
    assert "service.give_up" not in rows and "mix.push_pull" not in rows
    assert differences(Scenario(), "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped())
def test_the_assumptions_of_every_shipped_scenario_can_be_told(name, language):
    rows = differences(Scenario.load(name), language)
    assert len({row.place for row in rows}) == len(rows)
    for row in rows:
        assert row.label and row.value and row.reference and row.value != row.reference
        assert not re.search(r"[{}]|None|True|False|nan|proxy", f"{row.label} {row.value} {row.reference}")


@pytest.mark.parametrize(
    "value, en, it",
    [(1250.5, "1,250.5", "1.250,5"), (0.04, "0.04", "0,04"), (-3, "-3", "-3"), (1e-12, "1e-12", "1e-12"),
     (0.0, "0", "0"), (5000, "5,000", "5.000"), (float("inf"), "no limit", "senza limite")],
)  # fmt: skip
def test_assumptions_are_stated_with_all_their_digits(value, en, it):
    assert (exact(value, "en"), exact(value, "it")) == (en, it)


def test_every_unit_and_choice_of_the_registry_has_words_in_both_languages():
    parameters = [*REGISTRY.values(), *COEFFICIENTS.values()]
    for language in LANGUAGES:
        assert {parameter.unit for parameter in parameters} <= {"switch", *words(language)["units"]}
        assert {choice for parameter in parameters for choice in parameter.choices} <= set(words(language)["choices"])


def test_both_catalogues_of_reports_say_the_same_things_without_a_digit():
    def texts(node, place=""):
        if isinstance(node, dict):
            return [pair for key, value in node.items() for pair in texts(value, f"{place}.{key}")]
        return [(f"{place}.{k}", text) for k, text in enumerate(node if isinstance(node, list) else [node])]

    catalogues = [dict(texts(words(language))) for language in LANGUAGES]
    places = [
        {key: sorted(place for _, place, _, _ in Formatter().parse(text) if place) for key, text in catalogue.items()}
        for catalogue in catalogues
    ]
    assert places[0] == places[1]
    for catalogue in catalogues:
        assert not [text for key, text in catalogue.items() if NUMBER.search(text) and not key.startswith(".units")]


def test_a_template_keeps_where_its_values_come_from():
    seven = Told(7, "", "7", Source("futures", "count"))
    passage = filled("In {count} of {count}: {what}.", count=seven, what=filled("{count} again", count=seven))
    assert passage.text == "In 7 of 7: 7 again." and passage.told == (seven,) * 3
    assert not Passage() and not joined("")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folder of a small run, made by the command."""
    out = tmp_path_factory.mktemp("done") / "small"
    small = ["--replicates", "2", "--weeks", "30", "--set", "customers=300", "--seed", "7"]
    assert main(["run", "storefront", *small, "--out", str(out), "--language", "en"]) == 0
    return out


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_the_command_writes_both_beside_the_run(folder, capsys):
    before = names(folder)
    assert main(["report", str(folder), "--language", "it"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Scritto: {folder / name}" for name in ("report.html", "report.pdf")
    ]
    assert names(folder) == sorted([*before, "report.html", "report.pdf"])
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="it">' in page and "storefront" in page and "Una simulazione, non una previsione" in page
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_command_writes_what_is_asked_for_where_it_is_asked_for(folder, tmp_path, capsys):
    data = str(folder / "ensemble.nc")
    assert main(["report", data, "--out", str(tmp_path / "new" / "mine.html"), "--language", "en"]) == 0
    assert names(tmp_path / "new") == ["mine.html"]
    assert main(["report", data, "--pdf", "--out", str(tmp_path / "v1.2"), "--language", "en"]) == 0
    assert names(tmp_path / "v1.2") == ["report.pdf"]


def test_without_typst_the_page_is_written_and_a_sentence_says_what_to_install(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "is_there", lambda: False)
    assert main(["report", str(folder), "--out", str(tmp_path / "a"), "--language", "en"]) == 0
    said = capsys.readouterr()
    assert names(tmp_path / "a") == ["report.html"] and "pip install 'equilibrium[report]'" in said.err
    assert main(["report", str(folder), "--pdf", "--out", str(tmp_path / "b"), "--language", "it"]) == 1
    assert "Per il PDF serve Typst" in capsys.readouterr().err and not (tmp_path / "b").exists()


def test_a_report_with_a_wrong_number_is_not_written(folder, tmp_path, capsys, monkeypatch):
    honest = run_report.run_report
    monkeypatch.setattr(run_report, "run_report", lambda *said: with_paragraph(honest(*said), "in 99 cases"))
    assert main(["report", str(folder), "--out", str(tmp_path / "a"), "--language", "en"]) == 1
    assert "99: no source" in capsys.readouterr().err and not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "words_of, said",
    [(["report"], "RUN: missing"),
     (["report", "nowhere"], "RUN: nowhere: there is no such folder or file"),
     (["report", "."], "found no results"),
     (["report", "broken.nc"], "not an ensemble saved by this library"),
     (["report", "broken.nc", "--html", "--out", "a.pdf"], "allowed: a file ending in .html, or a folder"),
     (["report", "broken.nc", "--out", "broken.nc"], "found broken.nc, a file"),
     (["report", "broken.nc", "--out", ""], "--out: found \"\", allowed: a folder")],
)  # fmt: skip
def test_what_is_wrong_is_told_in_sentences(words_of, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.nc").write_text("no data")
    assert main([*words_of, "--language", "en"]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert names(tmp_path) == ["broken.nc"]


def test_two_wrong_things_are_told_at_once(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["report", "nowhere", "--out", "", "--language", "it"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
