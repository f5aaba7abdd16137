"""Recipe Studio: image-to-image editing as a production workflow."""

__version__ = "0.1.0"
