"""The words that stand on every page, print and letter. No setting removes them."""

from leidraad.model.content import Wording

SAFETY = Wording(
    nl=(
        "Hulpmiddel voor de arts; het beslist niets. Geen medisch hulpmiddel met CE-markering. "
        "Geen clinicus heeft de inhoud beoordeeld. De arts beslist; bindend is alleen het advies "
        "van het MDO van een expertisecentrum."
    ),
    en=(
        "Support for the clinician; it decides nothing. Not a CE-marked medical device. "
        "No clinician has reviewed its content. The clinician decides; only the advice of the tumour board "
        "of a reference centre is binding."
    ),
)
