"""Who is in the synthetic registry and with which tumour: group, year, type, age, sex, site, metastases, size."""

import numpy as np

from leidraad.registry.synthetic.draws import KNOTS, Floats, Ints, between, chance, draw, places, whole
from leidraad.registry.synthetic.margins import CLASSES, PERIODS, Beside, Group, Margins, Number, Subtype, Tumour

KEPT = "kept"
HIGH = CLASSES.index("high")
YES, NO, UNKNOWN = range(3)
NO_GRADE = 9
GRADED = {"high": (2, 3), "low": (1, 1), "not_applicable": (NO_GRADE, NO_GRADE), "unknown": (NO_GRADE, NO_GRADE)}
ELSEWHERE = 10.0  # percent of the tumours that are not counted, with metastases: assumed
OLDER = 0.4  # how far a type of age +1 stands above the others, where chance runs from 0 to 1


class Types:
    """All types of tumour of the margins as columns, one place a type; first those of the groups, then the others."""

    def __init__(self, margins: Margins) -> None:
        self.groups, self.names = list(margins.groups.values()), list(margins.groups)
        found = [
            (self.names.index(name), CLASSES.index(of_class), one)
            for name, group in margins.groups.items()
            for of_class, types in group.subtypes.items()
            for one in types
        ]
        self.counted = len(found)  # the others have no class
        tumours = [(self.names.index(part.like), one) for part in margins.beside.values() for one in part.tumours]
        found += [(g, CLASSES.index("unknown"), _as_subtype(one)) for g, one in tumours]
        self.subtypes = [one for _, _, one in found]
        self.fixed = [None] * self.counted + [one.site for _, one in tumours]
        self.group = np.array([g for g, _, _ in found])
        self.of_class = np.array([c for _, c, _ in found])
        self.codes = [one.code.split("/") for one in self.subtypes]
        self.older = np.array([one.older for one in self.subtypes])
        self.male = np.array([self.groups[g].male.at if one.male is None else one.male for g, _, one in found])
        self.grade = [GRADED[CLASSES[c]] if one.grade is None else (one.grade, one.grade) for _, c, one in found]
        unknown = np.array([self.groups[g].metastasis["unknown"].at for g in self.group])
        yes = np.array([one.metastatic for one in self.subtypes])
        self.metastasis = np.stack([yes, 100 - yes - unknown, unknown], axis=1)

    def shares(self) -> Floats:
        """Return the share of each type within its group and class."""
        table = np.zeros((len(self.groups) * len(CLASSES), len(self.codes)))
        for n, one in enumerate(self.subtypes[: self.counted]):
            table[self.group[n] * len(CLASSES) + self.of_class[n], n] = one.share.at
        table[table.sum(axis=1) == 0, 0] = 1  # a class without types is never drawn
        return table


class People:
    """The columns of the registry, one place a patient, as whole numbers that other modules give their names."""

    def __init__(self, margins: Margins, patients: int, rng: np.random.Generator) -> None:
        self.margins, self.rng, self.types = margins, rng, Types(margins)
        self.kinds = [KEPT, *margins.left_out, *margins.beside]
        self.size = patients
        self.kind = draw(rng, whole(patients), [_kinds(margins)])
        self.kept = self.kind == 0
        self._diagnosed()
        self._typed()
        self._person()
        self._placed()

    def cells(self, *parts: tuple[Ints, int]) -> Ints:
        """Return one cell for each combination of the parts; rows that the selection leaves out stand apart."""
        cell, cells = whole(self.size).astype(np.int32), 1
        for values, size in reversed(parts):
            cell, cells = cell * size + values, cells * size
        return cell + cells * ~self.kept

    def tables(self, shares: Floats) -> Floats:
        """Return the shares for the cells of `cells`: the same for rows that are left out."""
        return np.concatenate([shares, shares])

    def of(self, kind: str) -> Ints:
        """Return which rows are of one kind."""
        return self.kind == self.kinds.index(kind)

    def _diagnosed(self) -> None:
        m = self.margins
        years = np.arange(m.first_year, m.last_year + 1)
        yearly = np.array([_line(group.patients, years) for group in m.groups.values()])
        both = draw(self.rng, self.cells(), self.tables(yearly.reshape(1, -1)))
        self.group, self.year = both // len(years), m.first_year + both % len(years)
        for name, part in m.beside.items():
            self.group[self.of(name)] = self.types.names.index(part.like)
        periods = (years - m.first_year) * PERIODS // len(years)
        self.period = periods[self.year - m.first_year]
        self._spread = np.array([[line[periods == at].sum() / line.sum() for at in range(PERIODS)] for line in yearly])
        self.day = np.floor(places(self.rng, self.cells((self.year - m.first_year, len(years)))) * 365).astype(int)

    def _typed(self) -> None:
        classes = np.array([_classes(*one) for one in zip(self.types.groups, self._spread, strict=True)])
        self.of_class = self.draw(
            ((self.period, PERIODS), (self.group, len(classes))), classes.reshape(-1, len(CLASSES))
        )
        self.type = self.draw(((self.of_class, len(CLASSES)), (self.group, len(classes))), self.types.shares())
        start = self.types.counted
        for name, part in self.margins.beside.items():
            self._replaced(name, part, start)
            start += len(part.tumours)
        self.high = (self.of_class == HIGH).astype(int)
        low, top = np.array(self.types.grade).T
        worse = chance(self.rng, self.type, np.full(len(low), 0.55))
        self.grade = np.where(worse, top[self.type], low[self.type])

    def _replaced(self, name: str, part: Beside, start: int) -> None:
        rows = np.flatnonzero(self.of(name))
        self.type[rows] = start + draw(self.rng, whole(rows.size), [[one.share for one in part.tumours]])
        self.of_class[rows] = CLASSES.index("unknown")

    def draw(self, parts: tuple[tuple[Ints, int], ...], shares: Floats, key: Floats | None = None) -> Ints:
        """Return a choice for each row; the first part of the cell counts fastest in the lines of `shares`."""
        return draw(self.rng, self.cells(*parts), self.tables(shares), key)

    def chance(self, parts: tuple[tuple[Ints, int], ...], share: Floats, key: Floats | None = None) -> Ints:
        """Return whether each row is one of the share of its cell."""
        return chance(self.rng, self.cells(*parts), self.tables(share), key)

    def _person(self) -> None:
        t = self.types
        spreads = [(g, name) for g, group in enumerate(t.groups) for name in group.ages]
        ages = [(g, one.ages) for g, one in zip(t.group, t.subtypes, strict=True)]
        table = np.array([spreads.index(age) for age in ages])[self.type]
        heights = np.array([t.groups[g].ages[name].at for g, name in spreads])
        place = places(self.rng, self.cells((table, len(spreads))), OLDER * t.older[self.type])
        self.age = np.floor(between(place, table, heights, np.tile(KNOTS, (len(spreads), 1))) + 0.5).astype(int)
        young = self.of("children")
        self.age[young] = np.floor(place[young] * 18).astype(int)
        self.male = self.chance(((self.type, len(t.codes)),), t.male / 100).astype(int)

    def _placed(self) -> None:
        t = self.types
        profiles = [(g, name) for g, group in enumerate(t.groups) for name in group.sites]
        named = [code for g, name in profiles for region in t.groups[g].sites[name].values() for code in region.codes]
        self.sites = list(dict.fromkeys([*named, *filter(None, t.fixed)]))
        shares = np.zeros((len(profiles), len(self.sites)))
        for line, (g, name) in zip(shares, profiles, strict=True):
            for region in t.groups[g].sites[name].values():
                for code, part in region.codes.items():
                    line[self.sites.index(code)] += region.share.at * part / sum(region.codes.values())
        wanted = [(g, one.sites) for g, one in zip(t.group, t.subtypes, strict=True)]
        profile = np.array([profiles.index(one) for one in wanted])[self.type]
        fixed = np.array([self.sites.index(site) if site else -1 for site in t.fixed])[self.type]
        self.site = np.where(fixed >= 0, fixed, self.draw(((profile, len(profiles)),), shares))
        self.metastasis = self.draw(((self.type, len(t.codes)),), t.metastasis)
        sizes = np.array([group.size.at for group in t.groups])
        place = places(self.rng, self.cells((self.group, len(sizes))), 0.5 * self.high)
        knots = np.tile(KNOTS, (len(sizes), 1))
        self.millimetres = np.floor(between(place, self.group, sizes, knots) * 10).astype(int)


def _as_subtype(one: Tumour) -> Subtype:
    return Subtype(one.code, Number(one.share), ELSEWHERE, male=0.0 if one.female else None)


def _kinds(margins: Margins) -> list[float]:
    """Return the weight of each kind of row; a share counts against those who stay and the row's own kind together."""
    shares = [n.at for n in margins.left_out.values()] + [part.beside.at for part in margins.beside.values()]
    return [1.0, *(share / (100 - share) for share in shares)]


def _line(points: dict[int, Number], years: Ints) -> Floats:
    known = sorted(points)
    return np.interp(years, known, [points[year].at for year in known])


def _classes(group: Group, periods: Floats) -> Floats:
    """Return the share of each class in each period: high grade rises on a line, the others keep their proportions."""
    away = np.arange(PERIODS) - (PERIODS - 1)
    slope = (group.high.all.at - group.high.last.at) / float((periods * away).sum())
    high = group.high.last.at + slope * away
    others = [group.classes[name].at for name in CLASSES[1:]]
    return np.array([[h, *((100 - h) * np.array(others) / sum(others))] for h in high])
