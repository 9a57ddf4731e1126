"""What a registry report says, as frozen data with labels in both languages. Small counts are already left out.

A number that may not be shown is None, and `hidden` says so; a number that cannot be computed is None too, and the
panel's `empty` says why. Shares lie between 0 and 1, times are in days, intervals are of 95 %.
"""

import msgspec

from leidraad.model.content import Wording


class Flow(msgspec.Struct, frozen=True):
    """One step of the selection: who came in, who went, and of whom it is not known.

    Where so few went that it is hidden, the number between this step and its neighbour is hidden too.
    """

    id: str
    title: Wording
    before: int | None
    left_out: int | None
    unknown: int | None
    after: int | None
    source: str
    note: Wording | None = None


class Checked(msgspec.Struct, frozen=True):
    """How many rows a check of the data found; a few of them by the number of their row, from 1."""

    id: str
    kind: str
    text: Wording
    count: int | None
    rows: tuple[int, ...]


class Missing(msgspec.Struct, frozen=True):
    """How many selected patients lack an item that the report reads."""

    item: str
    label: Wording
    missing: int | None
    of: int


class Group(msgspec.Struct, frozen=True):
    """One group of a panel: the values of `by` and their labels, and how many patients (or hospitals) are in it."""

    values: tuple[str | None, ...]
    labels: tuple[Wording, ...]
    size: int | None


class Share(msgspec.Struct, frozen=True):
    """One value of `of` in one group."""

    group: Group
    value: str | None
    label: Wording
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    hidden: bool = False


class Rate(msgspec.Struct, frozen=True):
    """Patients a year in one group, or operations a year in one hospital."""

    group: Group
    count: int | None
    per_year: float | None
    low: float | None
    high: float | None
    hidden: bool = False


class Spread(msgspec.Struct, frozen=True):
    """The spread of a number in one group: least and most are left out, since they can point at one patient."""

    group: Group
    known: int | None
    quartile1: float | None
    median: float | None
    quartile3: float | None
    mean: float | None
    hidden: bool = False


class Point(msgspec.Struct, frozen=True):
    """Survival at one time: years since diagnosis, how many are still at risk, estimate and interval."""

    years: float
    at_risk: int | None
    survival: float | None
    low: float | None
    high: float | None


class Curve(msgspec.Struct, frozen=True):
    """Survival in one group: the steps to draw, and the points of the table.

    Of net survival (Pohar Perme) `beside` has the relative survival of Ederer II at the same points.
    """

    group: Group
    deaths: int | None
    steps: tuple[Point, ...]
    points: tuple[Point, ...]
    median_years: float | None
    hidden: bool = False
    beside: tuple[Point, ...] = ()


class StandardisedSurvival(msgspec.Struct, frozen=True):
    """Net survival after some years in one group, as it is and in a standard age structure; `why_not` if not so."""

    group: Group
    years: int
    survival: float | None
    low: float | None
    high: float | None
    standardised: float | None
    standardised_low: float | None
    standardised_high: float | None
    why_not: Wording | None = None
    hidden: bool = False


class Ends(msgspec.Struct, frozen=True):
    """A rate for 100,000 person-years with its interval."""

    rate: float
    low: float
    high: float


class StandardisedRate(msgspec.Struct, frozen=True):
    """New patients for 100,000 person-years in one group: as counted, and in each standard population by its name."""

    group: Group
    count: int | None
    person_years: int | None
    crude: Ends | None
    standardised: dict[str, Ends]
    why_not: Wording | None = None
    hidden: bool = False


class Trend(msgspec.Struct, frozen=True):
    """A test of trend or difference: its name, what it compares, the statistic and the p value."""

    test: Wording
    statistic: float
    p: float


class PanelResult(msgspec.Struct, frozen=True):
    """One panel with its numbers; exactly one of the lists is filled, or `empty` says why none is.

    `norms` are those whose line stands in the picture. `needs` is the option of the report that gives what an empty
    panel needs.
    """

    id: str
    figure: int | None
    kind: str
    chapter: str
    title: Wording
    definition: Wording
    population: int | None
    by: tuple[Wording, ...]
    of: Wording | None
    rules: tuple[str, ...]
    source: str
    norms: tuple[str, ...] = ()
    note: Wording | None = None
    empty: Wording | None = None
    shares: tuple[Share, ...] = ()
    rates: tuple[Rate, ...] = ()
    spreads: tuple[Spread, ...] = ()
    curves: tuple[Curve, ...] = ()
    standardised_survival: tuple[StandardisedSurvival, ...] = ()
    standardised_rates: tuple[StandardisedRate, ...] = ()
    trends: tuple[Trend, ...] = ()
    needs: str | None = None


class Judged(msgspec.Struct, frozen=True):
    """One hospital beside one norm, in one year or over three: `met`, `not_met` or `undecided`."""

    norm: str
    hospital: str
    years: tuple[int, ...]
    value: float | None
    low: float | None
    high: float | None
    verdict: str
    hidden: bool = False


class NormResult(msgspec.Struct, frozen=True):
    """A norm with its years, edition and source, and how each hospital stands beside it."""

    id: str
    title: Wording
    least: float
    edition: str
    source: str
    since: int | None
    until: int | None
    judged: tuple[Judged, ...]
    note: Wording | None = None
    empty: Wording | None = None


class FunnelPoint(msgspec.Struct, frozen=True):
    """One hospital in a funnel plot."""

    hospital: str
    count: int | None
    of: int | None
    share: float | None
    outside: str | None
    hidden: bool = False


class Limit(msgspec.Struct, frozen=True):
    """The control limits of a funnel at one size, of 95 % and of 99.8 %."""

    of: int
    low95: float
    high95: float
    low998: float
    high998: float


class Funnel(msgspec.Struct, frozen=True):
    """A share for each hospital around that of all; `phi` is the overdispersion that widened the limits, if any."""

    id: str
    title: Wording
    definition: Wording
    target: float | None
    phi: float | None
    points: tuple[FunnelPoint, ...]
    limits: tuple[Limit, ...]
    empty: Wording | None = None


class Adhered(msgspec.Struct, frozen=True):
    """One rule in one group: who should, who did, who could not be judged. Who did is part of who should.

    There is no share where the table only ever tells that a rule was followed, or only that it was not.
    """

    group: Group
    should: int | None
    did: int | None
    unknown: int | None
    share: float | None
    low: float | None
    high: float | None
    hidden: bool = False

    @property
    def range(self) -> tuple[float, float] | None:
        """Return the share if none, and if all, of those who could not be judged should have and did."""
        if self.should is None or self.did is None or not self.unknown:
            return None
        everybody = self.should + self.unknown
        return self.did / everybody, (self.did + self.unknown) / everybody


class Want(msgspec.Struct, frozen=True):
    """An item for want of which a rule could not be judged, and the share of a sample in which it was wanting."""

    item: str
    label: Wording
    share: float


class Unanswered(msgspec.Struct, frozen=True):
    """A rule that could not be judged of any patient. Without `wants` nothing at all tells whether it was followed."""

    rule: str
    guideline: str
    status: str
    title: str
    text: Wording
    wants: tuple[Want, ...]


class Adherence(msgspec.Struct, frozen=True):
    """How a rule of a guideline was followed: overall first, then by period, by type of hospital and by grade."""

    rule: str
    guideline: str
    guideline_title: Wording
    status: str
    title: str
    verb: str
    text: Wording
    overall: Adhered
    by: tuple[Adhered, ...]
    wants: tuple[Want, ...]


class Shown(msgspec.Struct, frozen=True):
    """A published figure, and what this table gives in its place; `why_not` where the report cannot give it."""

    id: str
    measure: Wording
    published: float
    unit: str
    source: str
    panel: str | None
    here: float | None
    why_not: Wording | None
    shown_back: bool


class Report(msgspec.Struct, frozen=True):
    """The whole report."""

    title: Wording
    edition: str
    evaluated_on: str
    table: str
    mapping: str | None
    about: Wording | None
    synthetic: bool
    rows: int
    apart: int
    least_count: int
    flow: tuple[Flow, ...]
    checks: tuple[Checked, ...]
    missing: tuple[Missing, ...]
    panels: tuple[PanelResult, ...]
    norms: tuple[NormResult, ...]
    funnels: tuple[Funnel, ...]
    adherence: tuple[Adherence, ...]
    not_answerable: tuple[Unanswered, ...]
    concern_nobody: tuple[str, ...]
    selected: bool
    published: tuple[Shown, ...]
