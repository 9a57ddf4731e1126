"""What was done for whom in the synthetic registry, and where: operation, hospital, more treatment, discussion."""

import numpy as np

from leidraad.registry.synthetic.draws import Floats, Ints, rest, share_of
from leidraad.registry.synthetic.margins import PERIODS, Group, Hospitals, More
from leidraad.registry.synthetic.tumours import NO, UNKNOWN, YES, People

OLDEST = 75  # years
LARGE = 50  # mm
RADIOTHERAPY, BOTH, SYSTEMIC, NONE = range(4)
NOT_DISCUSSED, LOCALLY, AT_CENTRE, NOT_KNOWN = range(4)


class Care:
    """The columns on treatment and its organisation."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.groups = people.types.groups
        self._by_group = (people.group, len(self.groups))
        self._by_period = (people.period, PERIODS)
        self.old = (people.age >= OLDEST).astype(int)
        self.operated = self._operated()
        self.untreated = self._untreated()
        self.centre = self._in_centre()
        self.hospital = self._hospital()
        self.more = self._more()
        self._timed()
        self._discussed()
        self._reported()

    def _operated(self) -> Ints:
        p = self.people
        table = np.array([self._operated_in(g, old) for g in range(len(self.groups)) for old in (0, 1)])
        parts = ((p.metastasis, 3), (self.old, 2), self._by_group)
        return p.chance(parts, table.reshape(-1)).astype(int)

    def _operated_in(self, g: int, old: int) -> list[float]:
        """Return the shares by metastases (YES, NO, UNKNOWN), so that those of the age and of the group come out."""
        p, wanted = self.people, self.groups[g].operated
        here = p.kept & (p.group == g)
        among = here & (self.old == old)
        oldest = wanted.oldest.at
        share = oldest if old else float(rest(wanted.all.at, oldest, share_of(self.old == 1, here)))
        yes = wanted.metastatic.at / wanted.all.at * share
        spread, unknown = share_of(p.metastasis == YES, among), share_of(p.metastasis == UNKNOWN, among)
        no = (share - yes * spread - share * unknown) / max(1 - spread - unknown, 0.01)
        return [yes / 100, min(no / 100, 0.995), share / 100]

    def _untreated(self) -> Ints:
        p = self.people
        table = np.array([self._untreated_in(g, high) for g in range(len(self.groups)) for high in (0, 1)])
        parts = ((p.metastasis, 3), (self.operated, 2), (p.high, 2), self._by_group)
        # Nobody who was operated on is untreated; the older go without more often.
        table = np.stack([table, np.zeros_like(table)], axis=1).reshape(-1)
        return p.chance(parts, table, p.age / 100).astype(int)

    def _untreated_in(self, g: int, high: int) -> list[float]:
        """Return the shares of those who were not operated on, by metastases."""
        p, wanted = self.people, self.groups[g].untreated
        here = p.kept & (p.group == g)
        of_others = float(rest(wanted.all.at, wanted.high.at, share_of(p.high == 1, here)))
        share = wanted.high.at if high else of_others
        among = here & (p.high == high)
        unknown = share_of(p.metastasis == UNKNOWN, among)
        yes = wanted.metastatic.at / 100 * (1 - unknown) * share
        aims = {YES: yes, NO: share * (1 - unknown) - yes, UNKNOWN: share * unknown}
        left = {at: share_of((self.operated == 0) & (p.metastasis == at), among) for at in aims}
        return [min(aims[at] / 100 / left[at], 1.0) if left[at] else 0.0 for at in (YES, NO, UNKNOWN)]

    def _in_centre(self) -> Ints:
        p = self.people
        self.large = (p.millimetres > LARGE).astype(int)
        shares = np.array([self._centre_in(g) for g in range(len(self.groups))])
        parts = ((self.operated, 2), (self.large, 2), self._by_period, self._by_group)
        to_high = np.array([g.centre.to_high.at / 100 if g.centre.to_high else 0.0 for g in self.groups])
        return p.chance(parts, np.repeat(shares.reshape(-1), 2), to_high[p.group] * p.high).astype(int)

    def _centre_in(self, g: int) -> Floats:
        """Return the shares by period and by size (small, large)."""
        p, wanted = self.people, self.groups[g].centre
        of_all = np.linspace(wanted.first.at, wanted.last.at, PERIODS) / 100
        if wanted.large_first is None or wanted.large_last is None:
            return np.stack([of_all, of_all], axis=1)
        large = np.linspace(wanted.large_first.at, wanted.large_last.at, PERIODS) / 100
        here = p.kept & (p.group == g) & (self.operated == 1)
        sizes = np.array([share_of(self.large == 1, here & (p.period == at)) for at in range(PERIODS)])
        return np.stack([rest(of_all, large, sizes), large], axis=1)

    def _hospital(self) -> Ints:
        p, margins = self.people, self.people.margins
        centres = sorted({name for group in self.groups for name in group.centre.hospitals})
        others = np.array([_volumes(margins.other_hospitals, at / (PERIODS - 1)) for at in range(PERIODS)])
        self.hospitals = [*centres, *(f"H{len(centres) + 1 + n:02}" for n in range(others.shape[1]))]
        nowhere, elsewhere = [0.0] * others.shape[1], [0.0] * len(centres)
        lines = [
            [*_centres(group, centres), *nowhere] if inside else [*elsewhere, *others[at]]
            for group in self.groups for at in range(PERIODS) for inside in (0, 1)
        ]  # fmt: skip
        parts = ((self.operated, 2), (self.centre, 2), self._by_period, self._by_group)
        return p.draw(parts, np.repeat(np.array(lines), 2, axis=0))

    def _more(self) -> Ints:
        """Return what beside, or in place of, an operation was given: RADIOTHERAPY, BOTH, SYSTEMIC or NONE."""
        p = self.people
        lines = []
        for group in self.groups:
            without = _shares(group.more["without_operation"])
            lines += [without, without, _shares(group.more["other"]), _shares(group.more["high"])]
        parts = ((p.high, 2), (self.operated, 2), self._by_group)
        # A centre gives radiotherapy more often.
        found = p.draw(parts, np.array(lines), -0.3 * self.centre)
        return np.where(self.untreated == 1, NONE, found)

    def _timed(self) -> None:
        p = self.people
        before = np.array([group.before_operation.radiotherapy.at for group in self.groups]) / 100
        self.radiotherapy_first = p.chance((self._by_period, self._by_group), before.reshape(-1)).astype(int)
        systemic = np.array([group.before_operation.systemic.at for group in self.groups]) / 100
        self.systemic_first = p.chance((self._by_group,), systemic).astype(int)
        self.systemic_after = p.chance((self._by_group,), np.full(len(self.groups), 0.5)).astype(int)

    def _discussed(self) -> None:
        p, d = self.people, self.people.margins.details
        lines = []
        for g, group in enumerate(self.groups):
            outside = max(1 - share_of(self.centre == 1, p.kept & (p.group == g)), 0.01)
            never, unknown = group.not_discussed.at / outside, d.discussed_unknown / outside
            yes = max(100 - never - unknown, 0)
            lines += [
                [never * (100 - d.local_table), never * d.local_table, yes * d.at_centre_table,
                 yes * (100 - d.at_centre_table), unknown * 100],
                [0, 0, d.at_centre_table * 100, (100 - d.at_centre_table) * 100, 0],
            ]  # fmt: skip
        found = p.draw(((self.centre, 2), self._by_group), np.array(lines))
        self.table = np.array([NOT_DISCUSSED, LOCALLY, AT_CENTRE, LOCALLY, NOT_KNOWN])[found]
        self.advice = np.array([NO, NO, NO, YES, UNKNOWN])[found]
        self.consulted = np.array([NO, NO, YES, YES, UNKNOWN])[found]

    def _reported(self) -> None:
        """Add what a registry could also hold of a patient and the centre, and of the operation."""
        p, d = self.people, self.people.margins.details

        def one(share: float) -> Ints:
            return p.chance((), np.array([share / 100]))

        yes = self.consulted == YES
        self.discussed_before = np.where(yes, np.where(one(d.before_treatment), YES, NO), self.consulted)
        self.discussed_after = np.where(yes, np.where(one(d.after_treatment), YES, NO), self.consulted)
        self.returned = np.where(one(d.returned), YES, NO)
        again = np.where(one(d.after_return), YES, NO)
        self.discussed_again = np.where(self.returned == YES, again, UNKNOWN)
        soft = p.group == p.types.names.index("soft_tissue_sarcoma")
        share = np.array([d.unplanned_elsewhere, d.unplanned_centre]) / 100
        chosen = p.chance(((self.centre, 2),), share, 0.5 * (1 - self.large))
        self.unplanned = np.where(self.operated == 0, UNKNOWN, np.where(chosen & soft, YES, NO))
        self.margin = p.draw((), np.array([d.margins]))
        self.basis = p.draw((), np.array([d.bases]))


def _shares(more: More) -> list[float]:
    found = [more.radiotherapy.at, more.both.at, more.systemic.at]
    return [*found, 100 - sum(found)]


def _centres(group: Group, names: list[str]) -> list[float]:
    return [float(group.centre.hospitals.get(name, 0)) for name in names]


def _volumes(classes: list[Hospitals], at: float) -> list[float]:
    """Return the yearly operations of each other hospital, `at` a part of the way from the first to the last period."""
    found: list[float] = []
    for one in classes:
        number = round(one.first + at * (one.last - one.first))
        found += np.linspace(one.patients[1], one.patients[0], max(number, 1)).tolist()[:number]
    most = sum(max(one.first, one.last) for one in classes)
    return found + [0.0] * (most - len(found))
