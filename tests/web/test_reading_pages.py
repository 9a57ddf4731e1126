"""Guidelines to read: every module as a page, each rule once, a JSON twin of the same data; worked cases; search."""

import datetime
import html
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
import yaml

from leidraad.explaining.phrases import LANGUAGES
from leidraad.explaining.safety import SAFETY
from leidraad.web.guidelines import supersedes
from leidraad.web.library import entries

FOLDER = Path(__file__).parents[2] / "guidelines"
PAGE = {"Accept": "text/html"}
NOT_SHOWN = ("href", "cases", "tree", "kind", "joins", "speaks", "boundary", "network", "query")


@pytest.fixture(scope="module")
def library(knowledge):
    return knowledge.library


@pytest.fixture(params=LANGUAGES)
def reader(program, request):
    """A program that reads in one language; `lang` names it."""
    program.cookies.set("leidraad-lang", request.param)
    program.lang = request.param
    return program


class Ids(HTMLParser):
    """The ids of a page, and where its links lead."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links = Counter(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.update([found["id"]] if "id" in found else [])
        self.links |= {found["href"]} if tag == "a" and found.get("href") else set()


def words_of(text):
    """What a page says, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def strings(data, key=""):
    """Every text of a twin that people must be able to read."""
    if key in NOT_SHOWN:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            yield from strings(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value, key)
    elif isinstance(data, str) and data:
        yield " ".join(data.split())


def get(program, address):
    answer = program.get(address, headers=PAGE)
    assert answer.status_code == 200, address
    return answer.text


def test_every_module_is_a_page_with_each_entry_once(reader, library):
    for guideline in library.content.guidelines:
        for module in guideline.modules:
            found = Ids(get(reader, f"/guidelines/{guideline.id}/{module.id}"))
            own = [entry.id for entry in entries(guideline, module.id)]
            assert [found.ids[name] for name in own] == [1] * len(own)
            assert not [name for name, times in found.ids.items() if times > 1]


def test_every_entry_of_every_guideline_has_a_module_that_shows_it(library):
    for guideline in library.content.guidelines:
        shown = [entry.id for module in guideline.modules for entry in entries(guideline, module.id)]
        assert Counter(shown) == Counter(x.id for x in (*guideline.rules, *guideline.norms, *guideline.notes))


@pytest.mark.parametrize("module", ["wdt/4.2", "wdt/1", "bc/10.1.1", "bot/3", "iknl/2", "emc/5"])
def test_a_module_shows_what_its_twin_holds(reader, module):
    text = get(reader, f"/guidelines/{module}")
    said = words_of(text)
    missing = [s for s in strings(reader.get(f"/guidelines/{module}.json").json()) if s not in said]
    assert not missing
    assert getattr(SAFETY, reader.lang) in said


def test_the_list_shows_what_its_twin_holds(reader, library):
    said, twin = words_of(get(reader, "/guidelines")), reader.get("/guidelines.json").json()
    assert not [s for s in strings(twin) if s not in said]
    passports = {g["id"]: g for g in twin["guidelines"]}
    for guideline in library.content.guidelines:
        shown = passports[guideline.id]
        assert (shown["edition"], shown["sha256"]) == (guideline.edition, guideline.sha256)
        assert [m["rules"] for m in shown["modules"]] == [
            sum(rule.module == m.id for rule in guideline.rules) for m in guideline.modules
        ]


def test_the_passport_names_the_latest_earlier_edition(library):
    new = library.guideline("wdt")
    editions = {"2018": datetime.date(2018, 1, 1), "2021": datetime.date(2021, 5, 1), "2031": datetime.date(2031, 1, 1)}
    held = [msgspec.structs.replace(new, edition=e, valid_from=day) for e, day in editions.items()]
    content = msgspec.structs.replace(library.content, guidelines=(*held, *library.content.guidelines))
    assert supersedes(new, content) == "2021"
    assert supersedes(new, library.content) is None


def test_a_protocol_of_another_network_is_marked_as_to_read_only(program):
    speaking = {g["id"]: g["speaks"] for g in program.get("/guidelines.json").json()["guidelines"]}
    assert speaking == {"wdt": True, "bot": True, "bc": True, "iknl": True, "emc": False}
    mark = "Alleen om te lezen"
    assert mark in get(program, "/guidelines/emc/5")
    assert mark not in get(program, "/guidelines/wdt/5")


def test_headings_stand_as_in_the_file(program):
    twin = program.get("/guidelines/wdt/4.2.json").json()
    file = (FOLDER / "wdt/2024-08/modules/4.2.md").read_text()
    assert [s["heading"] for s in twin["sections"]] == re.findall(r"^## (.+)$", file, re.M)
    titles = [f"{e['id']} · {e['title']}" for s in twin["sections"] for e in s["entries"]]
    assert titles == re.findall(r"^### (.+)$", file, re.M)


def test_findings_and_conflicts_stand_beside_their_rule(program):
    twin = program.get("/guidelines/wdt/4.2.json").json()
    rule = next(e for s in twin["sections"] for e in s["entries"] if e["id"] == "wdt-4.2-01")
    findings = yaml.safe_load((FOLDER / "wdt/2024-08/findings/4.2.yaml").read_text())
    expected = {f["id"] for f in findings if "wdt-4.2-01" in f["rules"]}
    assert expected and expected <= {f["id"] for f in rule["findings"]}
    declared = yaml.safe_load((FOLDER / "wdt/2024-08/guideline.yaml").read_text())["conflicts"]
    against = {x for c in declared if "wdt-4.2-01" in c["rules"] for x in c["rules"]} - {"wdt-4.2-01"}
    assert against <= {c["other"]["id"] for c in rule["conflicts"]}


def test_links_between_rules_lead_to_an_entry(program, library):
    addresses = {f"/guidelines/{g.id}/{m.id}" for g in library.content.guidelines for m in g.modules}
    pages = {address: Ids(get(program, address)) for address in addresses}
    for address, page in pages.items():
        for link in page.links:
            path, _, anchor = link.partition("#")
            if anchor and path in ("", *addresses):
                assert anchor in pages[path or address].ids, f"{address} leads to {link}"


def test_a_rule_has_its_worked_cases(reader):
    rule, expected = "wdt-4.2-01", 0
    for file in FOLDER.glob("*/*/cases/*.yaml"):
        if rule in file.read_text():
            expected += sum(rule in case["expect"] for case in yaml.safe_load(file.read_text())["cases"])
    twin = reader.get(f"/guidelines/wdt/4.2/{rule}.json").json()
    assert len(twin["cases"]) == expected > 10
    said = words_of(get(reader, f"/guidelines/wdt/4.2/{rule}"))
    assert not [s for s in strings(twin) if s not in said]
    at_five = next(case for case in twin["cases"] if case["id"] == "4.2-rt-at-5-cm")
    assert at_five["expected"] == {"nl": "geldt", "en": "applies"}[reader.lang]
    assert any(fact.endswith("5 cm") for fact in at_five["facts"])


@pytest.mark.parametrize(
    "address",
    [
        "/guidelines/wdt/99",
        "/guidelines/no/4.2",
        "/guidelines/wdt/99.json",
        "/guidelines/wdt/4.2/no",
        "/guidelines/wdt/4.2/wdt-5-05",
        "/guidelines/bot/4.2/wdt-4.2-01.json",
    ],
)
def test_an_address_that_is_none_gets_a_clear_answer(program, address):
    answer = program.get(address)
    assert answer.status_code == 404
    assert "address" in answer.json()["errors"][0]["message"]


def test_pages_carry_no_style_or_script_of_their_own(program):
    for address in ("/guidelines", "/guidelines/wdt/4.2", "/guidelines/wdt/4.2/wdt-4.2-01", "/search?q=mri"):
        text = get(program, address)
        assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:", text)
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


def hits(program, query):
    return program.get("/search.json", params={"q": query}).json()


def test_search_finds_a_rule_by_its_id(program):
    first = hits(program, "wdt-4.2-01")["hits"][0]
    assert (first["kind"], first["id"]) == ("rule", "wdt-4.2-01")
    assert first["places"] == [{"id": "wdt-4.2-01", "href": "/guidelines/wdt/4.2#wdt-4.2-01"}]


@pytest.mark.parametrize("query", ["bestraling", "radiotherapy", "BESTRALING", "aanvullende bestraling"])
def test_search_finds_in_both_languages(reader, query):
    found = hits(reader, query)
    assert {"rule"} <= {hit["kind"] for hit in found["hits"]}
    said = words_of(get(reader, f"/search?q={query}"))
    assert found["said"] in said
    assert not [hit["id"] for hit in found["hits"] if hit["id"] not in said]


def test_search_finds_an_item_with_the_rules_that_read_it(program):
    first = hits(program, "size_cm")["hits"][0]
    assert (first["kind"], first["id"]) == ("item", "size_cm")
    assert first["places"]
    labelled = [hit["id"] for hit in hits(program, "grootste diameter")["hits"] if hit["kind"] == "item"]
    assert "size_cm" in labelled


def test_search_finds_acts_and_findings(program):
    assert "additional_radiotherapy" in [h["id"] for h in hits(program, "additional_radiotherapy")["hits"]]
    finding = hits(program, "wdt-4.2-f01")["hits"][0]
    assert (finding["kind"], finding["id"]) == ("finding", "wdt-4.2-f01")
    assert finding["places"][0]["href"].startswith("/guidelines/wdt/4.2#wdt-4.2-")


def test_accents_do_not_count(program):
    with_accents, without = hits(program, "stadiëring"), hits(program, "stadiering")
    assert with_accents["total"] == without["total"] > 0


def test_the_title_goes_before_the_text(program):
    found = [hit for hit in hits(program, "botscan")["hits"] if hit["kind"] == "rule"]
    in_title = ["botscan" in hit["title"].lower() for hit in found]
    assert in_title == sorted(in_title, reverse=True) and any(in_title)


def test_search_says_that_it_found_nothing(reader):
    found = hits(reader, "qwxzy")
    assert (found["total"], found["hits"]) == (0, [])
    assert "qwxzy" in found["said"]
    assert found["said"] in words_of(get(reader, "/search?q=qwxzy"))
    assert hits(reader, "")["said"] == ""


def test_what_was_searched_is_shown_as_text_only(program):
    text = get(program, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text


def test_all_that_search_finds_can_be_read(program, library, knowledge):
    """Each place of everything that can be found is an entry of a module that exists."""
    addresses = {href for _, href in library.titles.values()}
    modules = {f"/guidelines/{g.id}/{m.id}" for g in library.content.guidelines for m in g.modules}
    for found in knowledge.index.searched:
        for place in found.places:
            assert place.href in addresses or place.href.partition("#")[0] in modules
