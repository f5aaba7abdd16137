"""From the gallery to a static site."""
