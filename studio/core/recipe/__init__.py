"""A recipe as people write it: front matter, guide and edits, and the words that may stand there."""
