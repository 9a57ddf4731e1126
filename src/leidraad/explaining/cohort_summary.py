"""What the rules make of a whole cohort, counted: per rule, and for want of what. Knows no file and no layout."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.open_facts import Known, OpenFacts
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Guideline, Rule, Wording

SCHEMA = "1"


class Wanting(msgspec.Struct, frozen=True):
    """An unknown item that can still change an undetermined rule, and in how many of the patients looked at."""

    item: str
    label: Wording
    patients: int


class RuleCount(msgspec.Struct, frozen=True):
    """How many patients have each status, and for want of what the rule is undetermined, the most frequent first."""

    id: str
    title: Wording
    verb: str
    part: str
    counts: dict[str, int]
    wanting: tuple[Wanting, ...]

    @property
    def determined(self) -> int:
        """Return for how many patients the status is known."""
        return sum(self.counts.values()) - self.counts["undetermined"]


class ModuleCount(msgspec.Struct, frozen=True):
    """The rules of one module, with the status of the module itself."""

    id: str
    title: Wording
    status: str
    rules: tuple[RuleCount, ...]


class GuidelineCount(msgspec.Struct, frozen=True):
    """The modules of one edition of one guideline."""

    id: str
    edition: str
    title: Wording
    status: str
    modules: tuple[ModuleCount, ...]


class CohortSummary(msgspec.Struct, frozen=True):
    """A cohort on one day. `apart` rows had mistakes and were set apart, in the file `apart_file`; `patients` remain.

    `evaluable` rules have a known status for at least one patient; `determined` is the share of all pairs of a rule
    and a patient whose status is known. `wanting` was looked at in `sampled` patients, evenly spread over the table.
    """

    evaluated_on: str
    rows: int
    apart: int
    apart_file: str | None
    patients: int
    sampled: int
    rules: int
    evaluable: int
    determined: float
    guidelines: tuple[GuidelineCount, ...]
    safety: Wording = SAFETY
    schema: str = SCHEMA


class Sampled(msgspec.Struct, frozen=True):
    """A patient whose open rules are looked at one by one."""

    patient: Patient
    undetermined: tuple[Rule, ...]


Wants = Mapping[str, Mapping[str, int]]


def wants(content: Content, sample: Iterable[Sampled]) -> dict[str, Counter[str]]:
    """Return for each rule how many patients lack each item that can still change it, as advice for one would say."""
    seen = _Seen(content)
    found: dict[str, Counter[str]] = {}
    for one in sample:
        for rule, missing in seen.missing(one):
            found.setdefault(rule.id, Counter()).update(missing)
    return found


class _Seen:
    """Looks only once at patients who are alike in all that a rule reads."""

    def __init__(self, content: Content) -> None:
        inputs = Inputs(content.items)
        rules = [rule for guideline in content.guidelines for rule in guideline.rules]
        self._reads = {rule.id: frozenset(inputs.given_for(rule.truth)) for rule in rules}
        self._known: Known = {}
        self._missing: dict[tuple, tuple[str, ...]] = {}

    def missing(self, one: Sampled) -> Iterator[tuple[Rule, tuple[str, ...]]]:
        """Yield the open rules of a patient, each with the items that can still change it."""
        open_facts = OpenFacts(one.patient, self._known)
        given: list[tuple[str, Fact]] = list(one.patient.given.items())
        for rule in one.undetermined:
            reads = self._reads[rule.id]
            key = (rule.id, *(fact for fact in given if fact[0] in reads))
            if key not in self._missing:
                self._missing[key] = open_facts.missing(rule.truth)
            yield rule, self._missing[key]


def rule_counts(
    content: Content, guideline: Guideline, module: str, counts: Mapping, found: Wants
) -> Iterator[RuleCount]:
    """Yield the counts of the rules of one module."""
    for rule in guideline.rules:
        if rule.module == module:
            wanting = Counter(found.get(rule.id, {})).most_common()
            yield RuleCount(
                id=rule.id, title=Wording(nl=rule.title, en=rule.action.en), verb=rule.verb, part=rule.part,
                counts=counts[rule.id],
                wanting=tuple(Wanting(name, content.items[name].label, n) for name, n in wanting),
            )  # fmt: skip


def by_guideline(content: Content, counts: Mapping[str, Mapping[str, int]], found: Wants) -> Iterator[GuidelineCount]:
    """Yield the counts of every guideline; `counts` holds the number of patients by rule and status."""
    for g in content.guidelines:
        modules = (
            ModuleCount(m.id, m.title, m.status, tuple(rule_counts(content, g, m.id, counts, found))) for m in g.modules
        )
        yield GuidelineCount(g.id, g.edition, g.title, g.status, tuple(m for m in modules if m.rules))


def all_rules(guidelines: Sequence[GuidelineCount]) -> list[RuleCount]:
    """Return the rules of all modules of all guidelines."""
    return [rule for guideline in guidelines for module in guideline.modules for rule in module.rules]


def to_json(summary: CohortSummary) -> str:
    """Return it as indented JSON, the schema version first."""
    data = msgspec.to_builtins(summary)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
