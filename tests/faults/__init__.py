"""Errors of Sayso's own in the work on one document of a hundred: all hundred are accounted for."""
