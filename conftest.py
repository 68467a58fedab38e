"""Leave out of collection what cannot be imported here."""

from importlib.util import find_spec

# These import the engine of the extra `ocr` at once; their tests say what they need.
collect_ignore = (
    []
    if find_spec("rapidocr")
    else ["gongkai/ingest/ocr/rapid.py", "gongkai/ingest/ocr/rules.py"]
)
