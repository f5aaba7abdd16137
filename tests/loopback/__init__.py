"""A server that speaks the Images, Files and Batch API over a real socket, for the real SDK."""
