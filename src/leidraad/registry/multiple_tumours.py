"""Several tumours of one person, by the international rules for multiple primary tumours. Leaves no row out.

The rules (IARC/IACR 2004, tables 24 and 25 of ICD-O-3, first revision): the time between two tumours does not matter;
an organ, a pair of organs or a tissue has one tumour of each group of tissue types; Kaposi sarcoma is counted once
in a person; an unspecified type beside a specified one in the same organ is no tumour of its own. Groups that no
registry of sarcomas holds (carcinomas, tumours of blood and lymph) are not told apart here: such a row is not judged.
"""

import datetime

import ibis
import ibis.expr.types as ir

from leidraad.records.columns import ROW

# Three-character codes of topography that count as one organ, under the last of them.
ORGANS = {
    "C02": ("C01", "C02"), "C06": ("C00", "C03", "C04", "C05", "C06"), "C14": ("C09", "C10", "C12", "C13", "C14"),
    "C20": ("C19", "C20"), "C24": ("C23", "C24"), "C34": ("C33", "C34"), "C41": ("C40", "C41"),
    "C68": ("C65", "C66", "C67", "C68"),
}  # fmt: skip
SARCOMA, KAPOSI, OTHER, UNSPECIFIED = 6, 15, 16, 17
# The first and last code of morphology of each stretch, by group.
TYPES = {
    SARCOMA: ((8680, 8713), (8800, 8921), (8990, 8991), (9040, 9044), (9120, 9125), (9130, 9136), (9141, 9252),
              (9370, 9373), (9540, 9582)),
    KAPOSI: ((9140, 9140),),
    OTHER: ((8720, 8790), (8930, 8936), (8950, 8983), (9000, 9030), (9060, 9110), (9260, 9365), (9380, 9539)),
    UNSPECIFIED: ((8000, 8005),),
}  # fmt: skip
ANY_ORGAN = "any"
NEVER = datetime.date(9999, 12, 31)
READS = ("person", "topography_code", "morphology_code", "incidence_year", "incidence_date")
MANY, SAME = "_many", "_same"


def multiple(table: ir.Table) -> ir.Table:
    """Return ROW and whether it is no new tumour by the rules (SAME), of the persons who have more rows (MANY).

    `table` has ROW and the items of READS. Rows without a person are left out; without a code a row is not SAME.
    """
    times = table.group_by("person").agg(_times=table.count())
    several = table.semi_join(times.filter(times["_times"] > 1), "person")
    known = several.select(
        ROW, "person", _group=_types(table["morphology_code"]), _organ=_organ(table["topography_code"]),
        _year=table["incidence_year"].fill_null(NEVER.year), _date=table["incidence_date"].fill_null(NEVER),
    )  # fmt: skip
    known = known.mutate(_organ=(known["_group"] == KAPOSI).fill_null(False).ifelse(ANY_ORGAN, known["_organ"]))
    in_order = {"order_by": [known["_year"], known["_date"], known[ROW]]}
    organ = ibis.window(group_by=[known["person"], known["_organ"]])
    alike = ibis.window(group_by=[known["person"], known["_organ"], known["_group"]], **in_order)
    specified = (known["_group"] != UNSPECIFIED).fill_null(False).cast("int64").sum().over(organ)
    judged = known["_group"].notnull() & known["_organ"].notnull()
    again = (ibis.row_number().over(alike) > 0) | ((known["_group"] == UNSPECIFIED) & (specified > 0))
    return known.select(ROW, **{MANY: ibis.literal(True), SAME: judged & again.fill_null(False)})


def _types(code: ir.StringValue) -> ir.IntegerValue:
    number = code.substr(0, 4).try_cast("int64")
    tests = [(number.between(*ends), ibis.literal(name, "int64")) for name, found in TYPES.items() for ends in found]
    return ibis.cases(*tests, else_=ibis.null("int64"))


def _organ(code: ir.StringValue) -> ir.StringValue:
    short = code.upper().substr(0, 3)
    return ibis.cases(*((short.isin(list(parts)), name) for name, parts in ORGANS.items()), else_=short)
