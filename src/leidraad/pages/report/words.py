"""The fixed words and the numbers of the quality report, in Dutch and in English. Knows no layout."""

from collections.abc import Iterable

from leidraad.explaining.phrases import LANGUAGES
from leidraad.model.content import Wording

NOTHING = "–"

# The order of the source; a chapter that is not here comes after these, under its own name.
CHAPTERS = ("epidemiology", "survival", "treatment", "organisation", "new", "population")

_WORDS = {
    "brand": ("Leidraad · kwaliteitsrapport", "Leidraad · quality report"),
    "skip": ("Naar de inhoud", "Skip to the content"),
    "contents": ("Inhoud", "Contents"),
    "safety": ("Let op", "Please note"),
    "synthetic": ("Verzonnen gegevens", "Synthetic data"),
    "synthetic_long": (
        "Verzonnen gegevens: geen enkele patiënt of ziekenhuis in dit rapport bestaat. "
        "Het toont wat het programma doet en bewijst niets over de zorg.",
        "Synthetic data: no patient or hospital in this report exists. "
        "It shows what the program does and is no evidence about care.",
    ),
    "table_of": ("Tabel", "Table"),
    "mapping": ("gelezen met", "read with"),
    "evaluated_on": ("berekend op", "worked out on"),
    "edition": ("uitgave", "edition"),
    "is": ("Wat dit rapport is", "What this report is"),
    "is_not": ("Wat dit rapport niet is", "What this report is not"),
    "is_1": (
        "Tellingen uit één tabel met patiënten, volgens vaste definities die bij elk onderdeel staan.",
        "Counts from one table of patients, by fixed definitions that stand with each part.",
    ),
    "is_2": (
        "Dezelfde regels die over één patiënt adviseren, toegepast op alle patiënten.",
        "The same rules that advise on one patient, applied to all patients.",
    ),
    "is_3": (
        "Wat niet is vastgelegd, telt als onbekend en nooit als nee.",
        "What was not recorded counts as unknown and never as no.",
    ),
    "is_not_1": (
        "Geen oordeel over een arts, een ziekenhuis of een patiënt: verschillen kunnen door toeval, door de "
        "samenstelling van de groepen of door de registratie ontstaan.",
        "No judgement of a clinician, a hospital or a patient: differences can come from chance, from the mix of "
        "patients or from the way of recording.",
    ),
    "is_not_2": (
        "Geen beoordeelde uitkomst: geen clinicus en geen statisticus heeft deze cijfers nagekeken.",
        "No reviewed result: no clinician and no statistician has checked these figures.",
    ),
    "is_not_3": (
        "Geen bewijs dat een behandeling werkt: groepen zijn niet door loting gevormd.",
        "No evidence that a treatment works: groups were not formed by chance.",
    ),
    "summary": ("In het kort", "In short"),
    "tile_rows": ("rijen in de tabel", "rows in the table"),
    "tile_apart": ("rijen met een fout, apart gezet", "rows with a mistake, set apart"),
    "tile_selected": ("patiënten na de selectie", "patients after the selection"),
    "tile_read": ("patiënten, zonder selectie", "patients, without a selection"),
    "tile_panels": ("van {} onderdelen met cijfers", "of {} panels with numbers"),
    "tile_rules": ("regels van richtlijnen beoordeeld", "rules of guidelines judged"),
    "tile_unanswered": ("regels die deze tabel niet kan beantwoorden", "rules that this table cannot answer"),
    "selection": ("Selectie", "Selection"),
    "selection_lead": (
        "Wie aan een stap voldoet, gaat eruit. Wie daarover niets heeft vastgelegd, blijft en wordt geteld.",
        "Whoever meets a step is left out. Whoever has nothing on record about it stays, and is counted.",
    ),
    "no_selection": (
        "Er is niet geselecteerd: alle cijfers gaan over de hele tabel.",
        "No selection was made: all figures are about the whole table.",
    ),
    "quality": ("Kwaliteit van de gegevens", "Quality of the data"),
    "checks": ("Onmogelijke en verdachte combinaties", "Impossible and suspicious combinations"),
    "no_checks": ("Er zijn geen controles uitgevoerd.", "No checks were run."),
    "no_missing": ("Er is geen gegeven gelezen.", "No item was read."),
    "missing": ("Wat ontbreekt", "What is missing"),
    "epidemiology": ("Vóórkomen", "Epidemiology"),
    "survival": ("Overleving", "Survival"),
    "treatment": ("Behandeling", "Treatment"),
    "organisation": ("Verdeling van de zorg", "Organisation of care"),
    "new": ("Wat de bron mist", "What the source lacks"),
    "population": ("Naast de bevolking", "Beside the population"),
    "not_made": ("Niet gemaakt:", "Not made:"),
    "norms": ("Normen", "Norms"),
    "funnels": ("Trechters", "Funnels"),
    "adherence": ("Naleving van de richtlijnen", "Adherence to the guidelines"),
    "published": ("Gepubliceerde cijfers", "Published figures"),
    "notes": ("Verantwoording", "Notes"),
    "figure": ("figuur", "figure"),
    "additional": ("aanvullend:", "additional:"),
    "definition": ("Definitie", "Definition"),
    "denominator": ("Noemer", "Denominator"),
    "patients": ("{} patiënten", "{} patients"),
    "hospitals": ("{} ziekenhuizen", "{} hospitals"),
    "rules": ("Regels", "Rules"),
    "source": ("Bron", "Source"),
    "note": ("Bij lezing", "When reading"),
    "table": ("Tabel bij dit onderdeel", "Table of this panel"),
    "empty": ("Geen cijfers", "No figures"),
    "picture_cut": (
        "De tekening toont {} van {} groepen: de grootste die getoond mogen worden. De tabel toont ze alle.",
        "The picture shows {} of {} groups: the largest that may be shown. The table shows all.",
    ),
    "step": ("Stap", "Step"),
    "before": ("Vóór", "Before"),
    "left_out": ("Eruit", "Left out"),
    "not_known": ("Niet bekend", "Not known"),
    "after": ("Over", "Remaining"),
    "start": ("Rijen die gelezen konden worden", "Rows that could be read"),
    "selected": ("In dit rapport", "In this report"),
    "would_remain": ("Zou overblijven", "Would remain"),
    "no_selection_lead": (
        "Zo zou de selectie van de bron uitvallen:", "This is how the selection of the source would turn out:",
    ),
    "found_nothing": ("{} controles die niets vonden", "{} checks that found nothing"),
    "found_none": ("Geen enkele controle vond iets.", "No check found anything."),
    "other_items": ("{} andere gegevens", "{} other items"),
    "check": ("Controle", "Check"),
    "kind": ("Soort", "Kind"),
    "impossible": ("onmogelijk: apart gezet", "impossible: set apart"),
    "suspicious": ("verdacht: geteld", "suspicious: counted"),
    "rows": ("Rijen", "Rows"),
    "count": ("Aantal", "Count"),
    "row_numbers": ("Nummers van rijen (de eerste)", "Numbers of rows (the first)"),
    "item": ("Gegeven", "Item"),
    "lacking": ("Ontbreekt bij", "Missing in"),
    "of": ("Van", "Of"),
    "share": ("Aandeel", "Share"),
    "low": ("Laag", "Low"),
    "high": ("Hoog", "High"),
    "value": ("Waarde", "Value"),
    "group": ("Groep", "Group"),
    "all": ("alle", "all"),
    "per_year": ("Per jaar", "A year"),
    "known": ("Bekend", "Known"),
    "quartile1": ("Kwart eronder", "Lower quartile"),
    "median": ("Mediaan", "Median"),
    "quartile3": ("Kwart erboven", "Upper quartile"),
    "mean": ("Gemiddeld", "Mean"),
    "years": ("Jaren", "Years"),
    "years_after": ("jaren na de diagnose", "years after diagnosis"),
    "at_risk": ("In volging", "At risk"),
    "at_risk_long": ("nog in volging", "still at risk"),
    "alive": ("Overleving", "Survival"),
    "net": ("Netto-overleving", "Net survival"),
    "ederer_2": ("Ederer II", "Ederer II"),
    "net_5": ("Netto-overleving na 5 jaar", "Net survival after 5 years"),
    "standardised": ("Gestandaardiseerd", "Standardised"),
    "none_standard": (
        "Van geen enkele groep is er een gestandaardiseerd cijfer; de tabel zegt waarom.",
        "No group has a standardised figure; the table says why.",
    ),
    "no_standard": ("geen gestandaardiseerd cijfer", "no standardised figure"),
    "person_years": ("Inwonerjaren", "Person-years"),
    "standard": ("Standaard", "Standard"),
    "per_100000": ("Per 100.000", "For 100,000"),
    "crude": ("ruw", "crude"),
    "world_1960": ("wereld 1960", "world 1960"),
    "europe_1976": ("Europa 1976", "Europe 1976"),
    "europe_2013": ("Europa 2013", "Europe 2013"),
    "per_100000_standard": (
        "per 100.000 inwonerjaren, Europese standaard 2013", "per 100,000 person-years, European standard 2013",
    ),
    "deaths": ("Overleden", "Deaths"),
    "median_years": ("Mediaan (jaren)", "Median (years)"),
    "hospital": ("Ziekenhuis", "Hospital"),
    "operations_per_year": ("operaties per jaar", "operations a year"),
    "patients_per_year": ("patiënten per jaar", "patients a year"),
    "in_order": ("ziekenhuizen, van groot naar klein", "hospitals, from large to small"),
    "norm": ("norm {}", "norm {}"),
    "norm_years": ("Geldig", "In force"),
    "since": ("vanaf {}", "from {}"),
    "until": ("tot en met {}", "until {}"),
    "always": ("altijd", "always"),
    "least": ("Ten minste", "At least"),
    "period": ("Jaren", "Years"),
    "verdict": ("Oordeel", "Verdict"),
    "met": ("gehaald", "met"),
    "not_met": ("niet gehaald", "not met"),
    "undecided": ("niet te zeggen", "undecided"),
    "one_year": ("per jaar", "one year"),
    "three_years": ("gemiddeld over drie jaar", "mean of three years"),
    "norm_lead": (
        "“Niet te zeggen” staat er als het interval de norm omvat: het verschil kan toeval zijn.",
        "“Undecided” means that the interval spans the norm: the difference may be chance.",
    ),
    "norm_signs": ("✓ gehaald, ✗ niet gehaald, ? niet te zeggen", "✓ met, ✗ not met, ? undecided"),
    "other_hospitals": ("{} andere ziekenhuizen", "{} other hospitals"),
    "did": ("Gedaan", "Did"),
    "should": ("Had gemoeten", "Should"),
    "unknown": ("Niet te beoordelen", "Could not be judged"),
    "rule": ("Regel", "Rule"),
    "guideline": ("Richtlijn", "Guideline"),
    "status": ("Status", "Status"),
    "said": ("Wat de regel vraagt", "What the rule asks"),
    "wants_nothing": (
        "niets in een tabel kan dit zeggen", "nothing in a table can tell",
    ),
    "concern_nobody": ("Regels die hier over geen patiënt gaan", "Rules that concern no patient here"),
    "one_sided": ("de tabel zegt van niemand het tegendeel", "of nobody does the table tell the opposite"),
    "range": ("Met hen erbij", "With these counted in"),
    "wants": ("Ontbreekt voor een oordeel", "Wanting for a judgement"),
    "by_group": ("per periode, soort ziekenhuis en graad", "by period, type of hospital and grade"),
    "adherence_lead": (
        "Per regel: bij hoeveel patiënten had het gemoeten, bij hoeveel is het gedaan, en bij hoeveel is dat niet te "
        "beoordelen. Gemeten aan het einde van het dossier: wat later nog volgt, telt hier als niet gedaan. "
        "Het percentage geldt voor wie te beoordelen was; wie dat niet was, kan het veel lager of hoger maken. "
        "Zegt de tabel alleen bij wie het is gedaan, of alleen bij wie niet, dan staan er twee grenzen.",
        "For each rule: in how many patients it should have been done, in how many it was, and in how many this "
        "cannot be judged. Seen at the close of the record: what still follows later counts here as not done. "
        "The share is of those who could be judged; those who could not may make it much lower or higher. Where the "
        "table only tells of whom it was done, or only of whom it was not, two bounds stand in its place.",
    ),
    "no_adherence": (
        "Geen enkele regel is met deze tabel te beoordelen.",
        "No rule can be judged with this table.",
    ),
    "not_answerable": (
        "Regels die met deze tabel bij geen enkele patiënt te beoordelen zijn",
        "Rules that this table cannot judge for any patient",
    ),
    "concept": ("concept: nog niet vastgesteld", "concept: not yet authorised"),
    "authorisation phase": ("autorisatiefase: nog niet vastgesteld", "authorisation phase: not yet authorised"),
    "authorised": ("vastgesteld", "authorised"),
    "local protocol": ("lokaal protocol", "local protocol"),
    "funnel_share": ("aandeel", "share"),
    "funnel_size": ("patiënten in het ziekenhuis", "patients in the hospital"),
    "limit95": ("grens 95 %", "limit 95%"),
    "limit998": ("grens 99,8 %", "limit 99.8%"),
    "target": ("Alle samen", "All together"),
    "outside": ("Buiten de grens", "Outside the limit"),
    "above_95": ("boven 95 %", "above 95%"),
    "below_95": ("onder 95 %", "below 95%"),
    "above_998": ("boven 99,8 %", "above 99.8%"),
    "below_998": ("onder 99,8 %", "below 99.8%"),
    "overdispersion": (
        "De grenzen zijn verruimd om extra spreiding tussen ziekenhuizen (φ = {}).",
        "The limits were widened for extra spread between hospitals (φ = {}).",
    ),
    "published_lead": (
        "Wat de bron drukte, naast wat deze tabel op dezelfde plaats geeft.",
        "What the source printed, beside what this table gives in the same place.",
    ),
    "published_synthetic": (
        "De verzonnen tabel is naar een deel van deze cijfers gemaakt; dat deel is gemerkt als “nagebootst”. Dat ze "
        "terugkomen toont dat de leiding niet lekt, en niets over de zorg.",
        "The synthetic table was made after some of these figures; those are marked “built in”. That they come back "
        "shows that the plumbing holds, and nothing about care.",
    ),
    "measure": ("Maat", "Measure"),
    "printed": ("Gedrukt", "Printed"),
    "here": ("Hier", "Here"),
    "unit": ("Eenheid", "Unit"),
    "panel": ("Onderdeel", "Panel"),
    "why_not": ("Waarom niet", "Why not"),
    "shown_back": ("nagebootst", "built in"),
    "shown_back_head": ("Nagebootst", "Built in"),
    "test": ("Toets", "Test"),
    "statistic": ("Grootheid", "Statistic"),
    "others": ("overige", "other"),
    "hidden": ("niet getoond", "not shown"),
    "hidden_count": ("verborgen", "hidden"),
    "few_rule": (
        "Aantallen van 1 tot en met {} zijn verborgen. Waar een totaal zo’n aantal zou verraden, is ook het volgende "
        "kleinste verborgen. Dit geldt ook voor de tekeningen en voor alles wat u opslaat.",
        "Counts of 1 to {} are hidden. Where a total would give such a count away, the next smallest is hidden too. "
        "This holds for the pictures and for everything that you save as well.",
    ),
    "all_hidden": ("Alle groepen zijn te klein om te tonen.", "All groups are too small to show."),
    "list": ("De lijst", "The list"),
    "funnel_lead": (
        "Elke stip is een ziekenhuis. Hoe meer patiënten, hoe minder toeval en hoe nauwer de grenzen.",
        "Each dot is a hospital. The more patients, the less chance and the narrower the limits.",
    ),
    "interval_note": (
        "Intervallen zijn van 95 %. Een streepje (–) betekent: niet te berekenen; de reden staat bij het onderdeel.",
        "Intervals are of 95%. A dash (–) means: cannot be computed; the reason stands with the panel.",
    ),
    "hospital_note": (
        "Ziekenhuizen staan er met een code, behalve die toestemming gaven om genoemd te worden.",
        "Hospitals show as codes, except those that agreed to be named.",
    ),
    "grey_note": (
        "Tekeningen zijn ook in grijs te lezen. Bij elke tekening hoort een tabel met dezelfde cijfers.",
        "Pictures can be read in grey too. Each picture has a table with the same figures.",
    ),
    "page": ("blad", "sheet"),
    "sheet_contents": ("Inhoud", "Contents"),
    "sheet_checks": ("Controles", "Checks"),
    "sheet_unanswered": ("Niet te beantwoorden", "Not answerable"),
    "sheet_safety": (
        "Beslist niets; niet door een clinicus beoordeeld. De arts beslist. Zie het eerste blad.",
        "Decides nothing; not reviewed by a clinician. The clinician decides. See the first sheet.",
    ),
    "sheet": ("Blad", "Sheet"),
    "title": ("Titel", "Title"),
    "more": ("en nog {}", "and {} more"),
    "in_table": ("de rest staat in de tabel", "the rest is in the table"),
    "about_hospitals": ("{} ziekenhuizen", "{} hospitals"),
    "most": ("meeste", "most"),
    "fewest": ("minste", "fewest"),
    "at": ("na {} jaar", "after {} years"),
    "inside_all": ("geen ziekenhuis buiten de grenzen", "no hospital outside the limits"),
}  # fmt: skip


_UNITS = {
    "count": ("aantal", "number"),
    "count_approx": ("aantal, ongeveer", "number, about"),
    "new_patients_per_year": ("nieuwe patiënten per jaar", "new patients a year"),
    "patients_per_year": ("patiënten per jaar", "patients a year"),
    "per_100000": ("per 100.000", "per 100,000"),
    "percent": ("%", "%"),
    "percent_approx": ("%, ongeveer", "%, about"),
    "resections_per_year_min": ("resecties per jaar, ten minste", "resections a year, at least"),
    "year": ("jaartal", "calendar year"),
    "years": ("jaar", "years"),
    "years_approx": ("jaar, ongeveer", "years, about"),
}


class Words:
    """The words of one report in one language; `least` is the smallest count that may be shown."""

    def __init__(self, language: str, least: int) -> None:
        self.language = language
        self.least = least
        self._at = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self._at]

    def __contains__(self, key: str) -> bool:
        return key in _WORDS

    def of(self, wording: Wording) -> str:
        """Return a wording in this language."""
        return getattr(wording, self.language)

    def chapter(self, key: str) -> str:
        """Return the title of a chapter; one that is not known here keeps its own name."""
        return self[key] if key in self else key.replace("_", " ").capitalize()

    def labels(self, labels: Iterable[Wording]) -> str:
        """Return the labels of a group on one line; a group of nothing is everybody."""
        return " · ".join(map(self.of, labels)) or self["all"]

    def number(self, value: float | None, digits: int = 1) -> str:
        """Return a number with the signs of the language; a whole number without decimals."""
        if value is None:
            return NOTHING
        text = f"{value:,.{digits}f}" if isinstance(value, float) else f"{value:,}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def share(self, value: float | None, digits: int = 1) -> str:
        """Return a share between 0 and 1 as a percentage."""
        if value is None:
            return NOTHING
        sign = "\u00a0%" if self.language == "nl" else "%"
        return f"{self.number(100 * float(value), digits)}{sign}"

    def rounded(self, value: float | None) -> str:
        """Return a number with one decimal, or none when it is whole."""
        return self.number(int(value) if value is not None and float(value).is_integer() else value)

    def some(self, share: float) -> str:
        """Return a share in whole percentages; one that is not nothing never reads as nothing."""
        return f"< {self.share(0.01, 0)}" if 0 < share < 0.005 else self.share(share, 0)

    def unit(self, unit: str) -> str:
        """Return a unit of a published figure; one that is not known here keeps its own name."""
        return _UNITS[unit][self._at] if unit in _UNITS else unit.replace("_", " ")

    def count(self, value: int | None, hidden: bool = False) -> str:
        """Return a count, or the word for one that may not be shown: it is small, or would give a small one away."""
        return self["hidden_count"] if hidden and value is None else self.number(value)

    def p(self, value: float) -> str:
        """Return a p value; a very small one as a bound."""
        return f"p < {self.number(0.001, 3)}" if value < 0.001 else f"p = {self.number(float(value), 3)}"
