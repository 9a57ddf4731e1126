"""The comment form for a guideline committee in one language: its words, and what each of its fields says."""

from leidraad.explaining.finding_list import FindingEntry, GuidelineFindings
from leidraad.explaining.phrases import LANGUAGES, Phrases

MOST_NAMED = 4  # rules with their wording; the others by their id

WORDS = {
    "title": ("Commentaarformulier", "Comment form"),
    "about": (
        "Wat de richtlijn onduidelijk, onvolledig of tegenstrijdig laat, gevonden bij het uitvoerbaar maken. "
        "Het voorstel is de lezing die Leidraad zolang aanhoudt; de commissie beslist.",
        "What the guideline leaves unclear, incomplete or contradictory, found while making it run. "
        "The proposal is the reading that Leidraad keeps to meanwhile; the committee decides.",
    ),
    "number": ("Nummer", "Number"),
    "guideline": ("Richtlijn", "Guideline"),
    "edition": ("Uitgave", "Edition"),
    "status": ("Status", "Status"),
    "module": ("Module", "Module"),
    "place": ("Plaats", "Place"),
    "remark": ("Opmerking", "Remark"),
    "consequence": ("Gevolg voor een patiënt", "Consequence for a patient"),
    "proposal": ("Voorstel", "Proposal"),
    "answer": ("Antwoord van de commissie", "Answer of the committee"),
    "safety": ("Let op", "Please note"),
    "touches": ("Raakt", "Touches"),
    "none": ("geen bevindingen", "no findings"),
}


class Form:
    """The words of one form in one language."""

    def __init__(self, say: Phrases) -> None:
        self.say = say

    def word(self, key: str) -> str:
        """Return a fixed word of the form."""
        return WORDS[key][LANGUAGES.index(self.say.language)]

    def heading(self, guideline: GuidelineFindings) -> str:
        """Return which edition of which guideline, and its status."""
        title = self.say.of(guideline.title)
        return f"{title}, {self.word('edition').lower()} {guideline.edition}: {self.say[guideline.status]}"

    def consequence(self, entry: FindingEntry) -> str:
        """Return what the finding can do to a patient's advice, and the rules that it is about."""
        named = [f"{self.say.of(t.text).rstrip('.')} [{t.id}]" for t in entry.touches[:MOST_NAMED]]
        touched = "; ".join([*named, *(t.id for t in entry.touches[MOST_NAMED:])])
        weight = self.say.of(entry.consequence)
        return f"{weight} {self.word('touches')}: {touched}." if touched else weight
