"""What to know beside a result that was read elsewhere: not for this patient, not to be told, or not fully recorded.

Judges by the tables of the scales; computes no result, and changes no advice.
"""

from collections.abc import Iterable, Iterator

from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.tables import patient_of
from leidraad.explaining.advice import Ground, WarningShown, plain
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.open_facts import OpenFacts
from leidraad.explaining.scale_answer import Result, ScaleAnswer, Working, answer
from leidraad.model import expressions as model
from leidraad.model.content import Content, Recorded, Scale, Wording

WHICH = Wording(
    nl="Van welk model deze uitkomst komt is niet vastgelegd; of zij voor deze patiënt geldt is daarom niet te zeggen.",
    en="Which model this result comes from is not recorded; so nobody can say whether it holds for this patient.",
)
ELSEWHERE = Wording(
    nl="Voor welke patiënten dit model is gemaakt, is hier niet bekend: ga dat na in het hulpmiddel zelf.",
    en="For which patients this model was made is not known here: look it up in the tool itself.",
)
INCOMPLETE = Wording(
    nl="Leg bij de uitkomst ook vast waar zij vandaan komt.",
    en="Record with the result where it comes from, too.",
)
NOT_YET = Wording(nl="Nog niet te zeggen", en="It cannot be told yet")
NEVER = Wording(nl="Niet te zeggen", en="It cannot be told")


class Warner:
    """Finds the warnings for one patient."""

    def __init__(self, content: Content, patient: Patient, inputs: Inputs, open_facts: OpenFacts) -> None:
        self._scales = [scale for scale in content.scales if scale.recorded]
        self._patient = patient
        self._inputs = inputs
        self._open = open_facts

    def warnings(self) -> tuple[WarningShown, ...]:
        """Return every warning once, in the order of the scales."""
        found = [w for scale in self._scales for w in self._of(scale, scale.recorded)]
        found += [w for scale in self._scales for w in self._beside(scale.recorded)]
        return tuple({(w.about, w.text.en): w for w in found}.values())

    def _of(self, scale: Scale, use: Recorded) -> Iterator[WarningShown]:
        about, truth = self._about(use), evaluate(use.condition, self._patient)
        if about is None:
            return
        if truth is True:
            yield from self._judged(scale, use, about)
        elif truth is None:
            yield WarningShown(about, WHICH, (), self._open.missing(use.condition))
        elif all(evaluate(s.recorded.condition, self._patient) is False for s in self._scales):
            yield WarningShown(about, ELSEWHERE, self._grounds([use.condition]), ())

    def _about(self, use: Recorded) -> str | None:
        """Return the item that the warning stands beside: the result, or what tells that there is one."""
        return next((name for name in use.about if self._patient.value(name) is not None), None)

    def _judged(self, scale: Scale, use: Recorded, about: str) -> Iterator[WarningShown]:
        facts = {name: evaluate(node, self._patient) for name, node in use.inputs.items()}
        given = patient_of(scale, {name: value for name, value in facts.items() if value is not None})
        found = answer(scale, given)
        result = next(r for r in found.results if r.item == use.result)
        if result.status == "known" and result.value != use.warns_at:
            return
        lines = [line for line in found.working if line.item == use.result]
        nodes = [use.condition, *(use.inputs[name] for line in lines for name in line.used)]
        missing = [name for m in result.missing for name in self._open.missing(use.inputs[m.item])]
        because = self._grounds(nodes)
        yield WarningShown(about, _text(found, result, lines), because, tuple(dict.fromkeys(missing)))

    def _beside(self, use: Recorded) -> Iterator[WarningShown]:
        result = use.about[0]
        missing = tuple(name for name in use.beside if self._patient.value(name) is None)
        if missing and self._patient.value(result) is not None:
            yield WarningShown(result, INCOMPLETE, (), missing)

    def _grounds(self, nodes: Iterable[model.Expression]) -> tuple[Ground, ...]:
        """Return what was given that these expressions read."""
        read = dict.fromkeys(name for node in nodes for name in self._inputs.given_for(node))
        return tuple(Ground(name, plain(self._patient.given[name])) for name in read if name in self._patient.given)


def _text(found: ScaleAnswer, result: Result, lines: list[Working]) -> Wording:
    said = result.text or (NOT_YET if result.status == "not_known_yet" else NEVER)
    reasons = [line.text for line in lines if line.text] or list(result.reasons)

    def sentence(language: str) -> str:
        title, judged = getattr(found.title, language), getattr(said, language)
        why = "; ".join(getattr(reason, language).rstrip(".") for reason in reasons)
        return f"{title} {judged[:1].upper()}{judged[1:]}{f' ({why})' if why else ''}."

    return Wording(nl=sentence("nl"), en=sentence("en"))
