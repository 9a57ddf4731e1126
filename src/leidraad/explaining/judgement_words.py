"""The words of evidence to decision and of GRADE, in plain Dutch and in English."""

CRITERIA = {
    "balance_of_effects": ("gunstige en ongunstige effecten", "desirable and undesirable effects"),
    "certainty": ("zekerheid van het bewijs", "certainty of the evidence"),
    "values": ("waarden en voorkeuren", "values and preferences"),
    "costs": ("kosten", "costs"),
    "equity": ("gelijke kansen op zorg", "equity"),
    "acceptability_ethical": ("aanvaardbaarheid, ook ethisch", "acceptability, also ethical"),
    "sustainability": ("duurzaamheid", "sustainability"),
    "feasibility": ("haalbaarheid", "feasibility"),
}
# Certainty is judged in the words that certainty has everywhere.
JUDGED = {
    "favours_option": ("in het voordeel van de aanbevolen optie", "favours the option"),
    "probably_favours_option": (
        "waarschijnlijk in het voordeel van de aanbevolen optie",
        "probably favours the option",
    ),
    "mixed": ("wisselend", "mixed"),
    "uncertain": ("onzeker", "uncertain"),
    "not_reported": ("niet vermeld", "not reported"),
    "no_important_variability": ("geen belangrijke verschillen", "no important variability"),
    "probably_important_variability": ("waarschijnlijk belangrijke verschillen", "probably important variability"),
    "important_variability": ("belangrijke verschillen", "important variability"),
    "no_evidence_assumed": ("aangenomen, zonder onderzoek", "assumed, without evidence"),
    "lower": ("lager", "lower"),
    "comparable": ("vergelijkbaar", "comparable"),
    "higher": ("hoger", "higher"),
    "probably_higher": ("waarschijnlijk hoger", "probably higher"),
    "increased": ("groter", "increased"),
    "no_effect": ("geen effect", "no effect"),
    "possibly_reduced": ("mogelijk kleiner", "possibly reduced"),
    "acceptable": ("aanvaardbaar", "acceptable"),
    "acceptable_with_conditions": ("aanvaardbaar onder voorwaarden", "acceptable with conditions"),
    "lower_impact": ("minder belasting", "lower impact"),
    "similar_impact": ("gelijke belasting", "similar impact"),
    "similar_or_lower_impact": ("gelijke of minder belasting", "similar or lower impact"),
    "higher_impact": ("meer belasting", "higher impact"),
    "not_relevant": ("niet van belang", "not relevant"),
    "not_decisive": ("niet doorslaggevend", "not decisive"),
    "feasible": ("haalbaar", "feasible"),
    "feasible_with_conditions": ("haalbaar onder voorwaarden", "feasible with conditions"),
    "limited": ("beperkt", "limited"),
}
LOWERED_FOR = {
    "risk_of_bias": ("kans op vertekening", "risk of bias"),
    "inconsistency": ("studies die elkaar tegenspreken", "inconsistency"),
    "indirectness": ("indirect bewijs", "indirectness"),
    "imprecision": ("onnauwkeurigheid", "imprecision"),
    "publication_bias": ("kans op publicatiebias", "publication bias"),
}
