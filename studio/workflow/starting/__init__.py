"""Beginning: workspaces, recipes, sample content, networks."""
