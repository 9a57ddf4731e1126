"""What a user reads on stderr after a mistake: each folder of `input/` holds the input, the command and the answer.

LEIDRAAD_RESET_MESSAGES=1 writes the answers anew; read the difference before you keep it.
"""

import os
from pathlib import Path

INPUT = Path(__file__).parent / "input"
RESET = os.environ.get("LEIDRAAD_RESET_MESSAGES") == "1"
CASES = sorted(folder.name for folder in INPUT.iterdir() if folder.is_dir())
# Too large or too odd to stand in a folder.
MADE = {
    "deeply-nested": b"[" * 100_000,
    "number-of-5000-digits": b'{"age_years": ' + b"9" * 5000 + b"}",
    "nested-bundle": b'{"resourceType": "Bundle", "entry": ' + b"[" * 700 + b"]" * 700 + b"}",
}
