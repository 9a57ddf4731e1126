"""From an empty case to a printed letter, as a clinician goes: with the mouse, and with the keyboard alone."""

SAFE = "Geen medisch hulpmiddel met CE-markering"
MOST_DEEDS = 12
LETTER = "#downloads button[formaction='/download/referral.pdf']"
CENTRE = "Bespreek een vermoeden van een sarcoom met een centrum"


def pick(label):
    return f"#ask .picks button:has-text('{label}')"


def shows_the_thigh(letter):
    return all(text in letter for text in ("54 jaar", "Bovenbeen", "7,5 cm", SAFE))


def test_a_deep_mass_of_the_thigh_from_empty_to_a_printed_letter_in_twelve_deeds(desk):
    """54 years, 7.5 cm, deep: one question at a time, then the size in the form."""
    at = desk().go()
    at.press(pick("Verdenking"))
    at.press(pick("Weke delen"))
    at.type("54")
    at.key("Enter", sends=True)
    at.press("#ask button[name=skip]")
    at.choose("#i-site", "Bovenbeen")
    at.press(".question button[name=next]")
    at.press("#ask button[name=skip]")
    at.press(pick("Onder de fascie"))
    at.press("#ask button[value=form]")
    at.fill("#i-size_cm", "7,5")
    letter = at.pdf(lambda: at.click(LETTER))
    assert shows_the_thigh(letter)
    assert CENTRE in at.advice()
    assert at.deeds <= MOST_DEEDS


def test_the_form_alone_takes_fewer_deeds(desk):
    at = desk().go()
    at.press("#ask button[value=form]")
    at.press("input[name='f:care_phase'][value=suspicion]")
    at.press("input[name='f:swelling_present'][value=true]")
    at.fill("#i-age_years", "54")
    at.choose("#i-site", "Bovenbeen", sends=True)
    at.press("input[name='f:tissue_layer'][value=deep_not_specified]")
    at.fill("#i-size_cm", "7,5")
    assert shows_the_thigh(at.pdf(lambda: at.click(LETTER)))
    assert CENTRE in at.advice()
    assert at.deeds <= MOST_DEEDS


def test_the_whole_way_with_the_keyboard_alone(desk):
    """The focus is seen at each stop, and stands on the next question by itself."""
    at = desk().go()
    at.tab_to(".picks button[value=suspicion]")
    at.key("Enter", sends=True)
    at.tab_to(".picks button[value=soft_tissue]")
    at.key("Space", sends=True)
    at.type("54")
    at.key("Enter", sends=True)
    at.tab_to("#ask button[name=skip]")
    at.key("Enter", sends=True)
    at.type("Bovenb")
    at.tab_to(".question button[name=next]")
    at.key("Enter", sends=True)
    at.tab_to("#ask button[name=skip]")
    at.key("Enter", sends=True)
    at.tab_to(".picks button[value=deep_not_specified]")
    at.key("Enter", sends=True)
    at.tab_to("#ask button[value=form]")
    at.key("Enter", sends=True)
    at.tab_to("#i-size_cm")
    at.type("7,5")
    at.answered(lambda: at.page.keyboard.press("Tab"))
    at.tab_to(LETTER)
    assert shows_the_thigh(at.pdf(lambda: at.key("Enter")))
    assert CENTRE in at.advice()
