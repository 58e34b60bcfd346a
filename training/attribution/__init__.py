"""The tagger that finds sources, cues and contents, and links them."""
