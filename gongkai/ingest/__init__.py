"""Find files and read them into extracts. A format is a module with `extract`."""
