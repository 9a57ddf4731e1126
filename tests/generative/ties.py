"""Asks the three engines the same of a batch of patients, and gives what differs. Draws nobody."""

from collections.abc import Iterator, Mapping

import ibis
import z3
from generative.drawn import Batch
from generative.tables import PATIENT, table_of
from spec.symbolic import Concrete

from leidraad.engines.columns import CODES, contradictions, statuses, values
from leidraad.engines.reference import Fact, evaluate
from leidraad.engines.symbolic import Symbols
from leidraad.model.content import Content
from leidraad.model.expressions import Expression, ItemValue

CONDITIONS = ("truth", "gate", "done", "breach")


def pairs(batch: Batch) -> int:
    """Return how many pairs of a rule and a patient a batch has."""
    return len(batch.rules) * len(batch.patients)


def statuses_that_differ(batch: Batch, symbolic: int | None = None) -> Iterator[str]:
    """Yield every status on which columns or symbolic differ from the reference; `symbolic` bounds its patients."""
    rules = batch.rules
    columns = _asked(statuses(table_of(batch.patients, batch.content.items), batch.content, batch.today))
    words = {code: word for word, code in CODES.items()}
    only = _Statuses(batch)
    for number, (facts, outcomes) in enumerate(zip(batch.patients, batch.outcomes(), strict=True)):
        ours = [outcome.status for outcome in outcomes]
        theirs = [words[columns[rule.id][number]] for rule in rules]
        if ours != theirs:
            yield from _told(batch, "columns", facts, zip((r.id for r in rules), ours, theirs, strict=True))
        if (symbolic is None or number < symbolic) and not only.agree(facts, ours):
            yield from _told(batch, "symbolic", facts, only.each(facts, ours))


def values_that_differ(batch: Batch) -> Iterator[str]:
    """Yield every condition and every derived item on which columns or symbolic differ from the reference."""
    asked = expressions(batch.content)
    table = table_of(batch.patients, batch.content.items)
    columns = _asked(values(table, asked, batch.content.items, batch.today))
    symbols = Symbols(batch.content, batch.today, stated=batch.content.items)
    for number, facts in enumerate(batch.patients):
        patient, one = batch.as_patient(facts), Concrete(symbols, facts)
        ours = {name: evaluate(node, patient) for name, node in asked.items()}
        by_column = {name: _fact(columns[name][number]) for name in asked}
        by_symbols = {name: one.fact(symbols.value(node)) for name, node in asked.items()}
        for engine, theirs in (("columns", by_column), ("symbolic", by_symbols)):
            if ours != theirs:
                yield from _told(batch, engine, facts, ((name, ours[name], theirs[name]) for name in asked))


def contradictions_that_differ(batch: Batch, denied: list[list[str]]) -> Iterator[str]:
    """Yield every patient whose contradiction the columns do not name; `denied` says what the parts deny of each."""
    table = table_of(batch.patients, batch.content.items)
    columns = _asked(contradictions(table, batch.content.items, batch.today))
    for facts, wanted, found in zip(batch.patients, denied, columns["contradicts"], strict=True):
        if found != next(iter(wanted), None):
            yield f"{batch.name}: {wanted} denied, found {found}; {facts}"


def expressions(content: Content) -> dict[str, Expression]:
    """Return every condition of every rule by `rule condition`, every exclude, and every derived item by its name."""
    found: dict[str, Expression] = {}
    for guideline in content.guidelines:
        found |= {f"{guideline.id} exclude {n}": e.condition for n, e in enumerate(guideline.excludes)}
        for rule in guideline.rules:
            found |= {f"{rule.id} {part}": node for part in CONDITIONS if (node := getattr(rule, part)) is not None}
    derived = {name: item for name, item in content.items.items() if item.derivation is not None}
    return found | {name: ItemValue(item.span, name) for name, item in derived.items()}


class _Statuses:
    """The symbolic statuses of a content: each says that it holds and that no other does."""

    def __init__(self, batch: Batch) -> None:
        self._symbols = Symbols(batch.content, batch.today, stated=batch.content.items)
        self._terms = {rule.id: _alone(self._symbols.status(rule)) for rule in batch.rules}

    def agree(self, facts: Mapping[str, Fact], statuses: list[str]) -> bool:
        """Return whether every rule has its status, and that alone."""
        said = [terms[status] for terms, status in zip(self._terms.values(), statuses, strict=True)]
        return z3.is_true(Concrete(self._symbols, facts).plain(z3.And(said)))

    def each(self, facts: Mapping[str, Fact], statuses: list[str]) -> Iterator[tuple[str, str, str]]:
        """Yield for each rule its id, its status, and those that the terms give it."""
        one = Concrete(self._symbols, facts)
        for (rule, terms), status in zip(self._terms.items(), statuses, strict=True):
            found = [name for name, term in terms.items() if z3.is_true(one.plain(term))]
            yield rule, status, found[0] if len(found) == 1 else str(found)


def _alone(terms: Mapping[str, z3.BoolRef]) -> dict[str, z3.BoolRef]:
    return {
        status: z3.And(term, *(z3.Not(other) for name, other in terms.items() if name != status))
        for status, term in terms.items()
    }


def _asked(table: ibis.Table) -> dict[str, list]:
    """Return the columns of a table, its rows in the order of the patients."""
    return ibis.duckdb.connect().to_pyarrow(table.order_by(PATIENT)).to_pydict()


def _fact(value: object) -> Fact:
    """Return a value of a column as a fact: a list is a set item, and numbers compare as they are."""
    return frozenset(value) if isinstance(value, list) else value


def _told(batch: Batch, engine: str, facts: Mapping[str, Fact], answers) -> Iterator[str]:
    for name, ours, theirs in answers:
        if ours != theirs:
            yield f"{batch.name}, {engine}, {name}: reference {ours}, {engine} {theirs}; {dict(facts)}"
