"""How the pack of short reports is made: from headlines of known events to weights."""
