"""An invented second edition of the soft tissue guideline, made from the shipped one by known edits."""

import shutil
from pathlib import Path

from leidraad.reading.content_folder import shipped_content

EDITION = "2026-invented"
MODULES = {
    # The schedule of ESMO 2021, which module 5 cites beside its own.
    "schedules/5.yaml": [
        ("    - { every: 4, until: [36, 24] }\n    - { every: 6, until: [60] }\n",
         "    - { every: 3, until: [36, 24] }\n    - { every: 6, until: [60] }\n    - { every: 12, until: [120] }\n"),
    ],
    "modules/4.2.md": [("when: size_cm >= 5 or", "when: size_cm > 5 or")],
    "modules/5.md": [
        ("review_by: unknown", "review_by: 2026-06-01"),
        # The same condition in other words, and other words for the same act.
        ("when: lr_detectable_by_examination = false", "when: not (lr_detectable_by_examination = true)"),
        ("Make an MRI in follow-up when physical examination could not reliably find",
         "In follow-up an MRI is made when physical examination could not reliably find"),
        ("### wdt-5-12 ",
         """### wdt-5-90 · Overweeg een jaarlijkse MRI bij een hooggradig sarcoom
```rule
act: follow_up_mri_yearly
scope: '"sarcoma in follow-up"'
when: grade_group = 'high'
no_done: it comes back every year
verb: consider
action: { nl: Overweeg elk jaar een MRI., en: Consider an MRI every year. }
phases: [follow_up]
part: recommendation
strength: conditional (inferred)
certainty: low
actor: radiologist
source: Module 5 > invented
```

### wdt-5-12 """),
    ],
    "findings/5.yaml": [("rules: [wdt-5-09, wdt-5-11]", "rules: [wdt-5-09]")],
    "guideline.yaml": [
        ("edition: 2024-08", f"edition: {EDITION}"),
        ("valid_from: 2024-08-01", "valid_from: 2026-11-01"),
    ],
}  # fmt: skip
REMOVED = "wdt-5-11"


def make_second_edition(folder: Path) -> Path:
    """Write the shipped guidelines with the second edition in the place of the first; return its folder."""
    root = Path(shutil.copytree(shipped_content(), folder / "guidelines"))
    edition = (root / "wdt" / "2024-08").rename(root / "wdt" / EDITION)
    for name, edits in MODULES.items():
        text = (edition / name).read_text("utf-8")
        for old, new in edits:
            assert text.count(old) == 1, f"{name}: {old}"
            text = text.replace(old, new)
        (edition / name).write_text(text, "utf-8")
    _remove(edition / "modules" / "5.md", REMOVED)
    return edition


def _remove(module: Path, rule: str) -> None:
    before, _, rest = module.read_text("utf-8").partition(f"### {rule} ")
    _, fence, after = rest.partition("\n```\n")
    assert fence, f"{module} has no {rule}"
    module.write_text(before + after, "utf-8")
