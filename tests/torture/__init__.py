"""Processes killed at random, power cut at random, and what must still be true afterwards."""
