"""The fixed words of every rendering, in plain Dutch and in English, and how values of items are worded."""

from collections.abc import Iterable, Mapping
from typing import Any

from leidraad.explaining.advice import ConflictShown, Ground, ModuleShown, Question, RuleAdvice, WarningShown
from leidraad.explaining.judgement_words import CRITERIA, JUDGED, LOWERED_FOR
from leidraad.model.content import Item, Wording

LANGUAGES = ("nl", "en")

_PHRASES = {
    "now": ("Nu", "Now"),
    "talk": ("Bespreek met de patiënt", "Discuss with the patient"),
    "findings": ("Onduidelijk in de bron", "Unclear in the source"),
    "considerations": ("Overwegingen:", "Considerations:"),
    "in_full": ("de hele tekst met --full", "the whole text with --full"),
    "see": ("zie", "see"),
    "advice": ("Advies", "Advice"),
    "summary": ("Samenvatting", "Summary"),
    "details": ("Toelichting", "Details"),
    "more_in_details": ("en nog {}: zie de toelichting", "and {} more: see the details"),
    "considerations_beneath": ("Overwegingen hierbij", "Considerations beneath"),
    "all_questions": ("Alle open vragen", "All open questions"),
    "facts": ("Ingevoerde gegevens", "Facts as given"),
    "norms": ("Normen voor de organisatie", "Norms for the organisation"),
    "newer_edition": ("er is een nieuwere uitgave, hier niet aanwezig", "a newer edition exists, not held here"),
    "guidelines": ("Richtlijnen", "Guidelines"),
    "safety": ("Let op", "Please note"),
    "actor": ("Wie", "Who"),
    "conflicts_with": ("Botst met", "Disagrees with"),
    "not_yet": ("Nog niet", "Not yet"),
    "questions": ("Dit kan het advies veranderen", "This would change the advice"),
    "later": ("Later", "Later"),
    "earlier": ("Uit eerdere fasen, niet als gedaan vastgelegd", "From earlier phases, not recorded as done"),
    "done": ("Al gedaan", "Already done"),
    "leaflet": ("Voor de folder", "For the leaflet"),
    "team": ("Voor het team", "For the team"),
    "conflicts": ("Adviezen die botsen", "Advice that disagrees"),
    "not_held": ("Wat Leidraad niet bevat", "What Leidraad does not hold"),
    "warnings": ("Let op bij wat u invoerde", "Mind what you entered"),
    "implied": (
        "Aangenomen uit uw keuze (verbeter wat niet klopt)",
        "Follows from your choice (correct what is wrong)",
    ),
    "excluded": ("Deze richtlijn geldt hier niet", "This guideline does not apply here"),
    "goes_to": ("Waarheen", "Where to"),
    "phase": ("Fase", "Phase"),
    "no_phase": ("fase onbekend", "phase unknown"),
    "no_facts": ("Leeftijd, plaats en diagnose onbekend", "Age, site and diagnosis not known"),
    "nothing_now": ("Geen advies voor deze fase met wat nu bekend is.", "No advice for this phase with what is known."),
    "because": ("Waarom", "Why"),
    "also_met": ("Ook van belang", "Also holds"),
    "waits_for": ("Wacht op", "Waits for"),
    "unless": ("Tenzij", "Unless"),
    "option": ("Keuze hierbij", "Option"),
    "instead_of": ("In plaats van", "Instead of"),
    "source": ("Bron", "Source"),
    "finding": ("Onduidelijk in de bron", "Unclear in the source"),
    "reading": ("Gelezen als", "Read as"),
    "strength": ("sterkte", "strength"),
    "certainty": ("zekerheid", "certainty"),
    "lowered_for": ("verlaagd om", "lowered for"),
    "decides": ("van belang voor {} adviezen", "bears on {} rules"),
    "decides_one": ("van belang voor 1 advies", "bears on 1 rule"),
    "more": ("en nog {} vragen", "and {} more questions"),
    "more_one": ("en nog 1 vraag", "and 1 more question"),
    "always": ("geldt altijd", "always holds"),
    "missing": ("ontbreekt", "missing"),
    "first": ("gaat voor", "goes first"),
    "silent": ("Ook geladen, nu zonder advies", "Loaded too, without advice now"),
    "background": ("Achtergrond", "Background"),
    "legend": ("Wat de sterkte betekent", "What the strength means"),
    "for_patient": ("voor de patiënt", "for the patient"),
    "for_clinician": ("voor de arts", "for the clinician"),
    "for_policy": ("voor beleid", "for policy"),
    "checklist": ("Lijst", "Checklist"),
    "basis": ("Waarop de sterkte rust", "Why this strength"),
    "authorised_on": ("vastgesteld op", "authorised on"),
    "review_by": ("herzien vóór", "review by"),
    "unknown": ("niet bekend", "not known"),
    "yes": ("ja", "yes"),
    "no": ("nee", "no"),
    "none_of_set": ("geen", "none"),
    "evaluated_on": ("Berekend op", "Worked out on"),
    "edition": ("uitgave", "edition"),
    "concept": ("concept", "concept"),
    "authorisation phase": ("nog niet vastgesteld (autorisatiefase)", "not yet authorised (authorisation phase)"),
    "authorised": ("vastgesteld", "authorised"),
    "local protocol": ("lokaal protocol", "local protocol"),
    "strong": ("sterk", "strong"),
    "conditional": ("voorwaardelijk", "conditional"),
    "ungraded": ("zonder sterkte", "ungraded"),
    "inferred": ("afgeleid uit de formulering", "inferred from the wording"),
    "stated": ("zo in de bron", "as the source states"),
    "high": ("hoog", "high"),
    "moderate": ("redelijk", "moderate"),
    "low": ("laag", "low"),
    "very_low": ("zeer laag", "very low"),
    "not_assessed": ("niet beoordeeld", "not assessed"),
    "do": ("Doen", "Do"),
    "do_not": ("Niet doen", "Do not"),
    "refer": ("Verwijzen", "Refer"),
    "consult": ("Overleggen", "Consult"),
    "organise": ("Regelen", "Organise"),
    "inform": ("Vertellen", "Inform"),
    "document": ("Vastleggen", "Record"),
    "consider": ("Keuze", "Option"),
    "discuss": ("Samen kiezen", "Shared choice"),
    "reason_status": ("vastgesteld gaat voor concept", "authorised before concept"),
    "reason_national": ("landelijk gaat voor lokaal", "national before local"),
    "reason_newer": ("nieuwer gaat voor ouder", "newer before older"),
    "reason_specific": ("specifiek gaat voor algemeen", "specific before general"),
    "reason_only_one_speaks": ("alleen deze gaat over deze patiënt", "only this one is about this patient"),
    "reason_undecided": ("geen van beide gaat voor: de arts weegt", "neither goes first: the clinician weighs them"),
    "actor_any_physician": ("elke arts", "any physician"),
    "actor_dermatologist": ("dermatoloog", "dermatologist"),
    "actor_gynaecologist": ("gynaecoloog", "gynaecologist"),
    "actor_hospital": ("ziekenhuis", "hospital"),
    "actor_mdt": ("MDO", "tumour board"),
    "actor_medical_oncologist": ("medisch oncoloog", "medical oncologist"),
    "actor_nurse_specialist": ("verpleegkundig specialist", "nurse specialist"),
    "actor_pathologist": ("patholoog", "pathologist"),
    "actor_radiation_oncologist": ("radiotherapeut", "radiation oncologist"),
    "actor_radiologist": ("radioloog", "radiologist"),
    "actor_reference_centre": ("expertisecentrum", "reference centre"),
    "actor_surgeon": ("chirurg", "surgeon"),
    "actor_treating_physician": ("behandelend arts", "treating physician"),
    "report_patient": ("patiënt", "patient"),
    "report_history_examination": ("anamnese en onderzoek", "history and examination"),
    "report_treatment_record": ("dossier", "treatment record"),
    "report_ultrasound": ("echografie", "ultrasound"),
    "report_radiograph": ("röntgenfoto", "radiograph"),
    "report_ct": ("CT", "CT"),
    "report_mri": ("MRI", "MRI"),
    "report_pet_ct": ("PET/CT", "PET/CT"),
    "report_biopsy_pathology": ("pathologie van het biopt", "biopsy pathology"),
    "report_resection_pathology": ("pathologie van het resectiepreparaat", "resection pathology"),
    "report_mdt": ("oordeel van het MDO", "judgement of the tumour board"),
    "report_registry": ("registratie", "registry"),
    "report_guideline_panel": ("richtlijncommissie", "guideline panel"),
}

# "Intermediate" alone does not say of what.
NEEDS_LABEL = ("grade_group",)
# An option says that it is one; the other acts read as what they are.
OPENINGS = ("Overweeg", "Bespreek", "Kies", "Consider", "Discuss", "Choose")
MARKED = ("consider", "discuss")
UNITS = {"a": ("jaar", "years"), "mo": ("maanden", "months")}


class Phrases:
    """Words and values in one language."""

    def __init__(self, language: str, items: Mapping[str, Item]) -> None:
        self.language = language
        self._items = items

    def __getitem__(self, key: str) -> str:
        return _PHRASES[key][LANGUAGES.index(self.language)]

    def of(self, wording: Wording) -> str:
        """Return a wording in this language."""
        return getattr(wording, self.language)

    def label(self, item: str) -> str:
        """Return the name of an item for people."""
        return self.of(self._items[item].label)

    def report(self, item: str) -> str:
        """Return who supplies an item, or an empty text for a derived one."""
        report = self._items[item].report
        return self[f"report_{report}"] if report else ""

    def value(self, item: str, value: Any) -> str:
        """Return a value of an item in words."""
        if value is None:
            return self["unknown"]
        if isinstance(value, bool):
            return self["yes"] if value else self["no"]
        if isinstance(value, list):
            return ", ".join(self._one(item, member) for member in value) or self["none_of_set"]
        if isinstance(value, int | float):
            return f"{self.number(value)} {self.unit(item)}".rstrip()
        return self._one(item, value)

    def unit(self, item: str) -> str:
        """Return the unit of an item in words, or an empty text."""
        unit = self._items[item].unit
        return UNITS.get(unit, (unit, unit))[LANGUAGES.index(self.language)] if unit else ""

    def number(self, value: int | float) -> str:
        """Return a number with the decimal sign of the language."""
        text = str(value)
        return text.replace(".", ",") if self.language == "nl" else text

    def _one(self, item: str, value: str) -> str:
        known = self._items[item].values.get(value)
        return self.of(known.label) if known else str(value)

    def ground(self, ground: Ground) -> str:
        """Return a fact as `label: value`."""
        return f"{self.label(ground.item)}: {self.value(ground.item, ground.value)}"

    def phase(self, phase: str | None) -> str:
        """Return the name of a phase of care."""
        return self._one("care_phase", phase) if phase else self["no_phase"]

    def who(self, grounds: Iterable[Ground]) -> str:
        """Return the patient in one line."""
        return " · ".join(map(self._of_the_patient, grounds)) or self["no_facts"]

    def _of_the_patient(self, ground: Ground) -> str:
        bare = not isinstance(ground.value, bool) and ground.item not in NEEDS_LABEL
        return self.value(ground.item, ground.value) if bare else self.ground(ground)

    def grounds(self, grounds: Iterable[Ground]) -> str:
        """Return facts in one line."""
        return "; ".join(map(self.ground, grounds))

    def labels(self, items: Iterable[str]) -> str:
        """Return the names of items in one line."""
        return ", ".join(map(self.label, items))

    def title(self, rule: RuleAdvice) -> str:
        """Return the short wording of a rule; in English there is only the whole one."""
        return rule.title if self.language == "nl" else self.of(rule.text)

    def mark(self, rule: RuleAdvice) -> str:
        """Return the word that an option carries, or an empty text where its own first word says that it is one."""
        says_so = self.of(rule.text).startswith(OPENINGS)
        return self[rule.verb] if rule.verb in MARKED and not says_so else ""

    def act(self, rule: RuleAdvice) -> str:
        """Return the whole wording of a rule with its mark."""
        mark = self.mark(rule)
        return f"{mark}: {self.of(rule.text)}" if mark else self.of(rule.text)

    def strength(self, rule: RuleAdvice) -> str:
        """Return the strength of a rule, and whether the source states it."""
        basis = f" ({self[rule.strength_basis]})" if rule.strength_basis in ("inferred", "stated") else ""
        return f"{self['strength']}: {self[rule.strength]}{basis}"

    def certainty(self, rule: RuleAdvice | ModuleShown) -> str:
        """Return the certainty of the evidence beneath a rule or module."""
        return f"{self['certainty']}: {self[rule.certainty]}"

    def standing(self, module: ModuleShown, edition: str) -> str:
        """Return edition and status of a module, when it was authorised and by when it is to be reviewed."""
        dates = {"authorised_on": module.authorised_on, "review_by": module.review_by}
        said = (f"{self[name]}: {date.isoformat() if date else self['unknown']}" for name, date in dates.items())
        return "; ".join((f"{self['edition']} {edition}: {self[module.status]}", *said))

    def module(self, module: ModuleShown) -> str:
        """Return which module of which guideline it is."""
        return f"{module.guideline} {module.id}, {self.of(module.title)}"

    def judgements(self, module: ModuleShown) -> list[tuple[str, str, str]]:
        """Return each criterion of evidence to decision, how it was judged, and on what."""
        at = LANGUAGES.index(self.language)
        return [
            (CRITERIA[name][at], (JUDGED.get(j.judgement) or _PHRASES[j.judgement])[at], self.of(j.text))
            for name, j in module.evidence_to_decision.items()
        ]

    def outcomes(self, module: ModuleShown) -> list[tuple[str, str]]:
        """Return each outcome with its certainty, and what it was lowered for."""
        at = LANGUAGES.index(self.language)
        found = []
        for graded in module.outcomes:
            reasons = ", ".join(LOWERED_FOR[reason][at] for reason in graded.lowered_for)
            lowered = f"; {self['lowered_for']}: {reasons}" if reasons else ""
            found.append((self.of(graded.outcome), f"{self[graded.certainty]}{lowered}"))
        return found

    def actor(self, actor: str) -> str:
        """Return who acts; a guideline may name an actor that has no wording here."""
        return self[f"actor_{actor}"] if f"actor_{actor}" in _PHRASES else actor.replace("_", " ")

    def question(self, question: Question) -> str:
        """Return what to ask, who supplies it, and how many rules it bears on."""
        count = len(question.decides)
        bears = self["decides_one"] if count == 1 else self["decides"].format(count)
        report = self.report(question.item)
        asked = f"{self.label(question.item).rstrip('?')}? {f'({report}) ' if report else ''}"
        return f"{asked}{bears if count else ''}".rstrip()

    def more(self, count: int) -> str:
        """Return how many questions there are besides those shown."""
        return self["more_one"] if count == 1 else self["more"].format(count)

    def warning(self, warning: WarningShown, facts: Mapping[str, Any]) -> str:
        """Return the fact that a warning stands beside, and the warning."""
        return (
            f"{self.label(warning.about)}: {self.value(warning.about, facts[warning.about])}. {self.of(warning.text)}"
        )

    def conflict(self, conflict: ConflictShown) -> str:
        """Return why two rules disagree and which goes first."""
        first = f"{conflict.precedence} {self['first']}: " if conflict.precedence else ""
        reason = self[f"reason_{conflict.reason}"]
        return f"{' – '.join(conflict.rules)}: {self.of(conflict.why)} ({first}{reason})"
