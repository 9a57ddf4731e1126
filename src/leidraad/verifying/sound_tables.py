"""Decision tables that would mislead: a case without a row, a case with two answers, an answer that comes too late.

Works by trying the values that the rows can tell apart, and one between each two of them.
"""

import itertools
import math
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from leidraad.diagnostics import Diagnostic
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.engines.tables import ANY_DAY
from leidraad.model import expressions as model
from leidraad.model.content import Content, Item, Row, Scale, Step
from leidraad.model.telling import telling_values
from leidraad.verifying.sound_logic import MOST_TRIES, fillings

NO_ROW = "no row"


def doubtful_tables(content: Content) -> list[Diagnostic]:
    """Return an error for every table that leaves a gap, overlaps, or stays open although all fillings agree."""
    return [found for scale in content.scales for step in scale.steps for found in doubtful_table(step, scale)]


def doubtful_table(step: Step, scale: Scale) -> list[Diagnostic]:
    """Return what is wrong with one table; a formula has no rows."""
    if not step.rows:
        return []
    names = tuple(dict.fromkeys(name for row in step.rows for name in model.items_of(row.condition)))
    leaves = {name: msgspec.structs.replace(scale.items[name], derivation=None) for name in names}
    choices = tried_values(step, leaves)
    if math.prod(len(c) + 1 for c in choices) > MOST_TRIES:
        message = f"the table `{step.item}` has too many combinations to try"
        return [Diagnostic("not-checked", message, scale.items[step.item].span, "split it into steps", "warning")]
    return _Table(step, scale, leaves, choices).mistakes()


def tried_values(step: Step, leaves: Mapping[str, Item]) -> list[tuple]:
    """Return, for each item of a table, the values that are tried."""
    telling = telling_values(leaves, [row.condition for row in step.rows], leaves)
    return [_with_between(telling[name]) if item.type == "decimal" else telling[name] for name, item in leaves.items()]


def _with_between(values: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Add what lies between two values: printed tables forget it (2.0 or less, 2.1 or more)."""
    return tuple(sorted({*values, *((a + b) / 2 for a, b in itertools.pairwise(values))}))


class _Table:
    def __init__(self, step: Step, scale: Scale, leaves: Mapping[str, Item], choices: list[tuple]) -> None:
        self._step = step
        self._span = scale.items[step.item].span
        self._leaves = leaves
        self._choices = choices

    def mistakes(self) -> list[Diagnostic]:
        outcomes: dict[tuple, object] = {}
        for key in itertools.product(*((*c, None) for c in self._choices)):
            holding = self._holding(key)
            if len(holding) > 1 and (not self._step.shared or len(set(map(_said, holding))) > 1):
                return [self._mistake("table-overlap", key, self._overlap(holding), "let one row hold in each case")]
            outcomes[key] = _said(holding[0]) if holding else (NO_ROW if None not in key else None)
            if outcomes[key] == NO_ROW:
                hint = "add the row; `none` says that the source has no outcome"
                return [self._mistake("table-gap", key, "no row holds", hint)]
        return [*self._dead(outcomes), *self._late(outcomes)]

    def _holding(self, key: tuple) -> list[Row]:
        patient = Patient(self._leaves, dict(zip(self._leaves, key, strict=True)), ANY_DAY)
        return [row for row in self._step.rows if evaluate(row.condition, patient) is True]

    def _overlap(self, rows: list[Row]) -> str:
        places = " and ".join(str(self._step.rows.index(row) + 1) for row in rows)
        return f"rows {places} hold together"

    def _dead(self, outcomes: Mapping[tuple, object]) -> list[Diagnostic]:
        keys = [key for key in outcomes if None not in key]
        held = {id(row) for key in keys for row in self._holding(key)}
        return [Diagnostic("table-dead-row", f"a row of `{self._step.item}` never holds", row.span, "take it away")
                for row in self._step.rows if id(row) not in held]  # fmt: skip

    def _late(self, outcomes: dict[tuple, object]) -> list[Diagnostic]:
        agreed: dict[tuple, set] = {}
        for key, outcome in outcomes.items():
            if outcome is None and len(fillings(key, self._choices, outcomes, agreed)) == 1:
                message = "no row holds yet, although every value of what is unknown would give the same outcome"
                return [self._mistake("table-late", key, message, "leave out of the row what does not matter there")]
        return []

    def _mistake(self, code: str, key: tuple, what: str, hint: str) -> Diagnostic:
        known = [f"{n} = {_shown(v)}" for n, v in zip(self._leaves, key, strict=True) if v is not None]
        return Diagnostic(code, f"in `{self._step.item}` {what}: {', '.join(known)}", self._span, hint)


def _said(row: Row) -> object:
    return ("none", row.why_none.en) if row.why_none else (row.outcome,)


def _shown(value: Fact) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
