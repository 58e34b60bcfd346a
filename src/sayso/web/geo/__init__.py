"""Maps: outlines, frames, labels."""
