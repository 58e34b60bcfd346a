"""The ledger for programs: JSON over HTTP, described by OpenAPI 3.1, and a client of it."""
