"""What a registry report counts, as plain frozen data: items, selection, checks, panels, norms, published figures.

Content of an edition (its folder `report/`), compiled like the rules. Computes nothing and knows no table.
"""

import datetime
from decimal import Decimal

import msgspec

from leidraad.diagnostics import Span
from leidraad.model.content import Item, Wording
from leidraad.model.expressions import Expression

# How a panel is made from its population.
PANEL_KINDS = (
    "shares",  # the values of `of`, as shares of the patients of each group of `by`
    "per_year",  # patients a year in each group of `by`; the last item of `by` is the period
    "spread",  # median and quartiles of the number `of` in each group of `by`
    "survival",  # Kaplan-Meier from diagnosis in each group of `by`
    "hospital_shares",  # the values of `of`, an item of a hospital in a period, as shares of the hospitals
    "per_hospital",  # operations a year in each hospital over the last period
    "net_survival",  # Pohar Perme, with Ederer II beside it, in each group of `by`; needs a life table
    "standardised_survival",  # net survival after five years by the weights `standard`; needs a life table
    "standardised_incidence",  # patients for 100,000 inhabitants of a standard age; the last item of `by` is the period
)
# The weights of ages that survival is standardised to.
SURVIVAL_STANDARDS = ("icss_1", "icss_2", "icss_3")
CHECK_KINDS = ("impossible", "suspicious")
NORM_KINDS = ("operations_per_year", "discussed_per_year", "share_of_patients")


class Step(msgspec.Struct, frozen=True):
    """One step of the selection. Whoever is known to meet `leave_out` goes; an unknown stays in and is counted."""

    id: str
    title: Wording
    leave_out: Expression
    source: str
    span: Span
    rules: tuple[str, ...] = ()
    note: Wording | None = None


class Check(msgspec.Struct, frozen=True):
    """One check of the data: what is known to meet `when` is counted and listed; `impossible` rows stand apart."""

    id: str
    kind: str
    when: Expression
    items: tuple[str, ...]
    text: Wording
    source: str
    span: Span


class Panel(msgspec.Struct, frozen=True):
    """One panel. Patients of whom `population` is not known to hold are not in it; an unknown `of` is a value.

    `without_step` names the one step of the selection that does not count for this panel.
    """

    id: str
    figure: int | None
    kind: str
    chapter: str
    title: Wording
    definition: Wording
    population: Expression
    source: str
    span: Span
    of: str | None = None
    by: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    without_step: str | None = None
    note: Wording | None = None
    standard: str | None = None


class VolumeNorm(msgspec.Struct, frozen=True):
    """A number that each hospital is held to, in the years in which it was in force."""

    id: str
    kind: str
    title: Wording
    population: Expression
    least: Decimal
    edition: str
    source: str
    span: Span
    since: int | None = None
    until: int | None = None
    of: Expression | None = None
    note: Wording | None = None


class Published(msgspec.Struct, frozen=True):
    """A figure as published. `panel` and `cell` say where the report shows it; else `why_not` says why it cannot.

    A cell names the value of each item of `by`, and of `of` where shares are counted (null: unknown); `years` in a
    panel of survival, `statistic` (median or mean) in a spread.
    """

    id: str
    measure: Wording
    value: Decimal
    unit: str
    source: str
    span: Span
    panel: str | None = None
    cell: dict[str, str | None] = {}
    why_not: Wording | None = None
    shown_back: bool = False


class ReportDefinition(msgspec.Struct, frozen=True):
    """All of it. `items` are those of the dictionary and those that only the report reads."""

    id: str
    edition: str
    title: Wording
    items: dict[str, Item]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    panels: tuple[Panel, ...]
    norms: tuple[VolumeNorm, ...]
    published: tuple[Published, ...]
    since: datetime.date
    until: datetime.date
    least_count: int = 5
