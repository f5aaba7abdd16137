"""From a workspace to its site, and to what is handed to a client."""
