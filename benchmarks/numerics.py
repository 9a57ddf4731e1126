"""Time the statistics of a million patients, beside lifelines and pandas alone where those have them.

Run by `make bench`. Not named statistics.py: that would hide Python's own module from the other benchmarks.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from leidraad.numerics.followed import patients_of
from leidraad.numerics.log_rank import log_rank
from leidraad.numerics.net_survival import net_survival
from leidraad.numerics.population_table import YEAR, population_table
from leidraad.numerics.survival import at_times, counts_of, kaplan_meier, summed

GROUPS = 13
TIMES = np.array([365.25, 3 * 365.25, 5 * 365.25])


def drawn(rows: int) -> pd.DataFrame:
    """Return invented patients, the same every time: days followed, died, group, age, sex, date of diagnosis."""
    chance = np.random.default_rng(6)
    group = chance.integers(0, GROUPS, rows)
    return pd.DataFrame(
        {
            "days": np.floor(chance.exponential(1200 + 150 * group)).clip(0, 3652),
            "died": chance.integers(0, 2, rows),
            "group": group,
            "age": chance.integers(18 * 365, 95 * 365, rows),
            "sex": chance.choice(["female", "male"], rows),
            "diagnosed": np.datetime64("2009-01-01") + chance.integers(0, 3652, rows),
        }
    )


def invented_population() -> object:
    """Return a population whose hazard grows by a tenth with each year of age."""
    cells = [(sex, age, year) for sex in ("female", "male") for age in range(106) for year in range(2009, 2030)]
    sex, age, year = zip(*cells, strict=True)
    return population_table(sex, age, year, 2e-4 * 1.1 ** (np.array(age) - 30.0), per="year")


def ours_from_rows(patients: pd.DataFrame) -> np.ndarray:
    """Return survival of each group from one row a patient."""
    groups = (patients[patients["group"] == n] for n in range(GROUPS))
    return _survival([counts_of(rows["days"], rows["died"]) for rows in groups])


def ours_from_counts(counts: pd.DataFrame) -> np.ndarray:
    """Return survival of each group from counts that a databank made."""
    groups = (counts[counts["group"] == n] for n in range(GROUPS))
    return _survival([summed(rows["days"], rows["died"], rows["number"] - rows["died"]) for rows in groups])


def _survival(counts: list) -> np.ndarray:
    return np.array([at_times(kaplan_meier(group), TIMES).survival for group in counts])


def lifelines_from_rows(patients: pd.DataFrame) -> np.ndarray:
    """Return the same by pandas and lifelines alone."""
    fits = (KaplanMeierFitter().fit(rows["days"], rows["died"]) for _, rows in patients.groupby("group"))
    return np.array([fit.survival_function_at_times(TIMES).to_numpy() for fit in fits])


def ours_log_rank(patients: pd.DataFrame) -> float:
    """Return the chi-squared of all groups."""
    groups = (patients[patients["group"] == n] for n in range(GROUPS))
    return log_rank([counts_of(rows["days"], rows["died"]) for rows in groups]).statistic


def lifelines_log_rank(patients: pd.DataFrame) -> float:
    """Return the same by lifelines alone."""
    return multivariate_logrank_test(patients["days"], patients["group"], patients["died"]).test_statistic


def net(patients: pd.DataFrame, whole_years: bool, **choices: object) -> np.ndarray:
    """Return net survival of all; no Python library has it."""
    age, day = patients["age"].to_numpy(), patients["diagnosed"].to_numpy("datetime64[D]")
    if whole_years:
        age, day = (age // 365 + 0.5) * YEAR, day.astype("datetime64[Y]").astype("datetime64[D]") + 182
    people = patients_of(patients["days"], patients["died"], age, patients["sex"].to_numpy(str), day)
    return net_survival(people, invented_population(), **choices).survival


def timed(name: str, work: Callable[[], object]) -> object:
    """Do the work once; print wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    print(f"| {name} | {time.perf_counter() - wall:.2f} | {time.process_time() - processor:.2f} |", flush=True)
    return found


def main() -> None:
    """Time everything, and stop where two that should agree do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    print(
        f"{rows} patients, {GROUPS} groups; Python {platform.python_version()}, {os.cpu_count()} processors, ", end=""
    )
    print(f"load {os.getloadavg()[0]:.1f}\n\n| what | seconds | processor seconds |\n| --- | ---: | ---: |")
    patients = drawn(rows)
    grouped = patients.groupby(["group", "days"])["died"]
    counts = grouped.agg(died="sum", number="count").reset_index()
    curves = [
        timed("Kaplan-Meier: from counts", partial(ours_from_counts, counts)),
        timed("Kaplan-Meier: from rows", partial(ours_from_rows, patients)),
        timed("Kaplan-Meier: lifelines and pandas", partial(lifelines_from_rows, patients)),
    ]
    tests = [
        timed("log-rank", partial(ours_log_rank, patients)),
        timed("log-rank: lifelines", partial(lifelines_log_rank, patients)),
    ]
    assert np.ptp(curves, axis=0).max() < 1e-12 and np.isclose(*tests, rtol=1e-8)
    timed("net survival day by day, ages and dates in whole years", partial(net, patients, True))
    timed("net survival in months, ages and dates to the day", partial(net, patients, False, step=YEAR / 12))
    timed("net survival in years, ages and dates to the day", partial(net, patients, False, step=YEAR))


if __name__ == "__main__":
    main()
