"""The incident index of a ledger: a derived database, brought up to date as the ledger grows."""
