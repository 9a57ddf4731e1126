"""The synthetic registry: a table in the column names of the Dutch cancer registry, made from margins and a seed.

A demonstration and a test bed, no evidence: nobody in it exists. Reads and writes no file.
"""

import numpy as np
import pyarrow as pa

from leidraad.registry.synthetic.care import AT_CENTRE, BOTH, NONE, NOT_KNOWN, RADIOTHERAPY, SYSTEMIC, Care
from leidraad.registry.synthetic.draws import Ints, places
from leidraad.registry.synthetic.fate import diagnosed_on, followed
from leidraad.registry.synthetic.margins import Margins
from leidraad.registry.synthetic.tumours import NO, NO_GRADE, UNKNOWN, YES, People

LEAST = 1_000  # below so many rows there are no doubtful ones
AUTOPSY = 4  # beside the four bases of the margins
NOT_RECORDED = -1
ANSWER = {YES: "1", NO: "0", UNKNOWN: "9"}


def synthetic_registry(margins: Margins, patients: int, seed: int) -> pa.Table:
    """Return the registry: one tumour a row, each marked in the column `synthetic`."""
    people = People(margins, patients, np.random.default_rng(seed))
    return _Columns(people, Care(people)).table()


class _Columns:
    def __init__(self, people: People, care: Care) -> None:
        self.p, self.c = people, care
        self.person = np.arange(people.size)
        self.day = diagnosed_on(people)
        self.days, self.dead = followed(people)
        self.basis = np.where(people.of("autopsy"), AUTOPSY, care.basis)
        # Without tissue there is no grade.
        self.grade = np.where(care.basis <= 1, NO_GRADE, people.grade)
        self.stage_one = np.zeros(people.size, bool)
        self._autopsies()
        self._second_tumours()
        self._doubtful()
        self._gone()

    def _autopsies(self) -> None:
        found = self.p.of("autopsy")
        self.days[found], self.dead[found] = 0, 1
        self.c.operated[found], self.c.more[found] = 0, NONE

    def _some(self, number: float, among: Ints) -> Ints:
        """Return some rows, at least one where there are any."""
        rows = self.p.rng.permutation(np.flatnonzero(among))
        return rows[: max(round(number), 1)] if self.p.size >= LEAST else rows[:0]

    def _second_tumours(self) -> None:
        """Give some persons two rows, which lie apart as many days as their diagnoses."""
        d = self.p.margins.details
        rows = self._some(self.p.size * d.second_tumour / 100 * 2, self.p.kept)
        rows = rows[: len(rows) // 2 * 2].reshape(-1, 2)
        rows = np.take_along_axis(rows, np.argsort(self.day[rows], axis=1, kind="stable"), axis=1)
        first, second = rows.T
        apart = (self.day[second] - self.day[first]).astype(int)
        self.person[second] = self.person[first]
        self.p.male[second] = self.p.male[first]
        self.p.age[second] = self.p.age[first] + apart * 4 // 1461
        self.days[first], self.dead[first] = self.days[second] + apart, self.dead[second]
        same = slice(0, round(len(rows) * d.same_tumour / 100))
        for column in (self.p.type, self.p.site, self.p.group):
            column[second[same]] = column[first[same]]

    def _doubtful(self) -> None:
        """Make the mistakes that checks of the data look for, some of each kind."""
        p, number = self.p, self.p.size * self.p.margins.details.mistaken / 100
        place = {code: p.sites.index(code) for code in ("C40.2", "C49.2", "C54.9")}
        soft, gist = (p.kept & (p.group == p.types.names.index(name)) for name in ("soft_tissue_sarcoma", "gist"))
        self.days[self._some(number, p.kept)] = -30
        p.age[self._some(number, p.kept)] = 112
        p.site[self._some(number, soft)] = place["C40.2"]
        p.site[self._some(number, gist)] = place["C49.2"]
        p.male[self._some(number, p.site == place["C54.9"])] = 1
        self.basis[self._some(number, p.kept & (self.grade != NO_GRADE))] = 0
        self.stage_one[self._some(number, p.kept & (p.metastasis == YES))] = True

    def _gone(self) -> None:
        """Say of each item in which rows it is not recorded."""
        everyone = self.p.cells()
        self.gone = {name: places(self.p.rng, everyone) < share / 100 for name, share in self.p.margins.missing.items()}

    def _without(self, values: list[str] | np.ndarray, item: str, sign: str | None) -> np.ndarray:
        return np.where(self.gone[item], sign, values)

    def _word(self, words: dict[int, str], values: Ints, item: str | None = None, sign: str | None = "9") -> np.ndarray:
        """Return a word for each value; `sign` where the item is not recorded."""
        low = min(words)
        table = np.array([words.get(at) for at in range(low, max(words) + 1)], object)
        found = table[values - low]
        return self._without(found, item, sign) if item else found

    def table(self) -> pa.Table:
        """Return all columns by the names that the mapping `nkr` reads."""
        found = {**self._whose(), **self._what(), **self._treated(), **self._where()}
        found["synthetic"] = pa.array(np.ones(self.p.size, bool))
        return pa.table({name: _array(values) for name, values in found.items()})

    def _whose(self) -> dict:
        p, gone = self.p, self.gone["vital_status"]
        number = np.char.zfill(np.arange(1, p.size + 1).astype(str), len(str(p.size)))
        return {
            "key_zid": np.char.add("T", number), "key_nkr": np.char.add("P", number[self.person]),
            "leeft": p.age, "gesl": self._word({1: "1", 0: "2"}, p.male), "incjr": p.year, "incdat": self.day,
            "vit_stat": self._word({0: "0", 1: "1"}, self.dead, "vital_status"),
            "vit_stat_int": pa.array(self.days, mask=gone),
            "woonland": self._abroad("lives_abroad"), "diagland": self._abroad("diagnosed_abroad"),
            "behland": self._abroad("treated_abroad"),
        }  # fmt: skip

    def _abroad(self, kind: str) -> np.ndarray:
        return np.where(self.p.of(kind), "overig", "NL")

    def _what(self) -> dict:
        p = self.p
        morphology, behaviour = np.array(p.types.codes).T
        t = np.searchsorted([50, 100, 150], p.millimetres) + 1
        n = (places(p.rng, p.cells((p.high, 2))) < np.where(p.high == 1, 0.03, 0.005)).astype(int)
        shown_t = self._word({at: str(at) for at in range(1, 5)}, t, "tnm_t", "X")
        shown_n = self._word({0: "0", 1: "1"}, n, "tnm_n", "X")
        spread = self._word({YES: "1", NO: "0", UNKNOWN: "X"}, p.metastasis, "metastasis_at_diagnosis", "X")
        after = self.c.operated == 1
        gist = p.group == p.types.names.index("gist")
        return {
            "diag_basis": self._word(dict(enumerate("12578")), self.basis),
            "topo": np.array([code.replace(".", "") for code in p.sites])[p.site],
            "morf": morphology[p.type], "gedrag": behaviour[p.type],
            "diffgrad": self._word({1: "1", 2: "2", 3: "3", NO_GRADE: "9"}, self.grade),
            "ct": shown_t, "cn": shown_n, "cm": spread,
            "pt": np.where(after, shown_t, "X"), "pn": np.where(after, shown_n, "X"), "pm": np.full(p.size, "X"),
            "stadium": self._stage(t, n),
            "tum_afm": np.where(self.gone["size_cm"], 999, p.millimetres),
            "gist_risico": np.where(gist, self._word({0: "2", 1: "9", 2: "1", 3: "9"}, p.of_class), ""),
        }  # fmt: skip

    def _stage(self, t: Ints, n: Ints) -> np.ndarray:
        """Return a stage that follows from grade, T, N and M where all are known."""
        p = self.p
        low, high = np.where(t == 1, "1A", "1B"), np.array(["2", "3A", "3B", "3B"])[t - 1]
        graded = np.where(self.grade == 1, low, high)
        unknown = (self.grade == NO_GRADE) | (p.metastasis == UNKNOWN) | self.gone["tnm_t"] | self.gone["tnm_n"]
        found = np.where(p.metastasis == YES, "4", np.where(unknown, "X", np.where(n == 1, "4", graded)))
        return np.where(self.stage_one, "1A", found)

    def _treated(self) -> dict:
        c, more = self.c, self.c.more
        radiotherapy, systemic = np.isin(more, (RADIOTHERAPY, BOTH)), np.isin(more, (SYSTEMIC, BOTH))
        without = c.operated == 0
        # 1 before the operation, 2 after it, 3 both, 4 without operation.
        timed = np.where(without, 4, np.where(c.radiotherapy_first == 1, 1, 2))
        drugs = np.where(without, 4, np.where(c.systemic_first == 0, 2, np.where(c.systemic_after == 1, 3, 1)))
        codes = {NOT_RECORDED: "9", **{at: str(at) for at in range(5)}}
        given = np.where(systemic, drugs, 0)
        given = np.where(self.gone["systemic_therapy_given"], NOT_RECORDED, given)
        gist = self.p.group == self.p.types.names.index("gist")
        margin = np.where(without, NOT_RECORDED, c.margin)
        return {
            "org_chir": self._word({0: "0", 1: "1"}, c.operated),
            "rt": self._word(codes, np.where(radiotherapy, timed, 0), "radiotherapy_timing"),
            "chemo": self._word(codes, np.where(gist, 0, given)),
            "target": self._word(codes, np.where(gist, given, 0)),
            "snijvlak": self._word({NOT_RECORDED: "9", 0: "0", 1: "1", 2: "2"}, margin, "resection_margin"),
            "whoops": self._word(ANSWER, c.unplanned, "unplanned_excision"),
        }  # fmt: skip

    def _where(self) -> dict:
        c = self.c
        return {
            "zkh": self._without(np.array(c.hospitals)[c.hospital], "hospital", ""),
            "exp_chir": self._word({0: "0", 1: "1"}, c.centre),
            "mdo": self._word({0: "0", 1: "1", AT_CENTRE: "2", NOT_KNOWN: "9"}, c.table),
            "exp_advies": self._word(ANSWER, c.advice),
            "exp_voor": self._word(ANSWER, c.discussed_before),
            "exp_na": self._word(ANSWER, c.discussed_after, "discussed_after_treatment"),
            "terug": self._word(ANSWER, c.returned, "tumour_returned"),
            "exp_terug": self._word(ANSWER, c.discussed_again, "tumour_returned"),
        }  # fmt: skip


def _array(values: np.ndarray | pa.Array) -> pa.Array:
    found = values if isinstance(values, pa.Array) else pa.array(values)
    return found.cast(pa.date32()) if pa.types.is_temporal(found.type) else found
