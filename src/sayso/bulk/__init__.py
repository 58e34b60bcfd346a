"""Tables of many documents, and linking over them."""
