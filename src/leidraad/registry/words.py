"""The words that a report says of itself, in Dutch and in English. Labels of values come from the content."""

from collections.abc import Sequence

from leidraad.model.content import Wording

UNKNOWN = Wording(nl="onbekend", en="unknown")
TRUTHS = {"true": Wording(nl="ja", en="yes"), "false": Wording(nl="nee", en="no")}
NOBODY = Wording(
    nl="Van geen enkele patiënt van deze tabel is bekend dat die hierbij hoort.",
    en="No patient of this table is known to belong here.",
)
TOO_FEW = Wording(
    nl="Het gaat om zo weinig patiënten dat de getallen zijn weggelaten.",
    en="So few patients are concerned that the numbers are left out.",
)
NO_RESULT = Wording(nl="Er is niets te berekenen uit deze tabel.", en="Nothing can be computed from this table.")
SAME_PERSON = Wording(
    nl="Dezelfde persoon staat met meer dan één tumor in de tabel.",
    en="The same person stands in the table with more than one tumour.",
)
SAME_TUMOUR = Wording(
    nl=(
        "Volgens de internationale regels voor meervoudige tumoren telt deze rij niet als een nieuwe tumor: dezelfde "
        "persoon, hetzelfde orgaan en dezelfde groep van weefseltypen als een eerdere rij. De rij telt hier wel mee."
    ),
    en=(
        "By the international rules for multiple primary tumours this row is no new tumour: the same person, the same "
        "organ and the same group of tissue types as an earlier row. The row is counted here all the same."
    ),
)
ALL = Wording(nl="alle patiënten", en="all patients")
NOT_IN_FORCE = Wording(
    nl="De norm gold in geen van de jaren van deze tabel.",
    en="The norm was in force in none of the years of this table.",
)
OF_KNOWN = Wording(
    nl="Per ziekenhuis, onder de patiënten van wie het bekend is; over alle jaren van de tabel samen.",
    en="For each hospital, among the patients of whom it is known; over all years of the table together.",
)


NO_AGES = Wording(
    nl="Voor een gestandaardiseerd cijfer is in deze leeftijden te weinig te zien: {}.",
    en="Of these ages too little is seen for a standardised figure: {}.",
)
NOT_FOLLOWED = Wording(
    nl="Te weinig patiënten zijn zo lang gevolgd: {} jaar.", en="Too few patients were followed for so long: {} years."
)
FEW_CASES = Wording(
    nl="Minder dan {} patiënten: een gestandaardiseerd cijfer zou te onzeker zijn en hun leeftijd verraden.",
    en="Fewer than {} patients: a standardised figure would be too uncertain, and tell their ages.",
)


def needs(option: str, mortality: bool) -> Wording:
    """Say which file a panel needs, and the option that gives it."""
    nl, en = ("een levenstafel", "a life table") if mortality else ("het aantal inwoners", "the number of inhabitants")
    return Wording(nl=f"Hiervoor is {nl} nodig: {option}.", en=f"This needs {en}: {option}.")


def with_words(text: Wording, said: str) -> Wording:
    """Fill in what is the same in both languages."""
    return Wording(nl=text.nl.format(said), en=text.en.format(said))


def wanting(labels: Sequence[Wording]) -> Wording:
    """Say which items are wanting."""
    words = _listed(labels)
    return Wording(nl=f"In deze tabel ontbreekt wat hiervoor nodig is: {words.nl}.",
                   en=f"This table lacks what it takes: {words.en}.")  # fmt: skip


def named(label: Wording, parts: Sequence[Wording]) -> Wording:
    """Name an item with those that it rests on."""
    words = _listed(parts)
    return Wording(nl=f"{label.nl} (volgt uit: {words.nl})", en=f"{label.en} (follows from: {words.en})")


def unknown_of_all(label: Wording) -> Wording:
    """Say that an item is unknown of everybody concerned."""
    return Wording(nl=f"Van niemand in deze groep is bekend: {label.nl}.", en=f"Unknown of everybody here: {label.en}.")


def _listed(labels: Sequence[Wording]) -> Wording:
    nl, en = (", ".join(getattr(label, language) for label in labels) for language in ("nl", "en"))
    return Wording(nl=nl, en=en)
