"""Trained models at work: a checked pack, run on ONNX Runtime, without the training tools."""

from sayso.models.pack import Pack, PackError
from sayso.models.shelf import PackName, tagger
from sayso.models.tagger import Tagged, Tagger, load

__all__ = ["Pack", "PackError", "PackName", "Tagged", "Tagger", "load", "tagger"]
