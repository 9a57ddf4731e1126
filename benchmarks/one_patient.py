"""Time the advice for one patient, beside other engines on the same rules, and check that they agree.

Run by `make bench`. Changes nothing; an engine that is not there is skipped aloud. README.md says what is fair.
"""

import argparse
import datetime
import itertools
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from agreement import agreement
from patients import BenchPatient, another, case_file, read_patients
from peers import Answer, Skipped, ask_cql, ask_zen
from rules import all_rules

from leidraad.actions.load_content import load_content
from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation, exceptions_by_target
from leidraad.explaining.from_evaluation import Explainer
from leidraad.model.content import Content

ROOT = Path(__file__).parent.parent
WARM_AIM, COLD_AIM = 0.030, 0.5


class Row(msgspec.Struct):
    """One line of the table."""

    name: str
    rules: int
    seconds: list[float]
    remark: str


def main() -> None:
    """Measure, compare and print."""
    options = read_options()
    today = datetime.date.today()
    content = load_content()
    patients = read_patients(content, today)
    rows = [*own_rows(content, patients[0], options), *cold_rows(content, patients[0].id, options.cold_repeats)]
    print(heading(content, patients[0], today))
    answers, skipped = ask_others(content, patients, options, today)
    rows += [other_row(content, answer) for answer in answers]
    print(table(rows), *skipped, sep="\n")
    print(aims(content, patients, rows))
    for answer in answers:
        print(agreement_text(content, patients, answer))


def read_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zen-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python")
    parser.add_argument("--repeats", type=int, default=200, help="of everything warm")
    parser.add_argument("--warmup", type=int, default=50, help="runs before that, not counted")
    parser.add_argument("--cold-repeats", type=int, default=20, help="whole processes")
    return parser.parse_args()


def own_rows(content: Content, patient: BenchPatient, options: argparse.Namespace) -> list[Row]:
    """Time Leidraad warm, in this process. Each run begins at the facts."""
    explainer, exceptions = Explainer(content), exceptions_by_target(content)
    rules, given, today = all_rules(content), patient.facts.given, patient.facts.today

    def fresh() -> Patient:
        return Patient(content.items, given, today)

    def truths() -> None:
        facts = fresh()
        for rule in rules:
            evaluate(rule.truth, facts)

    def row(name: str, run: Callable[[], object], remark: str) -> Row:
        return Row(name, len(rules), timed(run, options.warmup, options.repeats), remark)

    numbers = itertools.count()

    def new_patient() -> None:
        explainer.advice(another(patient, next(numbers), content.items))

    return [
        row("Leidraad: advice", new_patient, "statuses, grounds, missing items, questions; each run another patient"),
        row("Leidraad: statuses", lambda: Evaluation(content, fresh(), exceptions).outcomes(), "no explanations"),
        row("Leidraad: truth values", truths, "scope and condition only, as the other engines"),
        row("Leidraad: advice again", lambda: explainer.advice(fresh()), "the same patient in each run"),
    ]


def timed(run: Callable[[], object], warmup: int, repeats: int) -> list[float]:
    """Return the seconds of each repeat, after some that do not count."""
    return [seconds_of(run) for _ in range(warmup + repeats)][warmup:]


def seconds_of(run: Callable[[], object]) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def cold_rows(content: Content, case: str, repeats: int) -> list[Row]:
    """Time whole processes of `leidraad advise` with a cache of their own: first empty, then filled."""
    count = len(all_rules(content))
    command = [Path(sys.executable).parent / "leidraad", "advise", case_file(case)]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LEIDRAAD_CACHE": folder}

        def run() -> None:
            subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)

        first = seconds_of(run)
        return [
            Row("leidraad advise, cold", count, timed(run, 1, repeats), "whole process, compiled content in the cache"),
            Row("leidraad advise, empty cache", count, [first], "once: reads, checks and compiles every guideline"),
        ]


def ask_others(
    content: Content, patients: list[BenchPatient], options: argparse.Namespace, today: datetime.date
) -> tuple[list[Answer], list[str]]:
    """Return the answers of the other engines, and a line for each that was skipped."""
    counts = {"timed": patients[0].id, "warmup": options.warmup, "repeats": options.repeats}
    questions = {
        "zen-engine": lambda: ask_zen(content, patients, counts, options.zen_python),
        "cql-execution": lambda: ask_cql(content, patients, counts, today.isoformat()),
    }
    answers, skipped = [], []
    for name, ask in questions.items():
        try:
            answers.append(ask())
        except Skipped as why:
            skipped.append(f"skipped: {name}: {why}")
    return answers, skipped


def other_row(content: Content, answer: Answer) -> Row:
    """Return the line of another engine."""
    count = len(all_rules(content)) - len(answer.left_out)
    return Row(answer.version, count, answer.seconds, "scope and condition only; warm, in a process of its own")


def heading(content: Content, patient: BenchPatient, today: datetime.date) -> str:
    """Return what was measured, where and when."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{today}, Python {platform.python_version()}, {os.cpu_count()} processors{load}\n"
        f"{len(all_rules(content))} rules, {len(content.items)} data items; "
        f"patient {patient.id}: {len(patient.facts.given)} facts given, {len(patient.facts.implied)} implied\n"
    )


def table(rows: list[Row]) -> str:
    """Return the rows as a table; ratios are of medians: to the whole advice, and to truth values alone."""
    advice, truths = rows[0].seconds, rows[2].seconds
    lines = ["| what | rules | median | p95 | least | x advice | x truths | remark |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for row in rows:
        middle = statistics.median(row.seconds)
        spread = f"{in_ms(middle)} | {in_ms(high(row.seconds))} | {in_ms(min(row.seconds))}"
        ratios = f"{ratio(middle, advice)} | {ratio(middle, truths)}"
        lines.append(f"| {row.name} | {row.rules} | {spread} | {ratios} | {row.remark} |")
    return "\n".join(lines)


def ratio(seconds: float, to: list[float]) -> str:
    """Return how many times the median of `to` this takes, in two figures."""
    return f"{float(f'{seconds / statistics.median(to):.2g}'):g}"


def in_ms(seconds: float) -> str:
    """Return a duration in milliseconds."""
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def high(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]


def aims(content: Content, patients: list[BenchPatient], rows: list[Row]) -> str:
    """Return whether the aims are met, for the patient timed and for each of the others."""
    warm, cold = statistics.median(rows[0].seconds), statistics.median(rows[4].seconds)
    lines = [
        f"\naim: advice warm under {in_ms(WARM_AIM)}: {met(warm, WARM_AIM)}; "
        f"cold under {in_ms(COLD_AIM)}: {met(cold, COLD_AIM)}"
    ]
    for patient in patients:
        middle = statistics.median(advice_seconds(content, patient))
        facts = len(patient.facts.given)
        lines.append(f"  {patient.id}, {facts} facts: advice warm {in_ms(middle)}: {met(middle, WARM_AIM)}")
    return "\n".join(lines)


def advice_seconds(content: Content, patient: BenchPatient) -> list[float]:
    """Time the whole advice for one patient, warm, each time of another age and size."""
    explainer, numbers = Explainer(content), itertools.count()
    return timed(lambda: explainer.advice(another(patient, next(numbers), content.items)), 5, 20)


def met(seconds: float, aim: float) -> str:
    """Return the verdict in a word."""
    return "met" if seconds < aim else "missed"


def agreement_text(content: Content, patients: list[BenchPatient], answer: Answer) -> str:
    """Return how far an engine agrees with the reference engine, each disagreement on a line."""
    two_valued = answer.version.startswith("zen-engine")
    found = agreement(content, patients, answer, only_known=two_valued)
    note = "; it has no third truth value, so only rules whose items are all known are compared" if two_valued else ""
    lines = [
        f"\n{answer.version}: {found.compared - len(found.differences)} of {found.compared} truth values agree "
        f"(of {found.pairs}: {len(patients)} patients){note}"
    ]
    lines += [f"  left out: {rule}: {why}" for rule, why in answer.left_out.items()]
    lines += [f"  {d.rule}, {d.patient}: ours {d.ours}, theirs {d.theirs}; {d.reason}" for d in found.differences]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
