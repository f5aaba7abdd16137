"""The guide in docs/guide, done as it is written."""
