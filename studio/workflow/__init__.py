"""What people do with a workspace. Every surface, terminal or command line, calls these and nothing below them."""
