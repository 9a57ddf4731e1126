"""The folder `guidelines/`: finds the files of the content and reads them as sources."""

import hashlib
from pathlib import Path

from leidraad.diagnostics import Diagnostic, Span, UserInputError, wrong
from leidraad.reading.located_yaml import Document
from leidraad.reading.module_file import read_module
from leidraad.reading.sources import ContentSource, GuidelineSource, ModuleSource
from leidraad.reading.text_file import read_text


def shipped_content() -> Path:
    """Return the folder of guidelines that came with the program: the wheel's, else the checkout's."""
    beside_the_package = Path(__file__).resolve().parents[2]
    installed = beside_the_package / "leidraad_content" / "guidelines"
    return installed if installed.is_dir() else beside_the_package.parent / "guidelines"


def content_files(root: Path) -> list[Path]:
    """Return every file that the compiled content depends on, in a fixed order."""
    hint = "name a folder that holds `shared/` and one folder per guideline"
    if not root.is_dir():
        raise wrong("no-content", f"no folder `{root}`", None, hint)
    if not (root / "shared").is_dir():
        raise wrong("no-content", f"`{root}` holds no guidelines", None, hint)
    found = [*root.glob("shared/*/*.yaml"), *root.glob("*/*/guideline.yaml")]
    found += [*root.glob("*/*/modules/*.md"), *root.glob("*/*/findings/*.yaml")]
    found += [*root.glob("*/*/schedules/*.yaml"), *root.glob("*/*/leaflet/*.yaml"), *root.glob("*/*/claims/*.yaml")]
    return sorted(found)


def edition_root(folder: Path) -> tuple[Path, Path | None]:
    """Return the root of the content that a folder names, and the edition when it names one: `wdt/2024-08`."""
    if (folder / "guideline.yaml").is_file() and (folder.parents[1] / "shared").is_dir():
        return folder.parents[1], folder
    return folder, None


def without_other_editions(files: list[Path], edition: Path) -> list[Path]:
    """Return the files but for those of other editions of the same guideline."""
    return [f for f in files if edition.parent not in f.parents or edition in f.parents]


def content_key(root: Path) -> str:
    """Return the SHA-256 of the names and bytes of all files of the content."""
    return _digest(root, content_files(root))


def _digest(root: Path, files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def read_content(root: Path, edition: Path | None = None) -> ContentSource:
    """Read all sources; raise UserInputError with the first mistake of every file whose form is wrong.

    `edition` is the folder of the one edition of its guideline that is read.
    """
    files = content_files(root)
    read = _read_all(root, files if edition is None else without_other_editions(files, edition))

    def below(pattern: str) -> tuple:
        return tuple(source for file, source in read.items() if file.relative_to(root).match(pattern))

    guidelines = tuple(_guideline(root, file.parent, read) for file in read if file.name == "guideline.yaml")
    shared = (below(f"shared/{folder}/*") for folder in ("dictionary", "acts"))
    patterns = ("shared/conflicts/*", "shared/scales/*", "*/*/schedules/*", "shared/claims/*")
    beside = (below(pattern) for pattern in patterns)
    leaflet = (*below("shared/leaflet/*"), *below("*/*/leaflet/*"))
    return ContentSource(*shared, guidelines, *beside, leaflet)


def _read_all(root: Path, files: list[Path]) -> dict[Path, Document | ModuleSource]:
    read: dict[Path, Document | ModuleSource] = {}
    problems: list[Diagnostic] = []
    for file in files:
        try:
            read[file] = read_file(root, file)
        except UserInputError as error:
            problems += error.diagnostics
    if problems:
        raise UserInputError(problems)
    return read


def read_file(root: Path, file: Path) -> Document | ModuleSource:
    """Read one YAML or module file; spans name it relative to `root`."""
    text, name = read_text(file), file.relative_to(root).as_posix()
    return read_module(text, name) if file.suffix == ".md" else Document(text, Span(name))


def _guideline(root: Path, folder: Path, read: dict[Path, Document | ModuleSource]) -> GuidelineSource:
    own = [file for file in read if file.is_relative_to(folder)]
    modules, findings, claims = (
        tuple(read[file] for file in own if file.parent.name == name) for name in ("modules", "findings", "claims")
    )
    return GuidelineSource(read[folder / "guideline.yaml"], modules, findings, _digest(root, own), claims)
