"""How the packs of relations are made: from pairs of answers that people compared to weights."""
