"""Stages of languages that are read without a parser."""
