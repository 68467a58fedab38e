"""What a worker needs before its first document. Imported once, where workers are forked from."""

from gongkai import pipeline

pipeline.warm()
