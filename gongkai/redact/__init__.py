"""Make copies that may be shown: personal data masked, all else as it was.

What is masked is decided by the checks (`Sensitive`); here it is only carried out,
in place, so that what a document must show still stands where it stood.
"""

from gongkai.redact.docx import mask_docx
from gongkai.redact.text import mask_text, masks, text_as_docx, to_mask

__all__ = ["mask_docx", "mask_text", "masks", "text_as_docx", "to_mask"]
