"""A report made by hand, with every kind of panel, hidden cells, an empty panel and a text that means harm."""

import math

from leidraad.model.content import Wording
from leidraad.registry.results import (
    Adhered,
    Adherence,
    Checked,
    Curve,
    Ends,
    Flow,
    Funnel,
    FunnelPoint,
    Group,
    Judged,
    Limit,
    Missing,
    NormResult,
    PanelResult,
    Point,
    Rate,
    Report,
    Share,
    Shown,
    Spread,
    StandardisedRate,
    StandardisedSurvival,
    Trend,
    Unanswered,
    Want,
)

HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=\"alert('2')\"> {{ 7 * 7 }} &lt;b&gt; =1+1"
PERIODS = ("2009-2010", "2011-2012", "2013-2014", "2015-2016", "2017-2018")


def w(nl: str, en: str | None = None) -> Wording:
    return Wording(nl, en or nl)


MAIN = {
    "bone": w("botsarcoom", "bone sarcoma"),
    "soft_tissue": w("wekedelensarcoom", "soft tissue sarcoma"),
    "gist": w("GIST"),
}
GRADES = {
    "low": w("laaggradig", "low grade"),
    "high": w("hooggradig", "high grade"),
    "not_applicable": w("niet van toepassing", "not applicable"),
    None: w("onbekend", "unknown"),
}
SUBTYPES = {
    "lipo": w(
        "goed gedifferentieerd liposarcoom en atypische lipomateuze tumor",
        "well-differentiated liposarcoma and atypical lipomatous tumour",
    ),
    "leio": w("leiomyosarcoom", "leiomyosarcoma"),
    "pleo": w("ongedifferentieerd pleiomorf sarcoom", "undifferentiated pleomorphic sarcoma"),
    "myxo": w("myxofibrosarcoom", "myxofibrosarcoma"),
    "dfsp": w("dermatofibrosarcoma protuberans"),
    "angio": w("angiosarcoom", "angiosarcoma"),
    "other": w("overig", "other"),
}
SOURCE = "Epidemiologie > Aantallen, figuur 2a"


def group(size: int | None, **values: tuple[str | None, Wording]) -> Group:
    return Group(tuple(v for v, _ in values.values()), tuple(label for _, label in values.values()), size)


def shares(of: Group, counts: dict, labels: dict) -> tuple[Share, ...]:
    """Shares of a group; a count of None is hidden."""
    return tuple(
        Share(of, value, labels[value], None, None, None, None, True)
        if count is None
        else Share(of, value, labels[value], count, count / of.size, *_wilson(count, of.size))
        for value, count in counts.items()
    )


def _wilson(count: int, size: int) -> tuple[float, float]:
    p, z = count / size, 1.959964
    middle, half = p + z * z / 2 / size, z * math.sqrt(p * (1 - p) / size + z * z / 4 / size**2)
    return (middle - half) / (1 + z * z / size), (middle + half) / (1 + z * z / size)


def panel(name: str, kind: str, chapter: str, title: Wording, **more) -> PanelResult:
    plain = {
        "figure": None,
        "by": (),
        "of": None,
        "rules": ("iknl-2-01",),
        "source": SOURCE,
        "population": 4031,
        "definition": w(
            "Alle patiënten met deze tumor die in dit rapport staan.",
            "All patients with this tumour who are in this report.",
        ),
    }
    return PanelResult(id=name, kind=kind, chapter=chapter, title=title, **(plain | more))


def _per_year(name: str, title: Wording, scale: float, **more) -> PanelResult:
    rates = tuple(
        Rate(group(round(2 * y), main=(key, label), period=(p, w(p))), round(2 * y), y, y * 0.93, y * 1.07)
        for (key, label), start in zip(MAIN.items(), (180, 610, 330), strict=True)
        for n, p in enumerate(PERIODS)
        for y in [scale * (start + 14 * n * (1 + (key != "bone")))]
    )
    by = (w("hoofdgroep", "main group"), w("periode", "period"))
    return panel(name, "per_year", "epidemiology", title, figure=2, by=by, rates=rates, **more)


def _subtypes(name: str, title: Wording) -> PanelResult:
    counts = {"lipo": 812, "leio": 640, "pleo": 575, "myxo": 410, "dfsp": 399, "angio": None, "other": None}
    found = shares(group(2900), counts, SUBTYPES)
    return panel(name, "shares", "epidemiology", title, figure=5, of=w("subtype"), shares=found)


def _grades(name: str, title: Wording) -> PanelResult:
    found = []
    for at, (main, label) in enumerate(MAIN.items()):
        for n, (key, sub) in enumerate(list(SUBTYPES.items())[: 3 + at]):
            size = 500 - 60 * n
            counts = {"low": size // 4, "high": size // 2 - 20 * n, "not_applicable": size // 10}
            counts[None] = size - sum(counts.values())
            of = group(size, main=(main, label), subtype=(key, sub))
            if n == 2:
                counts = {"low": None, "high": counts["high"], "not_applicable": None, None: 0}
            found += shares(of, counts, GRADES)
    found += [
        Share(
            Group(("gist", "none"), (MAIN["gist"], w("te klein", "too small")), None),
            v,
            GRADES[v],
            None,
            None,
            None,
            None,
            True,
        )
        for v in GRADES
    ]
    by = (w("hoofdgroep", "main group"), w("subtype"))
    return panel(
        name,
        "shares",
        "epidemiology",
        title,
        figure=8,
        by=by,
        of=w("graad", "grade"),
        shares=tuple(found),
        trends=(Trend(w("Toets op trend (Cochran en Armitage)", "Trend test (Cochran and Armitage)"), 12.3, 0.00004),),
    )


def _spread(name: str, title: Wording) -> PanelResult:
    found = tuple(
        Spread(
            group(300 - n, main=(m, label), subtype=(s, sub)), 290 - n, 48.0 + 2 * n, 60.5 + n, 71.0 + n / 2, 59.3 + n
        )
        for m, label in list(MAIN.items())[:2]
        for n, (s, sub) in enumerate(SUBTYPES.items())
    )
    few = Spread(Group(("gist", "few"), (MAIN["gist"], w("te klein", "too small")), None), *[None] * 5, hidden=True)
    by = (w("hoofdgroep", "main group"), w("subtype"))
    return panel(
        name,
        "spread",
        "epidemiology",
        title,
        figure=10,
        by=by,
        of=w("leeftijd (jaren)", "age (years)"),
        spreads=(*found, few),
    )


def _curve(of: Group, rate: float, last: float = 10.0) -> Curve:
    def point(years: float) -> Point:
        s = math.exp(-rate * years) * 0.9 + 0.1
        half = 0.02 + 0.006 * years
        return Point(years, max(0, round(of.size * s * (1 - years / 12))), s, max(0.0, s - half), min(1.0, s + half))

    steps = tuple(point(n * last / 120) for n in range(121))
    return Curve(of, round(of.size * 0.4), steps, tuple(point(y) for y in (0.0, 1.0, 3.0, 5.0, 10.0) if y <= last), 7.5)


def _survival(name: str, title: Wording, by: str) -> PanelResult:
    if by == "grade":
        found = [
            _curve(group(1800 - 500 * n, grade=(k, GRADES[k])), 0.05 + 0.1 * n) for n, k in enumerate(("low", "high"))
        ]
        found.append(Curve(Group((None,), (GRADES[None],), None), None, (), (), None, True))
        label = w("graad", "grade")
    else:
        found = [
            _curve(group(500 + 40 * n, period=(p, w(p))), 0.2 - 0.02 * n, 10.0 - 2 * n) for n, p in enumerate(PERIODS)
        ]
        label = w("periode", "period")
    return panel(
        name,
        "survival",
        "survival",
        title,
        figure=12,
        by=(label,),
        curves=tuple(found),
        trends=(Trend(w("Log-ranktoets", "Log-rank test"), 3.1, 0.078),),
    )


def _classes(name: str, title: Wording) -> PanelResult:
    labels = {c: w(c) for c in ("1-4", "5-9", "10-19", "20+")}
    found = tuple(
        s
        for n, p in enumerate(PERIODS)
        for s in shares(
            group(60 - 2 * n, period=(p, w(p))), {"1-4": 30 - 4 * n, "5-9": 14, "10-19": 9, "20+": 7 + 2 * n}, labels
        )
    )
    return panel(
        name,
        "hospital_shares",
        "organisation",
        title,
        figure=25,
        by=(w("periode", "period"),),
        of=w("volumeklasse", "volume class"),
        shares=found,
        population=None,
    )


def _centres(name: str, title: Wording) -> PanelResult:
    labels = {
        "expertise_centre": w("expertisecentrum", "reference centre"),
        "other_hospital": w("ander ziekenhuis", "other hospital"),
        None: w("onbekend", "unknown"),
    }
    found = tuple(
        s
        for n, p in enumerate(PERIODS)
        for s in shares(
            group(1400, period=(p, w(p))),
            {"expertise_centre": 500 + 60 * n, "other_hospital": 850 - 60 * n, None: 50},
            labels,
        )
    )
    return panel(
        name,
        "shares",
        "organisation",
        title,
        figure=23,
        by=(w("periode", "period"),),
        of=w("operatie in", "operated in"),
        shares=found,
    )


def _hospitals(name: str, title: Wording, count: int) -> PanelResult:
    found = tuple(
        Rate(
            group(None if n > count - 3 else round(240 / (n + 1)), hospital=(f"H{n:02}", w(f"H{n:02}"))),
            *((None,) * 4 if n > count - 3 else (round(240 / n), 120 / n, 100 / n, 142 / n)),
            hidden=n > count - 3,
        )
        for n in range(1, count + 1)
    )
    return panel(
        name,
        "per_hospital",
        "organisation",
        title,
        figure=26,
        by=(w("ziekenhuis", "hospital"),),
        rates=found,
        norms=("volume-2020",),
    )


def _net(name: str, title: Wording) -> PanelResult:
    """Net survival of three main groups: one passes 1, one has no points after some years, one is hidden."""
    curves = []
    for (key, label), fall, last in zip(MAIN.items(), (0.05, -0.012, 0.1), (10, 6, 10), strict=True):
        if key == "gist":
            curves.append(Curve(group(None, main=(key, label)), None, (), (), None, hidden=True))
            continue
        points, beside = (
            tuple(
                Point(float(y), 900 - 60 * y, at, *((at - 0.03, at + 0.03) if y else (None, None)))
                for y in range(last + 1)
                for at in [round(1 - fall * y * scale, 4)]
            )
            for scale in (1, 0.9)
        )
        curves.append(Curve(group(900, main=(key, label)), 321, points, points, None, beside=beside))
    by = (w("hoofdgroep", "main group"),)
    return panel(name, "net_survival", "population", title, by=by, curves=tuple(curves))


def _dated() -> list[tuple[Wording, str, str]]:
    return [(label, key, p) for key, label in MAIN.items() for p in PERIODS]


def _standardised(name: str, title: Wording) -> PanelResult:
    """Standardised survival: the last period has too few in an age group, and one group is hidden."""
    few = w("Te weinig te zien: 15-44.", "Too little is seen: 15-44.")
    found = []
    for n, (label, key, period) in enumerate(_dated()):
        size = None if n == 0 else 300 + n
        of = group(size, main=(key, label), period=(period, w(period)))
        crude = (0.6123, 0.5811, 0.6499)
        if size is None:
            found.append(StandardisedSurvival(of, 5, None, None, None, None, None, None, hidden=True))
        elif period == PERIODS[-1]:
            found.append(StandardisedSurvival(of, 5, *crude, None, None, None, why_not=few))
        else:
            at = round(0.4 + n / 40, 4)
            found.append(StandardisedSurvival(of, 5, *crude, at, round(at - 0.04, 4), round(at + 0.05, 4)))
    by = (w("hoofdgroep", "main group"), w("periode", "period"))
    return panel(name, "standardised_survival", "population", title, by=by, standardised_survival=tuple(found))


def _incidence(name: str, title: Wording) -> PanelResult:
    """Standardised incidence: one rate of few, without a standard, and one hidden."""
    few = w("Minder dan 16 patiënten.", "Fewer than 16 patients.")
    found = []
    for n, (label, key, period) in enumerate(_dated()):
        size = None if n == 0 else 12 if n == 1 else 200 + n
        of = group(size, main=(key, label), period=(period, w(period)))
        if size is None:
            found.append(StandardisedRate(of, None, None, None, {}, hidden=True))
            continue
        crude = Ends(0.61, 0.55, 0.68)
        three = {
            standard: Ends(round(at + n / 5, 2), round(at + n / 5 - 0.07, 2), round(at + n / 5 + 0.08, 2))
            for standard, at in (("world_1960", 0.31), ("europe_1976", 0.42), ("europe_2013", 0.53))
        }
        found.append(
            StandardisedRate(of, size, 33_000_000, crude, {} if size < 16 else three, few if size < 16 else None)
        )
    by = (w("hoofdgroep", "main group"), w("periode", "period"))
    return panel(name, "standardised_incidence", "population", title, by=by, standardised_rates=tuple(found))


def _norm() -> NormResult:
    judged = []
    for n in range(1, 12):
        value = 48 / n
        for years in ((2016,), (2017,), (2018,), (2016, 2017, 2018)):
            verdict = "met" if value * 0.8 > 20 else "not_met" if value * 1.3 < 20 else "undecided"
            few = n > 9
            numbers = (None, None, None) if few else (value, value * 0.8, value * 1.3)
            judged.append(Judged("volume-2020", f"H{n:02}", years, *numbers, verdict, few))
    return NormResult(
        "volume-2020",
        w("Volumenorm voor operaties", "Volume norm for operations"),
        20.0,
        "SONCOS 8",
        "Inleiding par 5",
        2020,
        None,
        tuple(judged),
        w("Zo gelezen.", "Read so."),
    )


def _funnel() -> Funnel:
    points = []
    for n in range(1, 31):
        of = 10 + n * n
        share = 0.62 + 0.3 * math.sin(n * 2.3) / math.sqrt(n)
        outside = "above_998" if n == 26 else "below_95" if n == 17 else None
        share = 0.8 if n == 26 else 0.5 if n == 17 else share
        points.append(FunnelPoint(f"H{n:02}", round(of * share), of, share, outside))
    points.append(FunnelPoint("H31", None, None, None, None, True))
    limits = tuple(
        Limit(
            of,
            *(
                max(0.0, min(1.0, 0.62 + sign * z * math.sqrt(0.62 * 0.38 / of)))
                for z in (1.96, 3.09)
                for sign in (-1, 1)
            ),
        )
        for of in range(10, 921, 10)
    )
    return Funnel(
        "discussed",
        w("Overlegd met een expertisecentrum", "Discussed with a reference centre"),
        w("Van de patiënten met een wekedelensarcoom.", "Of the patients with a soft tissue sarcoma."),
        0.62,
        1.4,
        tuple(points),
        limits,
    )


def _adhered(of: Group, should: int | None, did: int | None, unknown: int | None) -> Adhered:
    if should is None:
        return Adhered(of, None, None, unknown, None, None, None, True)
    if did == should and unknown:
        return Adhered(of, should, did, unknown, None, None, None)
    return Adhered(of, should, did, unknown, did / should, *_wilson(did, should))


def _adherence() -> tuple[Adherence, ...]:
    found = []
    for n in range(1, 13):
        by = tuple(_adhered(group(900, period=(p, w(p))), 180, 90 + 10 * k, 60) for k, p in enumerate(PERIODS))
        few = _adhered(Group(("other_hospital",), (w("ander ziekenhuis", "other hospital"),), None), None, None, None)
        found.append(
            Adherence(
                f"wdt-4.2-{n:02}",
                "wdt",
                w("Richtlijn wekedelentumoren", "Guideline on soft tissue tumours"),
                "authorisation phase" if n < 9 else "authorised",
                f"Titel {n}",
                "do",
                w(
                    "Bied aanvullende bestraling aan bij een verhoogd risico op lokaal recidief.",
                    "Offer additional radiotherapy where the risk of local recurrence is raised.",
                ),
                _adhered(group(4000), 900, 900 - 70 * (n - 1), 310),
                (*by, few),
                (Want("size_cm", w("grootte", "size"), 0.42), Want("depth", w("diepte", "depth"), 0.31)),
            )
        )
    return tuple(found)


def _published() -> tuple[Shown, ...]:
    return (
        Shown(
            "IK-con-01",
            w("aandeel geopereerd, botsarcoom", "share operated, bone sarcoma"),
            88.0,
            "percent",
            "Conclusies item 2",
            "18a",
            87.4,
            None,
            True,
        ),
        Shown(
            "IK-02a-06",
            w("nieuwe diagnoses bij kinderen", "new diagnoses in children"),
            35.0,
            "count",
            "Aantallen",
            None,
            None,
            w("Kinderen staan niet in dit rapport.", "Children are not in this report."),
            False,
        ),
    )


def example(synthetic: bool = True, hospitals: int = 45, hostile: bool = False) -> Report:
    """Return the report."""
    steps = (
        ("adults", w("Jonger dan 18 jaar", "Younger than 18 years"), 700, 12),
        ("abroad", w("Diagnose of behandeling in het buitenland", "Diagnosis or treatment abroad"), 121, 0),
        (
            "organ",
            w("Sarcoom van een orgaan, zoals baarmoeder of borst", "Sarcoma of an organ, such as womb or breast"),
            1100,
            None,
        ),
        ("autopsy", w("Gevonden bij een obductie", "Found at autopsy"), None, 0),
    )
    flow, before = [], 14000
    for name, title, out, unknown in steps:
        after = before - out if out is not None else None
        flow.append(Flow(name, title, before, out, unknown, after, "Methoden > Selectie"))
        before = after
    total, high = w("alle patiënten", "all patients"), w("hooggradig of hoog risico", "high grade or high risk")
    title = {
        "2": w("Nieuwe patiënten per jaar", "New patients a year"),
        "5": w("Wekedelensarcoom naar subtype", "Soft tissue sarcoma by subtype"),
        "8": w("Graad per subtype", "Grade by subtype"),
        "10": w("Leeftijd bij diagnose", "Age at diagnosis"),
        "12": w("Overleving na een botsarcoom", "Survival after bone sarcoma"),
        "26": w("Operaties per ziekenhuis", "Operations per hospital"),
    }

    def both(key: str, part: Wording) -> Wording:
        return Wording(f"{title[key].nl}: {part.nl}", f"{title[key].en}: {part.en}")

    panels = (
        _per_year("2a", both("2", total), 1.0),
        _per_year("2b", both("2", high), 0.47, note=w("Zie de bevinding.", "See the finding.")),
        _subtypes("5a", both("5", total)),
        _subtypes("5b", both("5", high)),
        _grades("8", title["8"]),
        _spread("10a", both("10", total)),
        _spread("10b", both("10", high)),
        _survival("12a", both("12", w("naar graad", "by grade")), "grade"),
        _survival("12b", both("12", w("laaggradig", "low grade")), "period"),
        _survival("12c", both("12", w("hooggradig", "high grade")), "period"),
        panel(
            "15a",
            "shares",
            "treatment",
            w("Eerste behandeling", "First treatment"),
            figure=15,
            of=w("behandeling", "treatment"),
            empty=w("In de tabel ontbreekt: radiotherapie.", "The table lacks: radiotherapy."),
        ),
        _centres("23a", w("Operaties in een expertisecentrum", "Operations in a reference centre")),
        _classes("25a", w("Ziekenhuizen naar volumeklasse", "Hospitals by volume class")),
        _hospitals("26a", both("26", w("bot", "bone")), hospitals // 2),
        _hospitals("26b", both("26", w("weke delen", "soft tissue")), hospitals),
        _net("net", w("Netto-overleving", "Net survival")),
        _standardised("net-age", w("Gestandaardiseerde overleving", "Standardised survival")),
        _incidence("incidence", w("Gestandaardiseerde incidentie", "Standardised incidence")),
    )
    bad = w(HOSTILE) if hostile else None
    if bad:
        panels = (
            panel(
                "x",
                "shares",
                HOSTILE,
                bad,
                definition=bad,
                by=(bad,),
                of=bad,
                note=bad,
                source=HOSTILE,
                shares=shares(Group((HOSTILE,), (bad,), 10), {"a": 10}, {"a": bad}),
            ),
            *panels,
        )
    return Report(
        title=bad or w("Sarcoomzorg in Nederland, 2009-2018", "Sarcoma care in the Netherlands, 2009-2018"),
        edition="iknl 2020",
        evaluated_on="2026-11-20",
        table=HOSTILE if bad else "registry.parquet",
        mapping="nkr",
        about=bad or w("Een tabel om het rapport te tonen.", "A table to show the report."),
        synthetic=synthetic,
        rows=14012,
        apart=12,
        least_count=5,
        flow=tuple(flow),
        checks=(
            Checked("future", "impossible", w("Datum in de toekomst", "Date in the future"), 7, (3, 9, 21)),
            Checked(
                "sex", "suspicious", w("Plaats past niet bij het geslacht", "Site does not fit the sex"), 23, (4, 8)
            ),
            Checked("few", "suspicious", w("Graad zonder pathologie", "Grade without pathology"), None, ()),
        ),
        missing=(
            Missing("grade", w("graad", "grade"), 2100, 12079),
            Missing("size_cm", w("grootte", "size"), 5100, 12079),
            Missing("sex", w("geslacht", "sex"), None, 12079),
        ),
        panels=panels,
        norms=(_norm(),),
        funnels=(_funnel(),),
        adherence=_adherence(),
        not_answerable=(
            Unanswered(
                "wdt-3-01",
                "wdt",
                "authorisation phase",
                "Titel",
                w("Bespreek elke patiënt in het MDO.", "Discuss each patient."),
                (Want("mdt", w("bespreking in een MDO", "tumour board"), 1.0),),
            ),
            Unanswered("wdt-3-02", "wdt", "authorisation phase", "Titel", w("Leg uit.", "Explain."), ()),
        ),
        concern_nobody=("bc-6.1-01", "bc-6.1-02"),
        selected=True,
        published=_published(),
    )
