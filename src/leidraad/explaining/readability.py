"""How easy a Dutch text reads, by the formula of Flesch and Douma. Pure: text in, numbers out; judges no content.

    206.84 - 0.77 x (syllables per 100 words) - 0.93 x (words per sentence)

W.H. Douma, De leesbaarheid van landbouwbladen (Landbouwhogeschool Wageningen, afdeling sociologie en sociografie,
bulletin 17, 1960; edepot.wur.nl/276323). Formula and classes as given in Onze Taal 46 (1977),
dbnl.org/tekst/_taa014197701_01/_taa014197701_01_0089.php, which prints the constant as 206.8; Yoast SEO has 206.84,
koRpus (Flesch, "nl") and Wordless have 206.835, and all have the same weights. The formula sees length
only: it knows no hard word from an easy one.
"""

import re

import msgspec

CONSTANT, PER_HUNDRED_SYLLABLES, PER_WORD_OF_A_SENTENCE = 206.84, 0.77, 0.93

# Douma's classes by their lowest score, as Onze Taal gives them.
CLASSES = (
    (90, "zeer gemakkelijk", "very easy"),
    (80, "gemakkelijk", "easy"),
    (70, "tamelijk gemakkelijk", "fairly easy"),
    (60, "normaal", "standard"),
    (45, "tamelijk moeilijk", "fairly difficult"),
    (30, "moeilijk", "difficult"),
)
HARDEST = ("zeer moeilijk", "very difficult")

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"[.!?…]+(?=\s|$)")
# One sound each, the longest first; two vowels that make no such sound are two syllables, and a mark (ë) starts one.
_SOUND = re.compile(
    r"aai|ooi|oei|eeu|ieu|eau|aa|ee|éé|oo|óó|uu|ie|oe|eu|ui|ei|ij|au|ou|ai|ae|[aeiouyáàâäéèêëíîïóôöúûü]"
)
_DIGIT = 2  # syllables: 35 is vijf-en-der-tig, 100 is hon-derd


class Readability(msgspec.Struct, frozen=True):
    """The score of a text with what it rests on."""

    score: float
    words: int
    sentences: int
    syllables: int

    @property
    def reading(self) -> tuple[str, str]:
        """Return the class of the score, in Dutch and in English."""
        return next(((nl, en) for lowest, nl, en in CLASSES if self.score >= lowest), HARDEST)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; only a full stop, a question mark or an exclamation mark ends one."""
    return [part.strip() for part in _END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Return the words of a text; a number is a word, and so is a compound with a hyphen."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Return the syllables of a Dutch word, by its vowels; an abbreviation without any is spelled out."""
    return sum(map(_of_part, re.split(r"['’-]", word))) or 1


def _of_part(part: str) -> int:
    if part.isdigit():
        return _DIGIT * len(part)
    sounds = len(_SOUND.findall(part.lower()))
    # MRI and CT are spelled; PET is read as a word.
    spelled = part.isupper() and len(part) > 1 and part != "PET"
    return len(part) if spelled or (not sounds and len(part) > 1) else sounds


def readability(text: str) -> Readability:
    """Return the score of a Dutch text. A text without words is as easy as the formula allows."""
    found, parts = words(text), sentences(text)
    if not found:
        return Readability(CONSTANT, 0, 0, 0)
    total = sum(map(syllables, found))
    per_hundred, per_sentence = 100 * total / len(found), len(found) / len(parts)
    score = CONSTANT - PER_HUNDRED_SYLLABLES * per_hundred - PER_WORD_OF_A_SENTENCE * per_sentence
    return Readability(round(score, 1), len(found), len(parts), total)
