"""A recipe's text and outlines, as a person edits them."""
