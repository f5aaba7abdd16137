"""The built site under the web's own checkers and a real browser: `make web`."""
