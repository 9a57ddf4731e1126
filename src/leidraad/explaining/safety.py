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

PLAIN_SAFETY = Wording(
    nl=(
        "Een computer heeft deze folder gemaakt. De computer helpt de arts, maar beslist niets. "
        "Geen arts heeft de tekst nagekeken. Er staat misschien een fout in. Uw arts beslist samen met u. "
        "Dat doet uw arts met advies van een groep specialisten."
    ),
    en=(
        "A computer made this leaflet. The computer helps the doctor, but decides nothing. "
        "No doctor has checked the text. It may contain a mistake. Your doctor decides together with you. "
        "Your doctor does so with the advice of a group of specialists."
    ),
)
"""The same for a patient, in plain words; it stands on every leaflet beside the words above."""
