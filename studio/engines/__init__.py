"""Ways of making an edit."""
