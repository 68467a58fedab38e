"""Read official documents, classify and check them, and keep a searchable archive."""

__version__ = "0.1.0"
