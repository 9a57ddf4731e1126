"""Asks of each data item whether it can change any advice: two patients who differ in that item alone show it."""

from collections.abc import Iterator

import msgspec
import z3

from leidraad.engines.reference import Fact, evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.inputs import Input, input_of
from leidraad.engines.symbolic.terms import both, either, no
from leidraad.model.content import Content, Item, NotHeld, Rule
from leidraad.verifying.reach import Reach
from leidraad.verifying.results import Result
from leidraad.verifying.witness import Proved, Prover, Undecided

Told = Rule | NotHeld


def results_of_items(prover: Prover) -> Iterator[Result]:
    """Yield what comes of each item: it changes a rule, what is not held, or a schedule; or it says why it does not.

    An item that nothing reads, and that does not say why, is no mistake: a dictionary may serve other guidelines too.
    """
    content = prover.symbols.content
    readers = Readers(content)
    dated = {name for schedule in content.schedules for name in schedule.start}
    for item in content.items.values():
        told = readers.of(item.name)
        if item.name in dated or (told and item.name not in prover.symbols.inputs):
            yield _result(item, "proved")
        elif not told:
            yield _result(item, "unread")
        else:
            yield _asked(prover, item, told)


class Readers:
    """Which rules, and which entries of what is not held, depend on an item."""

    def __init__(self, content: Content) -> None:
        reach = Reach(content.items)
        self._content = content
        self._told: dict[str, list[Told]] = {}
        excludes = []
        for guideline in content.guidelines:
            for rule in guideline.rules:
                parts = (part for part in (rule.truth, rule.gate, rule.done) if part is not None)
                self._note(reach.of(*parts), [rule])
            for entry in guideline.not_held:
                self._note(reach.of(entry.condition), [entry])
            excluding = reach.of(*(exclude.condition for exclude in guideline.excludes))
            excludes.append((excluding, [rule for rule in guideline.rules if not rule.boundary]))
        for names, rules in excludes:
            self._note(names, rules)

    def _note(self, names: tuple[str, ...], told: list[Told]) -> None:
        for name in names:
            self._told.setdefault(name, []).extend(told)

    def of(self, name: str) -> list[Told]:
        """Return what depends on an item, or on what its values imply."""
        implied = (other for value in self._content.items[name].values.values() for other in value.implies)
        return [told for other in dict.fromkeys((name, *implied)) for told in self._told.get(other, ())]


def _asked(prover: Prover, item: Item, told: list[Told]) -> Result:
    symbols = prover.symbols
    one, other = symbols.inputs[item.name], input_of(msgspec.structs.replace(item, name=f"{item.name}'"))
    undecided = None
    for each in told:
        found = prover.model(both(other.demand, _differs(each, symbols, one, other)))
        if isinstance(found, Undecided):
            undecided = found.why
        elif not isinstance(found, Proved):
            _replay(prover, item, other, each, found)
            return _result(item, "proved")
    return _result(item, "undecided" if undecided else "refuted", undecided)


def _differs(told: Told, symbols: Symbols, one: Input, other: Input) -> z3.BoolRef:
    swapped = list(zip(one.variables(), other.variables(), strict=True))
    states = list(symbols.status(told).values()) if isinstance(told, Rule) else [symbols.truth(told.condition).true]
    return either(both(state, no(z3.substitute(state, *swapped))) for state in states)


def _replay(prover: Prover, item: Item, other: Input, told: Told, found: z3.ModelRef) -> None:
    facts = prover.symbols.facts(found)
    changed = {**facts, item.name: other.fact(found)}
    before = _said(told, prover.evaluation(facts))
    prover.replay(changed, lambda patient: _said(told, patient) != before)


def _said(told: Told, patient: Evaluation) -> Fact:
    return patient.outcome(told).status if isinstance(told, Rule) else evaluate(told.condition, patient.patient) is True


def _result(item: Item, verdict: str, why: str | None = None) -> Result:
    """Return the verdict; with a reason for changing no advice, that is what was to be shown."""
    if item.no_rule:
        verdict = {"proved": "outdated", "refuted": "declared", "unread": "declared"}.get(verdict, verdict)
    return Result("item", (item.name,), (), verdict, item.span, hint=why or item.no_rule)
