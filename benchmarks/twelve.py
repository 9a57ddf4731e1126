"""Twelve recommendations of the usual size, as guideline content and as SQL written by hand. Times nothing."""

import json
from pathlib import Path

from leidraad.actions.load_content import load_content
from leidraad.model.content import Content

CHOICES = {
    "site": ("extremity", "trunk", "head_neck", "retroperitoneum", "viscera", "breast", "uterus"),
    "hist": (
        "ups", "myxoid_liposarcoma", "angiosarcoma", "synovial_sarcoma", "clear_cell_sarcoma", "epithelioid_sarcoma",
        "rhabdomyosarcoma", "alveolar_soft_part_sarcoma", "leiomyosarcoma", "liposarcoma", "dfsp", "pds",
    ),
    "depth": ("superficial", "deep"),
    "margin": ("wide", "close", "involved"),
}  # fmt: skip
NUMBERS = {"age": ("integer", 0, 120), "size_cm": ("decimal", 0, 100), "grade": ("integer", 1, 3),
           "ecog": ("integer", 0, 4)}  # fmt: skip
NEEDED = {"care_phase": "before_treatment", "tumour_domain": "soft_tissue"}
TRUTHS = ("metastatic", "resectable", "lr_risk_high", "symptomatic", "organ_ok", "ct_thorax_done")
NODES = ("'epithelioid_sarcoma', 'clear_cell_sarcoma', 'synovial_sarcoma', 'angiosarcoma', 'rhabdomyosarcoma', "
         "'alveolar_soft_part_sarcoma'")  # fmt: skip

# The condition in the language of guideline files, and the same in SQL.
RULES = {
    "ct-thorax": ("age >= 18 and ct_thorax_done = false and hist != 'myxoid_liposarcoma'",
                  "age >= 18 and not ct_thorax_done and hist <> 'myxoid_liposarcoma'"),
    "ct-whole-trunk": ("age >= 18 and hist = 'myxoid_liposarcoma'", "age >= 18 and hist = 'myxoid_liposarcoma'"),
    "lymph-nodes": (f"age >= 18 and hist in {{ {NODES} }}", f"age >= 18 and hist in ({NODES})"),
    "refer": ("depth = 'deep' or size_cm > 5 or grade >= 2", "depth = 'deep' or size_cm > 5 or grade >= 2"),
    "radiotherapy": ("age >= 18 and site = 'extremity' and metastatic = false and (size_cm >= 5 or depth = 'deep' or "
                     "grade in { 2, 3 } or margin = 'close' or lr_risk_high = true)",
                     "age >= 18 and site = 'extremity' and not metastatic and (size_cm >= 5 or depth = 'deep' or "
                     "grade in (2, 3) or margin = 'close' or lr_risk_high)"),
    "risk-model": ("age >= 18 and site = 'extremity' and grade >= 2 and metastatic = false and resectable = true",
                   "age >= 18 and site = 'extremity' and grade >= 2 and not metastatic and resectable"),
    "wide-resection": ("resectable = true and metastatic = false and not (hist in { 'dfsp', 'pds' })",
                       "resectable and not metastatic and hist not in ('dfsp', 'pds')"),
    "mohs": ("hist in { 'dfsp', 'pds' } and resectable = true", "hist in ('dfsp', 'pds') and resectable"),
    "one-drug": ("age >= 18 and (metastatic = true or resectable = false) and ecog <= 2 and "
                 "not (symptomatic = true and age < 65 and organ_ok = true)",
                 "age >= 18 and (metastatic or not resectable) and ecog <= 2 and "
                 "not (symptomatic and age < 65 and organ_ok)"),
    "two-drugs": ("(metastatic = true or resectable = false) and symptomatic = true and organ_ok = true and age < 65 "
                  "and age >= 18",
                  "(metastatic or not resectable) and symptomatic and organ_ok and age < 65 and age >= 18"),
    "follow-up-close": ("grade in { 2, 3 } and metastatic = false and resectable = true",
                        "grade in (2, 3) and not metastatic and resectable"),
    "follow-up-wide": ("grade = 1 and metastatic = false and resectable = true",
                       "grade = 1 and not metastatic and resectable"),
}  # fmt: skip
HEAD = """---
module: "1"
title: { nl: Twaalf, en: Twelve }
question: { nl: "Hoe snel?", en: "How fast?" }
status: concept
certainty: low
rationale: { nl: Om te meten., en: To measure. }
---

# Module 1

## Recommendations
"""
RULE = """
### twelve-1-%(number)02d · %(name)s
```rule
act: %(act)s
scope: %(condition)s
no_done: no item tells
verb: do
action: { nl: %(name)s., en: %(name)s. }
phases: [before_treatment]
part: recommendation
strength: strong
certainty: low
actor: surgeon
source: Module 1 > Recommendations > item %(number)d
```
"""


def twelve(folder: Path) -> tuple[Content, dict[str, str]]:
    """Return the compiled content, which is written into an empty folder, and the SQL of each rule."""
    acts = {name.replace("-", "_"): _labelled(name) for name in RULES}
    rules = [
        RULE % {"number": n, "name": name, "act": name.replace("-", "_"), "condition": condition}
        for n, (name, (condition, _)) in enumerate(RULES.items(), 1)
    ]
    guideline = {"id": "twelve", "edition": "1", "title": {"nl": "Twaalf", "en": "Twelve"}, "status": "concept",
                 "valid_from": "2026-01-01", "document": "twelve"}  # fmt: skip
    _write(folder / "shared/dictionary/items.yaml", json.dumps(_dictionary()))
    _write(folder / "shared/acts/acts.yaml", json.dumps(acts))
    _write(folder / "twelve/1/guideline.yaml", json.dumps(guideline))
    _write(folder / "twelve/1/modules/1.md", HEAD + "".join(rules))
    return load_content(folder), {f"twelve-1-{n:02}": sql for n, (_, sql) in enumerate(RULES.values(), 1)}


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _labelled(name: str) -> dict:
    return {"label": {"nl": name, "en": name}}


def _item(name: str, **more) -> dict:
    return {"group": "measured", "kind": "raw", **_labelled(name), "definition": {"en": f"{name}."}, **more}


def _dictionary() -> dict:
    words = {name: {value: {"nl": value, "en": value} for value in values} for name, values in CHOICES.items()}
    # Every guideline needs these two.
    words |= {name: {value: {"nl": value, "en": value}} for name, value in NEEDED.items()}
    choices = {name: _item(name, type="choice", values=values) for name, values in words.items()}
    numbers = {name: _item(name, type=kind, range=[low, high]) for name, (kind, low, high) in NUMBERS.items()}
    return choices | numbers | {name: _item(name, type="boolean") for name in TRUTHS}
