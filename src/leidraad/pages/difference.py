"""What a new edition changes, for a terminal and as JSON; the changed patients as CSV. Compares nothing itself."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from leidraad.actions.diff import CohortDifference, Diff
from leidraad.explaining.advice import Ground, plain
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.pages.lines import wrapped
from leidraad.verifying.difference import Changed, Difference, Example, Told

SCHEMA = "1"
MOST_NAMED = 20  # patients
_WORDS = {
    "edition": ("uitgave", "edition"),
    "nothing": ("geen verschil", "no difference"),
    "added": ("Nieuwe regels", "Rules added"),
    "removed": ("Vervallen regels", "Rules removed"),
    "renamed": ("Andere naam, dezelfde betekenis", "Another name, the same meaning"),
    "changed": ("Andere betekenis", "Another meaning"),
    "undecided": ("niet beslist", "undecided"),
    "told": ("Andere gegevens van een regel of module", "Other facts of a rule or module"),
    "reworded": ("Alleen anders verwoord", "Worded otherwise"),
    "reworded_why": (
        "de betekenis staat hierboven als die ook veranderde",
        "their meaning stands above if it changed too",
    ),
    "overdue": ("Herzieningsdatum voorbij", "Review date has passed"),
    "example": ("Voorbeeld", "Example"),
    "anybody": ("elke patiënt, ook als er niets bekend is", "any patient, also when nothing is known"),
    "not_fewest": ("met minder gegevens kan het misschien ook", "fewer facts may do as well"),
    "cohort": (
        "Van {patients} patiënten krijgen er {changed} een ander advies ({apart} rijen apart gezet).",
        "Of {patients} patients {changed} get another advice ({apart} rows set apart).",
    ),
    "patients": ("Patiënten", "Patients"),
    "more": ("en nog {}", "and {} more"),
    "applies": ("geldt", "applies"),
    "not_yet": ("nog niet", "not yet"),
    "undetermined": ("niet te bepalen", "undetermined"),
    "done": ("gedaan", "done"),
    "overridden": ("vervangen", "overridden"),
    "not_applicable": ("geldt niet", "does not apply"),
}


def diff_to_text(found: Diff, language: str, full: bool = False) -> str:
    """Return the differences as text; with `full` every changed patient is named."""
    return "\n".join(_Text(found, language, full).lines()) + "\n"


def diff_to_json(found: Diff) -> str:
    """Return the differences as indented JSON, the schema version first."""
    data: dict[str, Any] = {"schema": SCHEMA, "guidelines": [_guideline(d) for d in found.differences]}
    if found.cohort is not None:
        data["cohort"] = {**msgspec.to_builtins(found.cohort), "changed": found.cohort.changed}
    data["safety"] = SAFETY
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def _guideline(difference: Difference) -> dict[str, Any]:
    told = {name: getattr(difference, name) for name in difference.__struct_fields__}
    return told | {"changed": [_changed(changed) for changed in difference.changed]}


def _changed(changed: Changed) -> dict[str, Any]:
    examples = [
        {"facts": {name: plain(fact) for name, fact in e.facts.items()}, "old": e.old, "new": e.new, "fewest": e.fewest}
        for e in changed.examples
    ]
    return {"id": changed.id, "examples": examples, "undecided": changed.undecided}


def changes_to_csv(cohort: CohortDifference) -> bytes:
    """Return one line per patient and rule whose status differs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("patient", "rule", "old", "new"))
    writer.writerows((c.patient, c.rule, c.old, c.new) for c in cohort.changes)
    return out.getvalue().encode("utf-8-sig")


class _Text:
    def __init__(self, found: Diff, language: str, full: bool) -> None:
        self._found = found
        self._at = LANGUAGES.index(language)
        self._say = Phrases(language, found.content.items)
        self._full = full

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self._at]

    def lines(self) -> Iterator[str]:
        for difference in self._found.differences:
            title = f"{self._say.of(difference.title)}, {self['edition']}"
            yield f"{title} {difference.old_edition} -> {difference.new_edition}"
            yield from self._difference(difference)
            yield ""
        if self._found.cohort is not None:
            yield from self._cohort(self._found.cohort)
            yield ""
        yield from wrapped(self._say.of(SAFETY))

    def _difference(self, d: Difference) -> Iterator[str]:
        if d.nothing:
            yield f"  {self['nothing']}"
        yield from self._listed("added", d.added)
        yield from self._listed("removed", d.removed)
        yield from self._listed("renamed", tuple(f"{r.old} -> {r.new}" for r in d.renamed))
        if d.changed:
            yield f"  {self['changed']}: {len(d.changed)}"
            for changed in d.changed:
                yield from self._meaning(changed)
        yield from self._listed("told", tuple(map(_field, d.told)))
        yield from self._listed("overdue", tuple(f"{t.about}: {t.new}" for t in d.overdue))
        if d.reworded:
            yield f"  {self['reworded']}: {', '.join(d.reworded)}"

    def _listed(self, key: str, names: tuple[str, ...]) -> Iterator[str]:
        if names:
            yield f"  {self[key]}: {len(names)}"
            yield from (f"    {name}" for name in names)

    def _meaning(self, changed: Changed) -> Iterator[str]:
        if changed.undecided:
            yield f"    {changed.id}: {self['undecided']}: {changed.undecided}"
        for example in changed.examples:
            yield f"    {changed.id}: {self[example.old]} -> {self[example.new]}"
            yield from wrapped(f"{self['example']}: {self._patient(example)}", "      ")

    def _patient(self, example: Example) -> str:
        facts = self._say.grounds(Ground(name, plain(fact)) for name, fact in example.facts.items())
        return (facts or self["anybody"]) + ("" if example.fewest else f" ({self['not_fewest']})")

    def _cohort(self, cohort: CohortDifference) -> Iterator[str]:
        changed = cohort.changed
        yield self["cohort"].format(patients=cohort.patients, changed=len(changed), apart=cohort.apart)
        for (rule, old, new), count in sorted(Counter((c.rule, c.old, c.new) for c in cohort.changes).items()):
            yield f"  {rule}: {self[old]} -> {self[new]}: {count}"
        if changed:
            named = changed if self._full else changed[:MOST_NAMED]
            more = f", {self['more'].format(len(changed) - len(named))}" if len(named) < len(changed) else ""
            yield from wrapped(f"{self['patients']}: {', '.join(named)}{more}", "  ")


def _field(told: Told) -> str:
    return f"{told.about}: {told.field}: {told.old or '-'} -> {told.new or '-'}"
