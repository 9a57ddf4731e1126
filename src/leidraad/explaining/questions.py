"""What to ask next: the unknown items that can change most of what this phase prescribes."""

from collections.abc import Mapping

from leidraad.engines.reference import Patient
from leidraad.explaining.advice import Question, RuleAdvice
from leidraad.model.content import PHASES, Item

DECISIVE = ("do", "do_not", "refer", "consult")
# The cheapest source first: asking, looking, imaging, pathology, the board.
SOURCES = (
    "patient", "history_examination", "treatment_record", "registry", "ultrasound", "radiograph", "ct", "mri",
    "pet_ct", "biopsy_pathology", "resection_pathology", "mdt", "guideline_panel",
)  # fmt: skip
# The first phase in which a report can be there; the others can be there from the start.
FROM_PHASE = {"biopsy_pathology": "workup", "mdt": "workup", "resection_pathology": "after_resection"}
ROUTE = ("care_phase", "tumour_domain")


def ask_next(
    rules: list[RuleAdvice], boundaries: Mapping[str, tuple[str, ...]], patient: Patient
) -> tuple[Question, ...]:
    """Return questions, the most deciding first.

    `boundaries` maps each loaded guideline to the items that can still exclude the patient from it.
    """
    decides: dict[str, list[str]] = {}
    for rule in rules:
        if rule.status == "undetermined" and rule.timing == "now" and rule.verb in DECISIVE and rule.audience == "act":
            for item in rule.missing:
                decides.setdefault(item, []).append(rule.id)
    _ask_for_the_domain(decides, patient)
    phase = patient.value("care_phase")

    speaking = {rule.guideline for rule in rules if rule.status in ("applies", "not_yet") and rule.audience == "act"}
    guideline_of = {rule.id: rule.guideline for rule in rules}

    def rank(item: str) -> tuple:
        source = patient.items[item]
        # A guideline that says nothing yet of this patient may be about another tumour: its questions wait.
        elsewhere = speaking and not any(guideline_of[rule] in speaking for rule in decides[item])
        return bool(elsewhere), _too_early(source, phase), -len(decides[item]), _cost(source), item

    ranked = sorted(decides, key=rank)
    first = [item for item in ROUTE if patient.value(item) is None and (item == "care_phase" or item in decides)]
    open_boundary = (i for names in boundaries.values() for i in names if i not in ROUTE and i in decides)
    at_the_boundary = [item for item in open_boundary if not _too_early(patient.items[item], phase)]
    order = dict.fromkeys([*first, *at_the_boundary, *ranked])
    return tuple(Question(item, tuple(decides.get(item, ()))) for item in order)


def _ask_for_the_domain(decides: dict[str, list[str]], patient: Patient) -> None:
    if patient.value("tumour_domain") is None and "tumour_origin" in decides:
        decides["tumour_domain"] = decides.pop("tumour_origin")


def _too_early(item: Item, phase: str | None) -> bool:
    """Return whether nobody can know the item yet: its report belongs to a later phase."""
    return phase is not None and PHASES.index(phase) < PHASES.index(FROM_PHASE.get(item.report, PHASES[0]))


def _cost(item: Item) -> int:
    return SOURCES.index(item.report) if item.report in SOURCES else len(SOURCES)
