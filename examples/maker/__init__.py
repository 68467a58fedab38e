"""Makes the example documents from their sources; see examples/README.md."""
