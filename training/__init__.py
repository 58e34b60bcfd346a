"""How each model pack is made, from data to pack."""

import os

# Read when ONNX Runtime, which exports the packs, is loaded; see sayso.models.runtime.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
