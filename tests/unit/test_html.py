"""The HTML page: escaped, self-contained, well nested, with the safety words and the summary on the first sheet."""

import datetime
import itertools
import re
from html.parser import HTMLParser

import msgspec
import pytest

from leidraad.diagnostics import Span
from leidraad.explaining.advice import (
    Advice,
    ConflictShown,
    FindingShown,
    Ground,
    GuidelineAdvice,
    ModuleShown,
    NormShown,
    NotHeldShown,
    Place,
    Question,
    RuleAdvice,
    Unless,
    WarningShown,
)
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Graded, Item, Judgement, Value, Wording
from leidraad.pages.advice_html import advice_to_html

VOID = {"meta", "br", "hr", "img", "input", "link"}
HEADINGS = {"h1", "h2", "h3", "h4"}
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=\"alert('2')\"> {{ 7 * 7 }} &lt;b&gt;"


def words(text: str) -> Wording:
    return Wording(f"{text} (nl)", f"{text} (en)")


def item(name: str, kind: str = "integer", label: str | None = None, **more) -> Item:
    return Item(name, kind, "patient", "raw", words(label or name), "", Span("x"), report="patient", **more)


PHASE_VALUES = {phase: Value(words(f"phase {phase}")) for phase in ("workup", "before_treatment", "follow_up")}
ITEMS = {
    "age_years": item("age_years", unit="a"),
    "note": item("note", "text"),
    "fit": item("fit", "boolean"),
    "care_phase": item("care_phase", "choice", values=PHASE_VALUES),
    **{f"open_{n}": item(f"open_{n}", "boolean") for n in range(7)},
}


def rule(name: str = "g-1", title: str = "Do this", **changes) -> RuleAdvice:
    plain = RuleAdvice(
        id=name, guideline="g", status="applies", timing="now", verb="do", act=f"act-{name}", part="recommendation",
        audience="act", actor="surgeon", strength="strong", strength_basis="inferred", certainty="low", title=title,
        text=words(title), phases=("before_treatment",), because=(Ground("age_years", 54),), also_met=(), missing=(),
        waits_for=(), unless=(), options=(), overridden_by=(), conflicts_with=(), refines=(), findings=(),
        checklist=(), background=(), note=None, source=Place("g", "1", "Module 1 > item 1"),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def guideline(name: str = "g", status: str = "authorisation phase", **changes) -> GuidelineAdvice:
    plain = GuidelineAdvice(name, "2024-08", words(f"Guideline {name}"), status, "0" * 64, False, None, ())
    return msgspec.structs.replace(plain, **changes)


def module(text: str = "Module one", **changes) -> ModuleShown:
    judged = {"costs": Judgement("probably_higher", words(text)), "certainty": Judgement("very_low", words(text))}
    plain = ModuleShown("1", "g", words(text), "authorisation phase", None, datetime.date(2030, 1, 2), "low",
                        words(text), judged, (Graded(words(text), "low", ("imprecision",)),))  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def advice(*rules: RuleAdvice, **changes) -> Advice:
    plain = Advice(
        evaluated_on=datetime.date(2026, 11, 20), case={"age_years": 54}, implied={},
        derived={"care_phase": "before_treatment"}, guidelines=(guideline(),), modules=(module(),), advice=rules,
        ask_next=tuple(Question(f"open_{n}", ("g-1",)) for n in range(7)), conflicts=(), norms=(),
        not_held=(NotHeldShown("n", words("Annex not held")),), warnings=(), safety=SAFETY,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def full(text: str = "Text") -> Advice:
    """Return an advice in which every part of the page has something in it, all of it worded `text`."""
    place, wording = Place("g", "1", text), Wording(text, text)
    finding = FindingShown("f-1", "changes_advice", wording, wording, text)
    common = {"text": wording, "source": place, "findings": (finding,), "checklist": (wording,), "note": text}
    facts = {"because": (Ground("note", text),), "also_met": (Ground("note", text),)}
    rules = (
        rule("g-1", text, **common, **facts, unless=(Unless("g-2", ("note",)),), options=("g-3",)),
        rule("g-2", text, **common, verb="do_not", conflicts_with=("g-1",)),
        rule("g-3", text, **common, verb="consider", part="consideration", refines=("g-1",), actor=text),
        rule("g-4", text, **common, verb="discuss", part="consideration"),
        rule("g-5", text, **common, verb="inform"),
        rule("g-6", text, **common, status="not_yet", waits_for=("fit",)),
        rule("g-7", text, **common, status="done"),
        rule("g-8", text, **common, timing="later", phases=("follow_up",)),
        rule("g-9", text, **common, timing="past", phases=("workup",)),
        rule("g-10", text, **common, audience="leaflet"),
        rule("g-11", text, **common, audience="team"),
        rule("g-12", text, **common, status="overridden", overridden_by=("g-1",)),
    )
    return advice(
        *rules,
        case={"age_years": 54, "note": text},
        implied={"note": text},
        conflicts=(ConflictShown(("g-1", "g-2"), wording, None, "undecided"),),
        norms=(NormShown("n-1", wording, 2024, text, place, wording),),
        not_held=(NotHeldShown("n", wording),),
        warnings=(WarningShown("note", wording, (Ground("note", text),), ("fit",)),),
        modules=(module(text),),
        guidelines=(guideline(title=wording, edition=text),
                    guideline("h", excluded=True, goes_to=wording, because=(Ground("note", text),))),
    )  # fmt: skip


def say(language: str = "nl", items: dict[str, Item] = ITEMS) -> Phrases:
    return Phrases(language, items)


class Tree(HTMLParser):
    """Checks nesting while reading; keeps what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs) -> None:
        assert not (tag in ("p", *HEADINGS) and "p" in self.open), f"{tag} inside p"
        assert tag != "li" or self.open[-1] in ("ul", "ol"), f"li inside {self.open[-1]}"
        assert tag != "article" or "article" not in self.open
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"{tag} closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))


def first_sheet(html: str) -> str:
    start, end = html.index('<section class="sheet"'), html.index('<section class="details"')
    return html[start:end]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", [full(), advice(), advice(rule())], ids=["full", "empty", "one rule"])
def test_page_is_well_nested_with_landmarks_and_headings_in_order(given: Advice, language: str) -> None:
    tree = Tree(advice_to_html(given, say(language)))
    assert tree.open == []
    names = [tag for tag, _ in tree.tags]
    assert [names.count(tag) for tag in ("html", "main", "h1", "footer")] == [1, 1, 1, 1]
    levels = [int(tag[1]) for tag in names if tag in HEADINGS]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert ("html", {"lang": language}) in tree.tags


def test_ids_are_unique_and_every_link_arrives() -> None:
    attributes = [attrs for _, attrs in Tree(advice_to_html(full(), say())).tags]
    ids = [a["id"] for a in attributes if "id" in a]
    links = [a["href"] for a in attributes if "href" in a]
    assert len(ids) == len(set(ids))
    assert links and {link.removeprefix("#") for link in links} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_shown_and_never_obeyed(language: str) -> None:
    # Labels too: content may come from any folder.
    items = {
        name: msgspec.structs.replace(i, label=Wording(HOSTILE, HOSTILE), unit=HOSTILE if i.unit else None)
        for name, i in ITEMS.items()
    }
    tree = Tree(advice_to_html(full(HOSTILE), say(language, items)))
    assert not {"script", "img", "b"} & {tag for tag, _ in tree.tags}
    assert not [name for _, attrs in tree.tags for name in attrs if name.startswith("on")]
    shown = "".join(text for path, text in tree.texts if "style" not in path)
    assert shown.count(HOSTILE) > 30
    assert shown.count("<script>") == shown.count(HOSTILE)


def test_ids_from_content_are_escaped() -> None:
    odd = 'g-"><script>'
    html = advice_to_html(advice(rule(odd), rule("g-2", options=(odd,))), say())
    assert "script" not in {tag for tag, _ in Tree(html).tags}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", [full(), advice()], ids=["full", "empty"])
def test_safety_words_stand_in_the_summary_and_in_the_foot_of_every_sheet(given: Advice, language: str) -> None:
    silent = msgspec.structs.replace(given, safety=Wording("", ""))
    html = advice_to_html(silent, say(language))
    words_of_safety = getattr(SAFETY, language)
    assert words_of_safety in first_sheet(html)
    assert words_of_safety in html[html.index('<footer class="safety"') :]
    assert re.search(r"@media print.*footer\.safety \{ position: fixed;", html, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_and_nothing_runs(language: str) -> None:
    html = advice_to_html(full(), say(language))
    assert not re.search(r"https?:|//[a-z]|url\(|@import|src=|javascript:", html)
    assert {tag for tag, _ in Tree(html).tags}.isdisjoint({"script", "link", "iframe", "img", "object", "form"})
    assert "default-src 'none'" in html


def test_first_sheet_is_the_summary() -> None:
    sheet = first_sheet(advice_to_html(full("Words"), say("en")))
    for part in ("54\u00a0years", "phase before_treatment", "Now", "Not yet", "This would change the advice"):
        assert part in sheet
    assert "What Leidraad does not hold" in sheet
    assert "edition Words" in sheet
    assert "2026-11-20" in sheet
    assert sheet.count("open_") == 5
    assert "and 2 more questions" in sheet
    assert "Module" not in sheet


def test_first_sheet_shortens_considerations_and_talk_but_never_recommendations() -> None:
    many = [rule(f"r-{n}", "A recommendation of some length, to fill a line or two") for n in range(12)]
    many += [rule(f"c-{n}", "A consideration of some length", part="consideration") for n in range(60)]
    many += [rule(f"t-{n}", "A talk of some length", verb="inform") for n in range(60)]
    html = advice_to_html(advice(*many), say("nl"))
    sheet = first_sheet(html)
    assert sheet.count('href="#r-r-') == 12
    shown = sheet.count('href="#r-c-'), sheet.count('href="#r-t-')
    assert 0 < shown[0] < 60 and 0 < shown[1] < 60
    left_out = sum(int(n) for n in re.findall(r"en nog (\d+): zie", sheet))
    assert left_out == 120 - sum(shown)
    assert html.count("<article id=") == 132


@pytest.mark.parametrize("status", ["concept", "authorisation phase", "local protocol"])
def test_every_advice_of_a_guideline_that_is_not_authorised_says_so(status: str) -> None:
    given = msgspec.structs.replace(full(), guidelines=(guideline(status=status),))
    html = advice_to_html(given, say())
    tag = f'<span class="tag">{say()[status]}</span>'
    details = html[html.index('<section class="details"') :]
    places = re.findall(r'<(?:article|li) id="r-.*?(?=<(?:article|li) id="r-|<h3|$)', details, re.DOTALL)
    assert len(places) == 11
    assert all(tag in place for place in places)
    assert first_sheet(html).count(tag) == 3
    assert f"<strong>{say()[status]}</strong>" in first_sheet(html)


def test_authorised_advice_carries_no_mark_and_mixed_lists_mark_each_line() -> None:
    both = (guideline("g", "authorised"), guideline("h", "concept"))
    given = advice(rule("g-1"), rule("h-1", guideline="h", source=Place("h", "1", "x")), guidelines=both)
    sheet = first_sheet(advice_to_html(given, say()))
    assert sheet.count('class="tag"') == 1
    assert re.search(r'#r-h-1".*?class="tag">concept', sheet)


def test_an_excluded_patient_is_told_where_to_go_and_nothing_else() -> None:
    gone = guideline(excluded=True, goes_to=words("Children's centre"), because=(Ground("age_years", 9),))
    html = advice_to_html(advice(rule(), guidelines=(gone,)), say("en"))
    assert "Where to: Children&#39;s centre (en)." in html
    assert "age_years (en): 9 years" in html
    assert "Do this" not in html and "open_" not in html


def test_details_hold_the_reasons() -> None:
    html = advice_to_html(full("Words"), say("en"))
    card = re.search(r'<article id="r-g-1">.*?</article>', html, re.DOTALL)[0]
    for part in ("Why", "Also holds", "Unless", "Option", "Instead of", "Checklist", "Who", "Source", "surgeon",
                 "strength: strong (inferred from the wording)", "certainty: low", 'href="#f-1"',
                 "Considerations beneath", 'id="r-g-3"'):  # fmt: skip
        assert part in card
    for part in ("Already done", "For the leaflet", "For the team", "Norms for the organisation", "Later",
                 "Advice that disagrees", "Unclear in the source (1)", "Facts as given"):  # fmt: skip
        assert part in html


def test_the_card_leads_to_what_the_strength_rests_on() -> None:
    html = advice_to_html(full("Words"), say("en"))
    card = re.search(r'<article id="r-g-1">.*?</article>', html, re.DOTALL)[0]
    assert 'href="#m-g-1"' in card
    assert "authorised on: not known; review by: 2030-01-02" in card
    assert html.count('id="m-g-1"') == 1
    basis = html[html.index('id="m-g-1"') :]
    for part in ("edition Words: not yet authorised", "authorised on: not known; review by: 2030-01-02",
                 "certainty: low", "Costs", "probably higher", "Certainty of the evidence", "very low"):  # fmt: skip
        assert part in basis


def test_only_modules_of_rules_on_the_page_are_told() -> None:
    given = advice(rule(), modules=(module(), module("Other module", id="2")))
    html = advice_to_html(given, say("en"))
    assert "Why this strength (1)" in html and "Other module" not in html
