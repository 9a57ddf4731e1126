"""Every finding with its place, what it means for a patient and how it was read. Knows no patient and no layout."""

from collections.abc import Iterator, Mapping

import msgspec

from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Finding, Guideline, Module, Wording

SCHEMA = "1"
CONSEQUENCES = {
    "changes_advice": Wording(
        nl="Een andere lezing geeft een patiënt ander advies.", en="Another reading gives a patient other advice."
    ),
    "changes_wording": Wording(
        nl="Het advies blijft gelijk; wat erbij staat kan anders worden begrepen.",
        en="The advice stays the same; what stands beside it can be understood otherwise.",
    ),
    "editorial": Wording(nl="Geen gevolg voor een patiënt.", en="No consequence for a patient."),
}


class Touched(msgspec.Struct, frozen=True):
    """A rule, norm or note that a finding is about, in our own words."""

    id: str
    text: Wording


class FindingEntry(msgspec.Struct, frozen=True):
    """One finding as a committee can act on it. `proposal` is the reading that Leidraad chose."""

    id: str
    guideline: str
    module: str
    status: str
    severity: str
    place: str
    remark: Wording
    consequence: Wording
    touches: tuple[Touched, ...]
    proposal: Wording


class GuidelineFindings(msgspec.Struct, frozen=True):
    """The findings of one edition of one guideline."""

    id: str
    edition: str
    title: Wording
    status: str
    findings: tuple[FindingEntry, ...]


class FindingList(msgspec.Struct, frozen=True):
    """All findings of the loaded guidelines, in the order of their files."""

    guidelines: tuple[GuidelineFindings, ...]
    safety: Wording = SAFETY
    schema: str = SCHEMA


def finding_list(content: Content) -> FindingList:
    """Return the findings of every guideline of the content."""
    texts = {name: text for guideline in content.guidelines for name, text in _texts(guideline)}
    return FindingList(tuple(_of_guideline(guideline, texts) for guideline in content.guidelines))


def _texts(guideline: Guideline) -> Iterator[tuple[str, Wording]]:
    for rule in guideline.rules:
        yield rule.id, Wording(nl=rule.title, en=rule.action.en)
    for other in (*guideline.norms, *guideline.notes):
        yield other.id, other.text


def _of_guideline(guideline: Guideline, texts: Mapping[str, Wording]) -> GuidelineFindings:
    modules = {module.id: module for module in guideline.modules}
    entries = tuple(_entry(finding, guideline, modules, texts) for finding in guideline.findings)
    return GuidelineFindings(guideline.id, guideline.edition, guideline.title, guideline.status, entries)


def _entry(
    finding: Finding, guideline: Guideline, modules: Mapping[str, Module], texts: Mapping[str, Wording]
) -> FindingEntry:
    module = finding.id.removeprefix(f"{guideline.id}-").rpartition("-")[0]
    return FindingEntry(
        id=finding.id, guideline=guideline.id, module=module,
        status=modules[module].status if module in modules else guideline.status,
        severity=finding.severity, place=finding.locator, remark=finding.unclear,
        consequence=CONSEQUENCES[finding.severity],
        touches=tuple(Touched(name, texts[name]) for name in finding.rules if name in texts),
        proposal=finding.reading,
    )  # fmt: skip


def to_json(found: FindingList) -> str:
    """Return it as indented JSON, the schema version first."""
    data = msgspec.to_builtins(found)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
