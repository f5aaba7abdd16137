"""Dated tables: channels and models. Facts age; every row says when and where it was read."""
