"""What a worker needs before its first document. Imported once, where workers are forked from."""

from gongkai import check, classify, describe, ingest, pipeline

__all__ = ["check", "classify", "describe", "ingest"]

pipeline.warm()
