"""Readability: constants from the sources named in the module, syllables from hyphenation that nobody here wrote."""

import re

import pyphen
import pytest

from leidraad.actions.load_content import load_all
from leidraad.explaining.readability import readability, sentences, syllables, words

# Divided by hand, as they are said; a single vowel is a syllable too.
DIVIDED = (
    "zie-ken-huis pa-ti-ënt be-stra-ling o-pe-ra-tie uit-zaai-in-gen on-der-zoek chi-rurg spe-ci-a-list "
    "nieu-we leeuw uit-slag ra-di-o-loog bi-opt e-cho vreem-de be-oor-de-len ge-o-pe-reerd fi-nan-ci-eel ma-te-ri-aal "
    "boei-en mooi-e aai-en bui-ten ij-ver ei-gen oog au-to hout ge-ïn-te-res-seerd één vóór ou-der eeuw pri-mair"
)
WORDS = {word.replace("-", ""): len(word.split("-")) for word in DIVIDED.split()}


@pytest.mark.parametrize(("word", "wanted"), WORDS.items())
def test_syllables_of_words_that_were_divided_by_hand(word, wanted):
    assert syllables(word) == wanted


@pytest.mark.parametrize(("word", "wanted"), {"MRI": 3, "CT-scan": 3, "PET-CT-scan": 4, "nl": 2, "foto's": 2}.items())
def test_syllables_of_what_is_spelled_out(word, wanted):
    assert syllables(word) == wanted


def test_syllables_beside_the_hyphenation_of_the_open_word_list():
    """Over all Dutch wording of the rules: within 3%, and nearly always more, as patterns split off no first vowel."""
    divider = pyphen.Pyphen(lang="nl", left=1, right=1)
    texts = (rule.action.nl for guideline in load_all().guidelines for rule in guideline.rules)
    found = [word for text in texts for word in words(text) if re.fullmatch("[a-zéèëïöü]+", word)]
    assert len(found) > 5000
    counted = sum(map(syllables, found))
    divided = sum(len(divider.positions(word)) + 1 for word in found)
    assert 1 <= counted / divided < 1.03


def test_the_formula_by_hand():
    # "De arts belt u. U krijgt een scan." 8 words, 2 sentences, 8 syllables: 206.84 - 0.77 x 100 - 0.93 x 4.
    assert readability("De arts belt u. U krijgt een scan.").score == pytest.approx(126.1, abs=0.05)
    # "Patiënten ondergaan radiotherapie." 3 words; pa-ti-ën-ten 4, on-der-gaan 3, ra-di-o-the-ra-pie 6: 13 syllables.
    # 206.84 - 0.77 x 433.33 - 0.93 x 3
    assert readability("Patiënten ondergaan radiotherapie.").score == pytest.approx(-129.6, abs=0.05)


@pytest.mark.parametrize(
    ("score", "reading"),
    [  # Onze Taal 46 (1977), the table of Douma: 0-30, 30-45, 45-60, 60-70, 70-80, 80-90, 90-100
        (29.9, "zeer moeilijk"), (30, "moeilijk"), (44.9, "moeilijk"), (45, "tamelijk moeilijk"),
        (59.9, "tamelijk moeilijk"), (60, "normaal"), (69.9, "normaal"), (70, "tamelijk gemakkelijk"),
        (79.9, "tamelijk gemakkelijk"), (80, "gemakkelijk"), (89.9, "gemakkelijk"), (90, "zeer gemakkelijk"),
        (-20, "zeer moeilijk"), (120, "zeer gemakkelijk"),
    ],
)  # fmt: skip
def test_the_classes_of_douma(score, reading):
    from leidraad.explaining.readability import Readability

    assert Readability(score, 1, 1, 1).reading[0] == reading


def test_sentences_end_at_full_stops_only():
    assert sentences("Kijk op sarcomen.nl. Wilt u dat? Ja: bel ons; het mag.") == [
        "Kijk op sarcomen.nl", "Wilt u dat", "Ja: bel ons; het mag",
    ]  # fmt: skip


def test_a_text_without_words():
    assert readability("").words == readability("...").words == 0
