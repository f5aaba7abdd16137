"""Measurements on before and after, for the reviewer's eye."""
