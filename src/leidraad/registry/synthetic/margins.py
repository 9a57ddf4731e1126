"""The margins of the synthetic registry as frozen data, one field for each part of synthetic.yaml. Draws nothing."""

import datetime

import msgspec

from leidraad.model.content import Wording

Shares = dict[str, float]
PERIODS = 5
CLASSES = ("high", "not_applicable", "low", "unknown")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Number(_Part):
    """A number and where it comes from: `figure` is a published one, `assumed` says that none was published."""

    at: float
    figure: str | None = None
    assumed: str | None = None


class Numbers(_Part):
    """A number for each period, and the published figure behind each, if any."""

    at: list[float]
    figures: list[str | None]


class Spread(_Part):
    """Values at 0, 10, 25, 50, 75, 90 and 100 % of the patients; `figure` is that of the middle one."""

    at: list[float]
    figure: str | None = None
    assumed: str | None = None


class Subtype(_Part):
    """One type: morphology and behaviour, its share of its class, and in what it differs from its group."""

    code: str
    share: Number
    metastatic: float
    figure: str | None = None
    grade: int | None = None
    ages: str = "all"
    sites: str = "all"
    older: float = 0
    male: float | None = None


class Region(_Part):
    """One region: its share, and how its patients are spread over the topography codes."""

    share: Number
    codes: Shares


class High(_Part):
    """The share of high grade or risk over all years, and in the last period."""

    all: Number
    last: Number


class Operated(_Part):
    """Operated, of all, of those of 75 and older, and of those with metastases."""

    all: Number
    oldest: Number
    metastatic: Number


class Untreated(_Part):
    """Not treated, of all and of high grade; and the share with metastases among them."""

    all: Number
    high: Number
    metastatic: Number


class More(_Part):
    """Radiotherapy, systemic therapy, or both; the rest had neither."""

    radiotherapy: Number
    both: Number
    systemic: Number


class Centre(_Part):
    """Operated in an expertise centre in the first and the last period, and of tumours above 5 cm where that is known.

    `to_high` is how much likelier a centre is for high grade, all else alike.
    """

    first: Number
    last: Number
    hospitals: Shares
    large_first: Number | None = None
    large_last: Number | None = None
    to_high: Number | None = None


class Survival(_Part):
    """Alive after three and five years, by period of diagnosis."""

    years3: Numbers
    years5: Numbers


class Group(_Part):
    """One main group. `patients` are those of a year; between the years named they lie on a line."""

    patients: dict[int, Number]
    high: High
    classes: dict[str, Number]
    subtypes: dict[str, list[Subtype]]
    ages: dict[str, Spread]
    male: Number
    sites: dict[str, dict[str, Region]]
    metastasis: dict[str, Number]
    size: Spread
    operated: Operated
    untreated: Untreated
    more: dict[str, More]
    before_operation: "Before"
    centre: Centre
    not_discussed: Number
    survival: dict[str, Survival]


class Before(_Part):
    """The share of radiotherapy and of systemic therapy that came before the operation."""

    radiotherapy: Numbers
    systemic: Number


class Tumour(_Part):
    """A tumour that the selection leaves out, by morphology and topography."""

    code: str
    site: str
    share: float
    female: bool = False


class Beside(_Part):
    """Rows that the selection leaves out for their type or site: `as` which main group the rest is made."""

    beside: Number
    like: str = msgspec.field(name="as")
    tumours: list[Tumour]


class Hospitals(_Part):
    """How many hospitals operate on how many patients a year, in the first and in the last period."""

    first: int
    last: int
    patients: tuple[float, float]
    assumed: str


class Details(_Part):
    """Shares that no source gives."""

    discussed_unknown: float
    at_centre_table: float
    local_table: float
    before_treatment: float
    after_treatment: float
    returned: float
    after_return: float
    unplanned_elsewhere: float
    unplanned_centre: float
    margins: list[float]
    bases: list[float]
    second_tumour: float
    same_tumour: float
    mistaken: float


class Margins(_Part):
    """All of them."""

    about: Wording
    first_year: int
    last_year: int
    closed_on: datetime.date
    left_out: dict[str, Number]
    groups: dict[str, Group]
    beside: dict[str, Beside]
    other_hospitals: list[Hospitals]
    details: Details
    missing: Shares
