"""ONNX Runtime with its telemetry off: the only module that imports the library.

Since 1.29 the library's Linux builds report to their vendor unless set not to: about ten seconds
after the start of a process they look up a collector and queue a device id, hashes of host and
model, and the path of the interpreter, in a database in the user's cache folder. The documented
switch is read once, when the library is loaded; it must be set before the import.
"""

from __future__ import annotations

import os

# Not setdefault: nobody who runs Sayso asked for a report to a vendor, whatever the shell says.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as errors

# The variable stops all of it on Linux and macOS; Windows builds with ETW listen to the call only.
onnxruntime.disable_telemetry_events()

__all__ = ["errors", "onnxruntime"]
