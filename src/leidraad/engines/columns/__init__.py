"""All patients at once: the model as ibis expressions, one column a rule. Opens no file and no connection.

The input is an ibis table with a column for each data item that is on record, typed by TYPES; an item without a
column is unknown for every patient. Columns that are no data items (the id of the patient) are carried along.
Missing is not false: a null stays null. Implied facts and settable items come out as the reference engine has them;
where two choices imply the same item, the later one in the dictionary counts.

Run the tables that come out through their ibis connection (a product or quotient of decimals is a function that ibis
registers there), with `ibis.options.sql.fuse_selects` off: else ibis spends most of its time on trying to merge the
stages, which are there so that nothing is computed twice.
"""

import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import ibis

from leidraad.engines.columns.compiler import NOWHERE, Compiler, spanless
from leidraad.engines.columns.logic import FALSE, TRUE, UNKNOWN, both, constant, either, flipped, holds, opposite
from leidraad.engines.columns.sharing import Step, project
from leidraad.engines.columns.values import Recorded
from leidraad.engines.statuses import exceptions_by_target
from leidraad.model import expressions as model
from leidraad.model.content import PHASES, PRESCRIBING, Content, Item, Rule
from leidraad.records.cells import TYPES

# The code of each status in a column of `statuses`, an 8-bit integer that is never null.
CODES: Mapping[str, int] = MappingProxyType(
    {"not_applicable": 0, "undetermined": 1, "not_yet": 3, "done": 5, "overridden": 6, "applies": 7}
)
# A rule that holds has all bits: being done, waiting or overridden takes one of them away. Only what is true has the
# bits of done and waiting, so that these can be taken from conditions as they are.
OVERRIDDEN_BIT, DONE_BIT, WAITING_BIT = 1, 2, 4
BITS = OVERRIDDEN_BIT | DONE_BIT | WAITING_BIT
# The code of each answer in a column of `followed`: whether a rule that concerns a patient was followed.
FOLLOWED: Mapping[str, int] = MappingProxyType({"no_concern": 0, "unknown": 1, "not_followed": 2, "followed": 3})


def statuses(table: ibis.Table, content: Content, today: datetime.date) -> ibis.Table:
    """Return one row a patient: the columns that are no data items, and one column a rule, its status by CODES."""
    codes = _Codes(content, _compiler(table, content.items, today))
    return _projected(table, content.items, {r.id: codes.of(r) for g in content.guidelines for r in g.rules})


def tells(rule: Rule) -> bool:
    """Return whether something on record can tell that a rule was followed."""
    return rule.done is not None or rule.breach is not None


def followed(table: ibis.Table, content: Content, today: datetime.date, rules: Iterable[Rule]) -> ibis.Table:
    """Return one row a patient: the columns that are no data items, and one column for each of these rules: FOLLOWED.

    The rules are of `content`, and `tells` holds of each. A rule concerns whom it applies to or for whom it is done.
    It is followed where `done` holds, or where `breach` does not; it is unknown where the rule, or whether it was
    carried out, is not known.
    """
    codes = _Codes(content, _compiler(table, content.items, today))
    return _projected(table, content.items, {rule.id: codes.followed(rule) for rule in rules})


def timings(table: ibis.Table, content: Content, today: datetime.date) -> ibis.Table:
    """Return one row a patient: the columns that are no data items, and one column a rule: now, later or past."""
    due = {rule.id: _timing(rule.phases) for g in content.guidelines for rule in g.rules}
    return values(table, due, content.items, today)


def contradictions(table: ibis.Table, items: Mapping[str, Item], today: datetime.date) -> ibis.Table:
    """Return the columns that are no data items, and `contradicts`: the first given derived item that its parts deny.

    `contradicts` is null where nothing is denied. Settable items cannot be denied.
    """
    given = [item for name, item in items.items() if name in table.columns]
    denied = tuple(
        model.Branch(_denied(item), model.Text(NOWHERE, item.name))
        for item in given if item.derivation is not None and not item.settable
    )  # fmt: skip
    found = values(table, {"contradicts": model.Case(NOWHERE, denied, model.Null(NOWHERE))}, items, today)
    return found.cast({"contradicts": "string"})


def _denied(item: Item) -> model.Expression:
    """Return whether what was given of a derived item differs from what its parts say; null where they say nothing."""
    given, parts = Recorded(NOWHERE, item.name), spanless(item.derivation)
    if item.type != "set":
        return model.Compare(NOWHERE, "!=", given, parts)
    members = [model.Text(NOWHERE, value) for value in item.values]
    return model.Or(NOWHERE, tuple(
        model.Xor(NOWHERE, *(model.Contains(NOWHERE, member, collection) for collection in (given, parts)))
        for member in members
    ))  # fmt: skip


def values(
    table: ibis.Table, expressions: Mapping[str, model.Expression], items: Mapping[str, Item], today: datetime.date
) -> ibis.Table:
    """Return the columns that are no data items, and the value of each expression under its name."""
    compiler = _compiler(table, items, today)
    return _projected(table, items, {name: compiler.value(spanless(node)) for name, node in expressions.items()})


def named(table: ibis.Table, content: Content) -> ibis.Table:
    """Return a table of `statuses` with the words of the manual instead of the codes."""
    words = [(code, word) for word, code in CODES.items()]
    return table.mutate(**{r.id: table[r.id].cases(*words) for g in content.guidelines for r in g.rules})


def _compiler(table: ibis.Table, items: Mapping[str, Item], today: datetime.date) -> Compiler:
    return Compiler(items, table.columns, today)


def _projected(table: ibis.Table, items: Mapping[str, Item], outputs: Mapping[str, Step]) -> ibis.Table:
    return project(_typed(table, items), outputs, [name for name in table.columns if name not in items])


def _typed(table: ibis.Table, items: Mapping[str, Item]) -> ibis.Table:
    wanted = {name: TYPES[items[name].type] for name in table.columns if name in items}
    return table.cast({name: kind for name, kind in wanted.items() if table[name].type() != kind})


class _Codes:
    """The steps that give the code of each rule, in the order of the statuses in the manual."""

    def __init__(self, content: Content, compiler: Compiler) -> None:
        self._pool = compiler.pool
        self._compiler = compiler
        self._exceptions = exceptions_by_target(content)
        self._excluded = {
            g.id: holds(either(self._pool, [self._truth(e.condition) for e in g.excludes])) for g in content.guidelines
        }

    def of(self, rule: Rule) -> Step:
        """Return the code of a rule."""
        stands, done = self._speaks(rule), self._truth(rule.done, FALSE)
        code = stands
        if rule.done is not None:
            code = code & (flipped(done) | self._bits(~DONE_BIT))
        if rule.gate is not None:
            code = code & (self._truth(rule.gate, TRUE) | done | self._bits(~WAITING_BIT))
        replaced = self._replaced(rule)
        if replaced is not self._bits(FALSE):
            overridden = stands ^ (holds(stands) & self._bits(OVERRIDDEN_BIT))
            code = (code & opposite(replaced)) | (overridden & replaced)
        return code & self._bits(BITS)

    def followed(self, rule: Rule) -> Step:
        """Return whether a rule was followed, by FOLLOWED."""
        answer = opposite(self._truth(rule.breach)) if rule.done is None else self._truth(rule.done)
        return self._pool.step(_followed, self.of(rule), answer)

    def _speaks(self, rule: Rule) -> Step:
        """Return the truth of a rule, false for a patient whom its guideline excludes."""
        truth = self._truth(rule.truth, TRUE)
        return truth if rule.boundary else both(self._pool, [truth, opposite(self._excluded[rule.guideline])])

    def _replaced(self, rule: Rule) -> Step:
        exceptions = [e for e in self._exceptions.get(rule.id, ()) if e.verb in PRESCRIBING]
        return either(self._pool, [self._replaces(e) for e in exceptions])

    def _replaces(self, exception: Rule) -> Step:
        return both(self._pool, [holds(self._speaks(exception)), opposite(self._replaced(exception))])

    def _truth(self, node: model.Expression | None, otherwise: int = FALSE) -> Step:
        return self._bits(otherwise) if node is None else self._compiler.truth(spanless(node))

    def _bits(self, pattern: int) -> Step:
        return constant(self._pool, pattern)


def _followed(code: ibis.Value, answer: ibis.Value) -> ibis.Value:
    concerned = code.isin([CODES["applies"], CODES["done"]])
    answers = ibis.cases((answer == TRUE, FOLLOWED["followed"]), (answer == UNKNOWN, FOLLOWED["unknown"]),
                         else_=FOLLOWED["not_followed"])  # fmt: skip
    open_rule = (code == CODES["undetermined"]).ifelse(FOLLOWED["unknown"], FOLLOWED["no_concern"])
    return concerned.ifelse(answers, open_rule).cast("int8")


def _timing(phases: tuple[str, ...]) -> model.Expression:
    """Return now in these phases and while the phase is unknown, later before the last of them, else past."""
    phase = model.ItemValue(NOWHERE, "care_phase")
    earlier = PHASES[: max(map(PHASES.index, phases), default=0)]
    now = model.Or(NOWHERE, (model.IsNull(NOWHERE, phase), _one_of(phase, phases)))
    branches = (model.Branch(now, model.Text(NOWHERE, "now")),
                model.Branch(_one_of(phase, earlier), model.Text(NOWHERE, "later")))  # fmt: skip
    return model.Case(NOWHERE, branches, model.Text(NOWHERE, "past"))


def _one_of(node: model.Expression, words: tuple[str, ...]) -> model.Expression:
    return model.In(NOWHERE, node, tuple(model.Text(NOWHERE, word) for word in words))
