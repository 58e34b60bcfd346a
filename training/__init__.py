"""How each model pack is made, from data to pack."""
