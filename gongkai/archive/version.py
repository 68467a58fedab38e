"""Which catalogue this program reads, for those who ask before SQLAlchemy is there."""

NAME = "catalogue.db"
VERSION = 2  # of the tables; see gongkai.archive.upgrade
