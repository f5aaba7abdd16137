"""How recipes, attempts and verdicts are read, and how a file in `content/` is written so that nothing is lost."""
