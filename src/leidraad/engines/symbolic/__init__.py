"""Any patient at once: every item a flag that it is known and a value, for the solver. Asks nothing of the solver.

    symbols = Symbols(content, today)
    symbols.status(rule)["applies"]        when this rule applies
    symbols.value(condition).true          when a condition is true; `.false` when it is false
    symbols.valid()                        what the dictionary demands of every patient

What is proved of `valid()` and a question holds for every patient who can be entered. The reference engine is the
meaning; a model of the solver is a patient that it can be asked about (`facts`).
"""

import datetime
from collections.abc import Collection, Mapping

import z3

from leidraad.engines.reference import Fact
from leidraad.engines.statuses import exceptions_by_target
from leidraad.engines.symbolic import nodes
from leidraad.engines.symbolic.inputs import Input, input_of
from leidraad.engines.symbolic.terms import NO, Choices, Term, Truth, both, either, first_of, no
from leidraad.model.content import PRESCRIBING, Content, Rule
from leidraad.model.expressions import Expression


class Symbols:
    """The terms of one content on one day.

    Inputs are the raw items and the derived items that a user may set; `stated` names further derived items that a
    patient may come with. A choice implies its facts as in the reference engine; where two choices imply the same
    item, the later one in the dictionary goes first.
    """

    def __init__(self, content: Content, today: datetime.date, stated: Collection[str] = ()) -> None:
        self.content = content
        self.today = today
        self._patient = nodes.Patient(self.item, today)
        self._exceptions = exceptions_by_target(content)
        self._guidelines = {g.id: g for g in content.guidelines}
        self._items: dict[str, Term] = {}
        self._derived: dict[str, Term] = {}
        self._excluded: dict[str, z3.BoolRef] = {}
        self._replaced: dict[str, z3.BoolRef] = {}
        self._truths: dict[str, Truth] = {}
        self.inputs: dict[str, Input] = {
            name: input_of(item)
            for name, item in content.items.items()
            if item.derivation is None or item.settable or name in stated
        }
        self._implied = _implied(self.inputs)

    def item(self, name: str) -> Term:
        """Return the value of an item: as given, as implied, as derived; null when unknown."""
        if name not in self._items:
            self._items[name] = self._item(name)
        return self._items[name]

    def derived(self, name: str) -> Term:
        """Return what the derivation of an item gives, whatever the patient came with."""
        if name not in self._derived:
            self._derived[name] = nodes.term(self.content.items[name].derivation, self._patient)
        return self._derived[name]

    def _item(self, name: str) -> Term:
        choices: Choices = []
        if name in self.inputs:
            given = self.inputs[name].term
            choices.append((given.known, given))
        choices += self._implied.get(name, ())
        if self.content.items[name].derivation is not None:
            found = self.derived(name)
            choices.append((found.known, found))
        return choices[0][1] if len(choices) == 1 else first_of(choices)

    def value(self, expression: Expression) -> Term:
        """Return what an expression is."""
        return nodes.term(expression, self._patient)

    def truth(self, condition: Expression) -> Truth:
        """Return what a condition is: when it is true and when it is false."""
        return nodes.as_truth(self.value(condition))

    def excluded(self, guideline: str) -> z3.BoolRef:
        """Return when an exclude of the guideline is known to hold."""
        if guideline not in self._excluded:
            excludes = self._guidelines[guideline].excludes
            self._excluded[guideline] = either(self.truth(e.condition).true for e in excludes)
        return self._excluded[guideline]

    def shut_out(self, rule: Rule) -> z3.BoolRef:
        """Return when the guideline of a rule does not speak for the patient."""
        return NO if rule.boundary else self.excluded(rule.guideline)

    def condition(self, rule: Rule) -> Truth:
        """Return scope and condition of a rule."""
        if rule.id not in self._truths:
            self._truths[rule.id] = self.truth(rule.truth)
        return self._truths[rule.id]

    def replaced(self, rule: Rule) -> z3.BoolRef:
        """Return when a prescribing exception to the rule holds, and stands."""
        if rule.id not in self._replaced:
            exceptions = self._exceptions.get(rule.id, ())
            self._replaced[rule.id] = either(self.replaces(e) for e in exceptions if e.verb in PRESCRIBING)
        return self._replaced[rule.id]

    def replaces(self, exception: Rule) -> z3.BoolRef:
        """Return when an exception is true, and is itself neither excluded nor overridden."""
        return both(self.condition(exception).true, self._stands(exception))

    def may_replace(self, exception: Rule) -> z3.BoolRef:
        """Return when an exception is null, and is itself neither excluded nor overridden."""
        return both(no(self.condition(exception).known), self._stands(exception))

    def _stands(self, exception: Rule) -> z3.BoolRef:
        return both(no(self.shut_out(exception)), no(self.replaced(exception)))

    def status(self, rule: Rule) -> Mapping[str, z3.BoolRef]:
        """Return, for each status, when the rule has it; it always has just one."""
        out, truth = self.shut_out(rule), self.condition(rule)
        holds = both(truth.true, no(out))
        stands = both(holds, no(self.replaced(rule)))
        done = self.truth(rule.done).true if rule.done else NO
        open_gate = self.truth(rule.gate).true if rule.gate else None
        waits = NO if open_gate is None else both(stands, no(done), no(open_gate))
        return {
            "not_applicable": either([out, truth.false]),
            "undetermined": both(no(out), no(truth.true), no(truth.false)),
            "overridden": both(holds, self.replaced(rule)),
            "done": both(stands, done),
            "not_yet": waits,
            "applies": both(stands, no(done)) if open_gate is None else both(stands, no(done), open_gate),
        }

    def known(self, name: str) -> z3.BoolRef:
        """Return when the patient came with a value of this input."""
        return self.inputs[name].known

    def valid(self, names: Collection[str] | None = None) -> z3.BoolRef:
        """Return what the dictionary demands: ranges, dates that exist, derived items that agree with their parts.

        `names` keeps the demands on these inputs; the others say nothing about them.
        """
        kept = [i for name, i in self.inputs.items() if names is None or name in names]
        return both(*(i.demand for i in kept), *(self._agrees(i) for i in kept if self._must_agree(i.item.name)))

    def _must_agree(self, name: str) -> bool:
        item = self.content.items[name]
        return item.derivation is not None and not item.settable

    def _agrees(self, given: Input) -> z3.BoolRef:
        return no(nodes.compare("=", given.term, self.derived(given.item.name)).false)

    def facts(self, model: z3.ModelRef) -> dict[str, Fact]:
        """Return the patient of a model of the solver, as the reference engine takes one."""
        found = {name: given.fact(model) for name, given in self.inputs.items()}
        return {name: fact for name, fact in found.items() if fact is not None}

    def assignment(self, facts: Mapping[str, Fact]) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        """Return what every variable is for one patient; to be put into a term with z3.substitute."""
        return [pair for name, given in self.inputs.items() for pair in given.values(facts.get(name))]


def _implied(inputs: Mapping[str, Input]) -> dict[str, Choices]:
    found: dict[str, Choices] = {}
    for given in reversed(inputs.values()):
        for value, described in given.item.values.items() if given.item.type == "choice" else ():
            for name, fact in described.implies.items():
                found.setdefault(name, []).append((given.term.of(value), nodes.constant(fact)))
    return found
