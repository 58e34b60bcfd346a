"""The site: pages rendered on the server, which work with script off."""
