"""Computations on columns, each done once: equal steps are one step, and shared steps become columns of a stage.

Knows nothing of guidelines. A table of many outputs is built as projections on top of each other: every projection
adds the steps that are used more than once and whose parts are there.
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ibis


class Step:
    """One computation: a function of ibis values, and its parts. In one pool the same computation is the same step."""

    __slots__ = ("function", "parts", "pool")

    def __init__(self, pool: "Pool", function: Callable, parts: tuple) -> None:
        self.pool = pool
        self.function = function
        self.parts = parts

    @property
    def inner(self) -> tuple["Step", ...]:
        """The parts that are steps themselves; the others are plain constants of the function."""
        return tuple(part for part in self.parts if isinstance(part, Step))

    def __and__(self, other: "Step") -> "Step":
        return self.pool.step(operator.and_, self, other)

    def __or__(self, other: "Step") -> "Step":
        return self.pool.step(operator.or_, self, other)

    def __xor__(self, other: "Step") -> "Step":
        return self.pool.step(operator.xor, self, other)


class Pool:
    """The steps made so far."""

    def __init__(self) -> None:
        self._known: dict[tuple, Step] = {}

    def step(self, function: Callable, *parts: Any) -> Step:
        """Return the step that applies this function to these parts: steps, or constants that can be hashed."""
        key = (function, parts)
        if key not in self._known:
            self._known[key] = Step(self, function, parts)
        return self._known[key]

    def column(self, name: str) -> Step:
        """Return the step that reads a column of the table."""
        return self.step(_read, name)

    def literal(self, value: Any, kind: str) -> Step:
        """Return a constant of an ibis type."""
        return self.step(ibis.literal, value, kind)


def _read(name: str) -> None:
    raise AssertionError("columns are read from the table of a stage")


def project(table: ibis.Table, outputs: Mapping[str, Step], kept: Iterable[str]) -> ibis.Table:
    """Return a table of the kept columns and the outputs, in stages in which nothing is computed twice."""
    plan = _Plan(outputs.values())
    kept = tuple(kept)
    names = {step: step.parts[0] for step in plan.order if step.function is _read}
    for stage in range(plan.last):
        fresh = {step: f"~{number}" for number, step in enumerate(plan.order) if plan.computed_in(step, stage)}
        carried = {names[step]: table[names[step]] for step in names if plan.until[step] > stage}
        made = _Writer(table, names)
        table = table.select(*kept, **carried, **{name: made.value(step) for step, name in fresh.items()})
        names |= fresh
    made = _Writer(table, names)
    return table.select(*kept, **{name: made.value(step) for name, step in outputs.items()})


class _Plan:
    """Which steps become columns, in which stage each is computed, and until which stage it is read.

    A step is computed as late as it can be: what is computed early is carried through every stage until it is read.
    """

    def __init__(self, outputs: Iterable[Step]) -> None:
        outputs = list(outputs)
        self.order = _parts_first(outputs)
        self._uses = Counter(part for step in self.order for part in step.inner)
        self._uses.update(outputs)
        self.last = self._stages(outputs)
        self._stage = self._latest(outputs)
        self.until = self._last_reads(outputs)

    def computed_in(self, step: Step, stage: int) -> bool:
        """Return whether the step becomes a column of the table after this stage."""
        return self._shared(step) and self._stage[step] == stage

    def _shared(self, step: Step) -> bool:
        return self._uses[step] > 1 and bool(step.inner)

    def _stages(self, outputs: list[Step]) -> int:
        """Return how many stages it takes before the last, in which the outputs are made."""
        before: dict[Step, int] = {}
        for step in self.order:
            before[step] = max((before[part] + self._shared(part) for part in step.inner), default=0)
        return max((before[step] + self._shared(step) for step in outputs), default=0)

    def _latest(self, outputs: list[Step]) -> dict[Step, int]:
        """Return the stage that computes each step; one that is not shared is computed where it is read."""
        latest = dict.fromkeys(self.order, self.last) | {step: self.last - self._shared(step) for step in outputs}
        for step in reversed(self.order):
            for part in step.inner:
                latest[part] = min(latest[part], latest[step] - self._shared(part))
        return latest

    def _last_reads(self, outputs: list[Step]) -> dict[Step, int]:
        """Return the last stage that reads each step."""
        until = dict.fromkeys(self.order, 0) | dict.fromkeys(outputs, self.last)
        for step in self.order:
            for part in step.inner:
                until[part] = max(until[part], self._stage[step])
        return until


def _parts_first(outputs: Iterable[Step]) -> list[Step]:
    """Return every step below the outputs, each once, parts before wholes. Deep trees need no deep stack."""
    found: dict[Step, None] = {}
    waiting = [(step, False) for step in reversed(list(outputs))]
    while waiting:
        step, opened = waiting.pop()
        if step in found:
            continue
        if opened:
            found[step] = None
        else:
            waiting.append((step, True))
            waiting += [(part, False) for part in reversed(step.inner)]
    return list(found)


class _Writer:
    """Writes steps as expressions of one table, in which some of them are columns already."""

    def __init__(self, table: ibis.Table, names: Mapping[Step, str]) -> None:
        self._table = table
        self._names = names
        self._written: dict[Step, ibis.Value] = {}

    def value(self, step: Step) -> ibis.Value:
        """Return the ibis value of a step."""
        if step not in self._written:
            self._written[step] = self._write(step)
        return self._written[step]

    def _write(self, step: Step) -> ibis.Value:
        if step in self._names:
            return self._table[self._names[step]]
        parts = (self.value(part) if isinstance(part, Step) else part for part in step.parts)
        return step.function(*parts)
