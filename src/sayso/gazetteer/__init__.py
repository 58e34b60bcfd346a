"""Names of places and what they may mean: GeoNames in packs, looked up by folded name."""

from sayso.gazetteer.entry import PRECISIONS, REGIONS, SETTLED, Entry, distance, precision_of
from sayso.gazetteer.folding import core, fold
from sayso.gazetteer.pack import GazetteerPack, GazetteerPackError
from sayso.gazetteer.search import Gazetteer, open_gazetteer

__all__ = [
    "PRECISIONS",
    "REGIONS",
    "SETTLED",
    "Entry",
    "Gazetteer",
    "GazetteerPack",
    "GazetteerPackError",
    "core",
    "distance",
    "fold",
    "open_gazetteer",
    "precision_of",
]
