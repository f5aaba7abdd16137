"""Pixel science on arrays; knows nothing of recipes."""
