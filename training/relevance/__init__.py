"""How the pack of relevance is made: from texts about conflicts and others to two tables."""
