"""Panels of numbers a year: patients in each group and period, operations in each hospital over the last period."""

from collections.abc import Sequence

from leidraad.model.content import Item
from leidraad.numerics.rates import rate_interval
from leidraad.registry.counted import Counted, Made
from leidraad.registry.groups import group, ordered_keys
from leidraad.registry.hospitals import HOSPITAL, PERIOD, years_of
from leidraad.registry.people import Key, Tally, summed
from leidraad.registry.results import Rate
from leidraad.registry.suppression import cover, shown
from leidraad.registry.trends import trends_of_rates


def per_year(counted: Counted) -> Made:
    """Return the patients a year of each group; the last item of `by` is the period, of so many years."""
    tally = summed(counted.tally, [counted.keys.index(item.name) for item in counted.by])
    years = {key[-1]: years for key in tally if (years := years_of(key[-1]))}
    made = _made(counted.by, tally, counted.least, [years.get(key[-1]) for key in ordered_keys(counted.by, tally)])
    told = not any(rate.hidden for rate in made["rates"])
    return made | {"trends": trends_of_rates(counted.by, tally, years) if told else ()}


def per_hospital(counted: Counted) -> Made:
    """Return the operations a year of each hospital over the last period in which anybody was operated on."""
    hospital, period = counted.items[HOSPITAL], counted.items[PERIOD]
    places = [counted.keys.index(name) for name in (HOSPITAL, PERIOD)]
    tally = summed(counted.tally, places)
    dated = [key[1] for key in tally if years_of(key[1]) and key[0] is not None]
    if not dated:
        return {}
    last = max(dated)
    by = [hospital, period]
    within = {key: count for key, count in tally.items() if key[1] == last}
    made = _made(by, within, counted.least, [years_of(last)] * len(within))
    return {"population": shown(sum(within.values()), counted.least)} | made


def _made(by: Sequence[Item], tally: Tally, least: int, years: Sequence[int | None]) -> Made:
    keys = ordered_keys(by, tally)
    hidden = cover([tally[key] for key in keys], least)
    rates = tuple(_rate(by, key, tally[key], years[n], n in hidden.hidden) for n, key in enumerate(keys))
    return {"rates": rates} if hidden.safe else {"rates": rates, "population": None}


def _rate(by: Sequence[Item], key: tuple[Key, ...], count: int, years: int | None, hidden: bool) -> Rate:
    if hidden:
        return Rate(group(by, key, None), None, None, None, None, hidden=True)
    if years is None:
        return Rate(group(by, key, count), count, None, None, None)
    (low,), (high,) = rate_interval([count], [years])
    return Rate(group(by, key, count), count, count / years, float(low), float(high))
