"""Measurements on before and after; they help a reviewer and never decide."""
