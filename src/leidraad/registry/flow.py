"""The selection, step by step: who came in, who went, of whom it is not known. The steps are content."""

from functools import reduce

import ibis
import ibis.expr.types as ir

from leidraad.registry.people import People, step_column
from leidraad.registry.results import Flow
from leidraad.registry.suppression import chain, shown


def flow(people: People) -> tuple[Flow, ...]:
    """Return what each step does to those whom the steps before it left."""
    steps = people.definition.steps
    if not steps:
        return ()
    total, gone, unknown = _counts(people)
    hidden, least = chain(gone, people.definition.least_count), people.definition.least_count
    before = [total - sum(gone[:n]) for n in range(len(steps) + 1)]
    told = [None if n in hidden and n - 1 in hidden else count for n, count in enumerate(before)]
    return tuple(
        Flow(id=step.id, title=step.title, before=told[n], left_out=None if n in hidden else gone[n],
             unknown=shown(unknown[n], least), after=told[n + 1], source=step.source, note=step.note)
        for n, step in enumerate(steps)
    )  # fmt: skip


def _counts(people: People) -> tuple[int, list[int], list[int]]:
    table, numbers = people.table, range(len(people.definition.steps))
    went = [people.holds(step_column(n)) for n in numbers]
    still = [reduce(_both, (~truth for truth in went[:n]), ibis.literal(True)) for n in numbers]
    asked = {f"gone{n}": (still[n] & went[n]).sum() for n in numbers}
    asked |= {f"open{n}": (still[n] & table[step_column(n)].isnull()).sum() for n in numbers}
    (found,) = table.agg(total=table.count(), **asked).to_pyarrow().to_pylist()
    return int(found["total"]), *([int(found[f"{what}{n}"] or 0) for n in numbers] for what in ("gone", "open"))


def _both(a: ir.BooleanValue, b: ir.BooleanValue) -> ir.BooleanValue:
    return a & b
