"""Norms: how each hospital stands beside a number, in each year and over the last three. Tells no reasons.

A year in which few patients were seen hides every single year of that hospital, since its three years together and
the panels of periods would give the number away; the verdict stands all the same.
"""

from collections.abc import Iterator, Sequence

from leidraad.model.content import Wording
from leidraad.model.report import VolumeNorm
from leidraad.numerics.norms import judge_counts, judge_shares
from leidraad.registry.groups import ordered
from leidraad.registry.hospitals import HOSPITAL
from leidraad.registry.people import People, Tally, named_by, norm_columns
from leidraad.registry.reasons import Reasons
from leidraad.registry.results import Judged, NormResult
from leidraad.registry.suppression import is_small
from leidraad.registry.words import NOT_IN_FORCE

YEAR = "incidence_year"
WINDOW = 3
# How many were counted; of whom a condition holds, does not hold, is not known.
Counts = tuple[int, ...]


def norms(people: People, reasons: Reasons) -> Iterator[NormResult]:
    """Yield every norm, with each hospital in the years of the table in which the norm was in force."""
    for number, norm in enumerate(people.definition.norms):
        counts = _counts(people, number, norm)
        judged = tuple(_judged(people, norm, counts))
        yield NormResult(
            id=norm.id, title=norm.title, least=float(norm.least), edition=norm.edition, source=norm.source,
            since=norm.since, until=norm.until, judged=judged, note=norm.note,
            empty=None if judged else (NOT_IN_FORCE if counts else _reason(people, number, norm, reasons)),
        )  # fmt: skip


def _counts(people: People, number: int, norm: VolumeNorm) -> dict[tuple[str, int], Counts]:
    """Return the counts of each hospital and year of the table, in force or not."""
    within, of = norm_columns(number)
    keys = [HOSPITAL, YEAR, *([of] if norm.of is not None else [])]
    tally: Tally = people.tally(keys, people.chosen() & people.holds(within))
    found: dict[tuple[str, int], Counts] = {}
    for (hospital, year, *answer), count in tally.items():
        if hospital is not None and year is not None:
            before = found.get((hospital, year), (0,) * (3 if answer else 1))
            at = ("true", "false", None).index(answer[0]) if answer else 0
            found[hospital, year] = tuple(had + count * (n == at) for n, had in enumerate(before))
    return found


def _reason(people: People, number: int, norm: VolumeNorm, reasons: Reasons) -> Wording:
    names = (HOSPITAL, YEAR, *named_by(norm))
    return reasons.unknown((HOSPITAL, YEAR)) or reasons.nobody(norm_columns(number)[0], people.chosen(), names)


def _judged(people: People, norm: VolumeNorm, counts: dict[tuple[str, int], Counts]) -> Iterator[Judged]:
    years = range(min((year for _, year in counts), default=0), max((year for _, year in counts), default=-1) + 1)
    force = [y for y in years if (norm.since is None or y >= norm.since) and (norm.until is None or y <= norm.until)]
    judge = _beside_share if norm.of is not None else _beside_count
    least = people.definition.least_count
    for hospital in ordered(people.items[HOSPITAL], (name for name, _ in counts)):
        seen = {year: counts[hospital, year] for year in force if (hospital, year) in counts}
        some_small = any(_is_small(found, least) for found in seen.values())
        for year, found in seen.items():
            yield judge(norm, hospital, (year,), found, some_small)
        window = tuple(force[-WINDOW:])
        together = [seen[year] for year in window if year in seen]
        if len(window) == WINDOW and together:
            total = tuple(map(sum, zip(*together, strict=True)))
            yield judge(norm, hospital, window, total, _is_small(total, least))


def _is_small(counts: Counts, least: int) -> bool:
    return any(is_small(count, least) for count in (*counts, sum(counts)))


def _beside_count(norm: VolumeNorm, hospital: str, years: Sequence[int], counts: Counts, hidden: bool) -> Judged:
    found = judge_counts([counts[0]], [len(years)], float(norm.least))
    return _made(norm, hospital, years, (found.value[0], found.low[0], found.high[0]), str(found.verdict[0]), hidden)


def _beside_share(norm: VolumeNorm, hospital: str, years: Sequence[int], counts: Counts, hidden: bool) -> Judged:
    """Judge twice: as if it held of all of whom it is not known, and of none. Only what both say is a verdict."""
    yes, no, unknown = counts
    size = yes + no + unknown
    worst, best = (judge_shares([count], [size], float(norm.least)) for count in (yes, yes + unknown))
    verdict = str(worst.verdict[0]) if worst.verdict[0] == best.verdict[0] else "undecided"
    value = yes / (yes + no) if yes + no else None
    return _made(norm, hospital, years, (value, worst.low[0], best.high[0]), verdict, hidden)


def _made(
    norm: VolumeNorm, hospital: str, years: Sequence[int], ends: Sequence[float | None], verdict: str, hidden: bool
) -> Judged:
    value, low, high = (None if hidden or end is None else float(end) for end in ends)
    return Judged(norm.id, hospital, tuple(years), value, low, high, verdict, hidden)
