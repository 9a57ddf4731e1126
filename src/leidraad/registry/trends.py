"""Tests of trend and difference beside a panel. They are left out where a count of the panel is hidden."""

from collections.abc import Mapping, Sequence

from leidraad.model.content import Item, Wording
from leidraad.numerics.log_rank import log_rank, log_rank_trend
from leidraad.numerics.survival import Counts
from leidraad.numerics.trends import cochran_armitage, poisson_trend
from leidraad.registry.groups import label, ordered_keys
from leidraad.registry.hospitals import PERIOD, middle_of
from leidraad.registry.people import Key, Tally
from leidraad.registry.results import Trend

MOST_VALUES = 3


def trends_of_shares(
    by: Sequence[Item], of: Item, groups: Sequence[tuple[Key, ...]], values: Sequence[Key],
    counts: Sequence[Sequence[int]],
) -> tuple[Trend, ...]:  # fmt: skip
    """Test each of a few values for a trend over the periods, among those of whom it is known."""
    known = [n for n, value in enumerate(values) if value is not None]
    dated = [n for n, key in enumerate(groups) if key and middle_of(key[-1]) is not None]
    if [item.name for item in by] != [PERIOD] or len(dated) < 2 or not 2 <= len(known) <= MOST_VALUES:
        return ()
    sizes = [sum(counts[n][at] for at in known) for n in dated]
    years = [middle_of(groups[n][0]) for n in dated]
    # Of two values the one says what the other says.
    tested = known if len(known) > 2 else known[:1]
    found = []
    for at in tested:
        trend = cochran_armitage([counts[n][at] for n in dated], sizes, years)
        words = label(of, values[at])
        if trend is not None:
            found.append(Trend(_over_periods(words, "Cochran-Armitage"), trend.statistic, trend.p))
    return tuple(found)


def trends_of_rates(by: Sequence[Item], tally: Tally, years: Mapping[Key, int]) -> tuple[Trend, ...]:
    """Test the number a year of each group for a trend over the periods; the statistic is the change a year in %."""
    found = []
    for key in ordered_keys(by[:-1], (key[:-1] for key in tally)):
        periods = sorted(period for period in years if (*key, period) in tally)
        if None in key or len(periods) < 2:
            continue
        middles = [middle_of(period) for period in periods]
        change = poisson_trend([tally[(*key, period)] for period in periods], middles, [years[p] for p in periods])
        if change is not None:
            name = _named([label(item, value) for item, value in zip(by, key, strict=False)])
            found.append(
                Trend(_over_periods(name, "Poisson, % per jaar", "Poisson, % a year"), change.per_year, change.p)
            )
    return tuple(found)


def trends_of_survival(by: Sequence[Item], groups: Sequence[Counts]) -> tuple[Trend, ...]:
    """Test whether survival differs between the groups; over periods, whether it runs with them."""
    difference = log_rank(groups) if len(groups) > 1 else None
    if difference is None:
        return ()
    found = [Trend(Wording(nl="Verschil tussen de groepen (log-ranktoets)", en="Difference between groups (log-rank)"),
                   difference.statistic, difference.p)]  # fmt: skip
    trend = log_rank_trend(groups) if [item.name for item in by] == [PERIOD] else None
    if trend is not None:
        words = Wording(nl="Trend over de perioden (log-ranktoets)", en="Trend over the periods (log-rank)")
        found.append(Trend(words, trend.statistic, trend.p))
    return tuple(found)


def _over_periods(name: Wording, nl: str, en: str | None = None) -> Wording:
    return Wording(nl=f"{name.nl}: trend over de perioden ({nl})", en=f"{name.en}: trend over the periods ({en or nl})")


def _named(labels: Sequence[Wording]) -> Wording:
    nl, en = (", ".join(getattr(words, language) for words in labels) for language in ("nl", "en"))
    return Wording(nl=nl or "Allen", en=en or "All")
