"""What a page, a table or an API answer shows, as plain records."""
