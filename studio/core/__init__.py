"""Nouns and decisions. Pure: no files, no clock, no network, no randomness."""
