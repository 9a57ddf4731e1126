"""The answer of a scale: results, working, sources, what is missing. Must not compute a value of its own."""

from collections.abc import Iterator

import msgspec

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.engines.tables import Worked, work_out
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.content import Publication, Row, Scale, Wording

# Best first; the answer is as sure as the least sure cell that it rests on.
ORDER = ("primary", "primary_abstract", "secondary", "derived", "disputed", "UNVERIFIED", "NOT_FOUND")
Plain = bool | int | float | str | None


class Missing(msgspec.Struct, frozen=True):
    """An input that is not known, and the inputs that may stand in for it."""

    item: str
    instead: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """`status` is known, not_known_yet (with what is missing) or no_answer (with the reasons)."""

    item: str
    label: Wording
    status: str
    value: Plain = None
    text: Wording | None = None
    missing: tuple[Missing, ...] = ()
    reasons: tuple[Wording, ...] = ()


class Working(msgspec.Struct, frozen=True):
    """One row that holds: its number in its table, its condition in CQL, what it gives. A formula has no row.

    `used` holds the values of the items that the condition or formula reads.
    """

    item: str
    label: Wording
    value: Plain
    condition: str
    used: dict[str, Plain]
    row: int | None = None
    text: Wording | None = None
    sources: tuple[str, ...] = ()
    confidence: str | None = None


class Reservation(msgspec.Struct, frozen=True):
    """What the tables leave out, and why."""

    text: Wording
    confidence: str | None


class ScaleAnswer(msgspec.Struct, frozen=True):
    """The whole answer, as `leidraad scale --format json` prints it."""

    schema: str
    scale: str
    title: Wording
    about: Wording
    given: dict[str, Plain]
    results: tuple[Result, ...]
    working: tuple[Working, ...]
    cautions: tuple[Wording, ...]
    confidence: str | None
    sources: dict[str, Publication]
    read_on: str
    rights: Wording
    withheld: tuple[Reservation, ...]


def to_json(answer: ScaleAnswer) -> str:
    """Return the answer as one line of JSON."""
    return msgspec.json.encode(answer).decode()


def answer(scale: Scale, patient: Patient) -> ScaleAnswer:
    """Return the answer of a scale for the facts of a patient."""
    return _Explainer(scale, patient).answer()


class _Explainer:
    def __init__(self, scale: Scale, patient: Patient) -> None:
        self._scale = scale
        self._patient = patient
        self._worked = {worked.step.item: worked for worked in work_out(scale, patient)}

    def answer(self) -> ScaleAnswer:
        scale = self._scale
        cautions = [c for c in scale.cautions if evaluate(c.condition, self._patient) is True]
        working = tuple(line for worked in self._worked.values() for line in self._lines(worked))
        used = [line.confidence for line in working if line.confidence] + [c.confidence for c in cautions]
        sources = dict.fromkeys(name for line in working for name in line.sources)
        return ScaleAnswer(
            schema="1", scale=scale.id, title=scale.title, about=scale.about,
            given={name: plain(value) for name, value in self._patient.given.items()},
            results=tuple(map(self._result, scale.results)), working=working,
            cautions=tuple(c.text for c in cautions), confidence=_least(used),
            sources={name: scale.sources[name] for name in sources}, read_on=scale.read_on, rights=scale.rights,
            withheld=tuple(Reservation(w.text, w.confidence) for w in scale.withheld),
        )  # fmt: skip

    def _result(self, name: str) -> Result:
        item, value = self._scale.items[name], self._patient.value(name)
        if value is not None:
            chosen = item.values.get(value) if isinstance(value, str) else None
            return Result(name, item.label, "known", plain(value), chosen.label if chosen else None)
        reasons = tuple(dict.fromkeys(self._reasons(item.derivation)))
        missing = tuple(map(self._missing, dict.fromkeys(self._open(item.derivation))))
        return Result(name, item.label, "no_answer" if reasons else "not_known_yet", missing=missing, reasons=reasons)

    def _missing(self, name: str) -> Missing:
        stand_in = (i for i, others in self._scale.instead_of.items() if name in others)
        return Missing(name, tuple(i for i in stand_in if i not in self._patient.given))

    def _open(self, node: model.Expression) -> Iterator[str]:
        """Yield the inputs that keep an expression null; none where another input may stand in."""
        if evaluate(node, self._patient) is not None:
            return
        if isinstance(node, model.ItemValue):
            derivation = self._scale.items[node.item].derivation
            if derivation is not None:
                yield from self._open(derivation)
            elif node.item not in self._scale.instead_of:
                yield node.item
            return
        for part in self._undecided(node):
            yield from self._open(part)

    def _undecided(self, node: model.Expression) -> Iterator[model.Expression]:
        if not isinstance(node, model.Case):
            yield from model.children(node)
            return
        for branch in node.branches:
            truth = evaluate(branch.condition, self._patient)
            if truth is True:
                yield branch.result
                return
            if truth is None:
                yield branch.condition

    def _reasons(self, node: model.Expression) -> Iterator[Wording]:
        """Yield why the tables that keep an expression null have no outcome."""
        if evaluate(node, self._patient) is not None:
            return
        if isinstance(node, model.ItemValue):
            yield from self._reasons_of(node.item)
            return
        for row in self._rows_of(node):
            if row.why_none:
                yield row.why_none
        for part in self._undecided(node):
            yield from self._reasons(part)

    def _reasons_of(self, name: str) -> Iterator[Wording]:
        derivation = self._scale.items[name].derivation
        if derivation is not None:
            yield from self._reasons(derivation)

    def _rows_of(self, node: model.Expression) -> tuple[Row, ...]:
        """Return the rows that hold of the table that was compiled to this node."""
        return next((w.holding for name, w in self._worked.items() if self._scale.items[name].derivation is node), ())

    def _lines(self, worked: Worked) -> Iterator[Working]:
        name, value = worked.step.item, plain(worked.value)
        item = self._scale.items[name]
        for row in worked.holding:
            number = worked.step.rows.index(row) + 1
            condition, used = to_cql(row.condition), self._used(row.condition)
            text = row.text or row.why_none
            yield Working(name, item.label, value, condition, used, number, text, row.sources, row.confidence)
        if not worked.step.rows and value is not None:
            condition, used = to_cql(item.derivation), self._used(item.derivation)
            yield Working(name, item.label, value, condition, used, None, worked.step.text)

    def _used(self, node: model.Expression) -> dict[str, Plain]:
        values = {name: plain(self._patient.value(name)) for name in model.items_of(node)}
        return {name: value for name, value in values.items() if value is not None}


def _least(confidences: list[str | None]) -> str | None:
    return max((c for c in confidences if c), key=ORDER.index, default=None)


def plain(value: Fact) -> Plain:
    """Return a fact as JSON knows it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return int(value) if value % 1 == 0 else float(value)
