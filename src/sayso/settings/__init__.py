"""What users configure: sides of conflicts, feeds."""
