"""Funnel plots: for each norm about a share, every hospital around the share of all. Calls no hospital good or bad."""

from collections.abc import Iterator, Sequence

import numpy as np

from leidraad.model.report import VolumeNorm
from leidraad.numerics.funnel import Limits, limits, outside, overdispersion
from leidraad.registry.groups import ordered
from leidraad.registry.hospitals import HOSPITAL
from leidraad.registry.people import People, named_by, norm_columns
from leidraad.registry.reasons import Reasons
from leidraad.registry.results import Funnel, FunnelPoint, Limit
from leidraad.registry.suppression import cover
from leidraad.registry.words import OF_KNOWN

DRAWN = 60  # sizes at which the limits are worked out


def funnels(people: People, reasons: Reasons) -> Iterator[Funnel]:
    """Yield a funnel for each norm about a share of the patients."""
    for number, norm in enumerate(people.definition.norms):
        if norm.of is not None:
            yield _funnel(people, number, norm, reasons)


def _funnel(people: People, number: int, norm: VolumeNorm, reasons: Reasons) -> Funnel:
    within, of = norm_columns(number)
    tally = people.tally([HOSPITAL, of], people.chosen() & people.holds(within))
    hospitals = ordered(people.items[HOSPITAL], (key[0] for key in tally if None not in key))
    if not hospitals:
        why = reasons.unknown((HOSPITAL, *named_by(norm))) or reasons.nobody(within, people.chosen(), ())
        return Funnel(norm.id, norm.title, OF_KNOWN, None, None, (), (), why)
    counts = np.array([[tally.get((name, answer), 0) for answer in ("true", "false")] for name in hospitals])
    yes, sizes = counts[:, 0], counts.sum(axis=1)
    spread = overdispersion(yes, sizes)
    phi = spread.phi if spread is not None and spread.phi > 1 else None
    target = float(yes.sum() / sizes.sum())
    hidden = _hidden(counts, people.definition.least_count)
    judged = outside(yes, sizes, limits(target, sizes, phi))
    points = tuple(_point(name, int(yes[n]), int(sizes[n]), judged[n], n in hidden) for n, name in enumerate(hospitals))
    drawn = np.unique(np.linspace(1, sizes.max(), DRAWN).round())
    return Funnel(norm.id, norm.title, OF_KNOWN, target, phi, points, tuple(_rows(limits(target, drawn, phi))))


def _hidden(counts: np.ndarray, least: int) -> frozenset[int]:
    """Return the hospitals whose numbers are hidden: of yes, of no and of both together, since all have a total."""
    small = [n for n, row in enumerate(counts) if any(0 < count < least for count in (*row, row.sum()))]
    together = [cover(column, least, small).hidden for column in (*counts.T.tolist(), counts.sum(axis=1).tolist())]
    return frozenset().union(*together)


def _point(hospital: str, count: int, of: int, judged: str | None, hidden: bool) -> FunnelPoint:
    if hidden:
        return FunnelPoint(hospital, None, None, None, None, hidden=True)
    return FunnelPoint(hospital, count, of, count / of, judged)


def _rows(found: Limits) -> Sequence[Limit]:
    columns = (found.low95, found.high95, found.low998, found.high998)
    return [Limit(int(of), *map(float, ends)) for of, *ends in zip(found.of, *columns, strict=True)]
