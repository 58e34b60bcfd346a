"""Stages for languages that are read without a parser: what differs between them is data."""
