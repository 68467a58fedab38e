"""Which disclosure category a document belongs to, and every word that spoke for it."""

from gongkai.classify.examples import holds
from gongkai.classify.judge import classify

__all__ = ["classify", "holds"]
