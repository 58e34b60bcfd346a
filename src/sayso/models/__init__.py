"""Trained models at work: a checked pack, run on ONNX Runtime, without the training tools."""

from sayso.models.pack import ModelPack, ModelPackError
from sayso.models.shelf import PackName, tagger
from sayso.models.tagger import Tagged, Tagger, load

__all__ = ["ModelPack", "ModelPackError", "PackName", "Tagged", "Tagger", "load", "tagger"]
