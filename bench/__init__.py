"""Measurements. `make bench` prints every figure that the documentation claims."""
