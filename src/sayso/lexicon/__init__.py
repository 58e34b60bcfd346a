"""Word lists and patterns as data files, each with its source."""
