"""Write the generated pages of the manual and the JSON Schemas; `make docs`. With --check only compares."""

import json
import sys
from pathlib import Path

import click

from leidraad.actions.describe import advice_schema, case_schema, items_page
from leidraad.actions.load_content import load_content
from leidraad.cli.main import commands

sys.path.insert(0, str(Path(__file__).parent))
from walk_through import walked

ROOT = Path(__file__).resolve().parent.parent
WALKED = ("README.md", "docs/tutorial/first-rule.md")


def commands_page() -> str:
    """Return the help of every command, in Markdown."""
    parts = ["# Commands", "", "Generated from the program's own help.", ""]
    parts += ["```", _help(commands, "leidraad"), "```", ""]
    for name, command in sorted(commands.commands.items()):
        parts += [f"## leidraad {name}", "", "```", _help(command, f"leidraad {name}"), "```", ""]
        for part, below in sorted(getattr(command, "commands", {}).items()):
            parts += [f"### leidraad {name} {part}", "", "```", _help(below, f"leidraad {name} {part}"), "```", ""]
    return "\n".join(parts)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return command.get_help(context)


def pages() -> dict[Path, str]:
    """Return every generated file with its text."""
    content = load_content(ROOT / "guidelines")
    return {
        ROOT / "docs/reference/commands.md": commands_page(),
        ROOT / "docs/reference/data-items.md": items_page(content),
        **{ROOT / page: walked((ROOT / page).read_text("utf-8"), ROOT) for page in WALKED},
        ROOT / "src/leidraad/schemas/advice.schema.json": json.dumps(advice_schema(), indent=1) + "\n",
        ROOT / "src/leidraad/schemas/case.schema.json": json.dumps(case_schema(content), indent=1) + "\n",
    }


def main() -> int:
    """Write or compare; return the exit status."""
    wanted = pages()
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for file in stale:
            print(f"{file.relative_to(ROOT)} is out of date: run `make docs`")
        return 1 if stale else 0
    for file in stale:
        file.write_text(wanted[file], "utf-8")
        print(f"wrote {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
