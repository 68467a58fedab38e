"""Tell what a file is by its content; names lie.

A format is a short lower-case word: one that has a reader, one of UNREADABLE (a
document that this version cannot read yet), or else the name of what is no document,
as a bundle of files is none (`gongkai.ingest.bundles`).
"""

from __future__ import annotations

import re
from pathlib import PurePath

from gongkai.errors import CorruptError, EmptyError, EncryptedError, TruncatedError
from gongkai.ingest import encoding, ole
from gongkai.ingest.volumes import VOLUME, is_volume
from gongkai.ingest.zips import Package

UNREADABLE = {  # what they are, in English
    "cab": "cabinet archive",
    "caj": "CAJ document",
    "ceb": "Founder CEB document",
    "djvu": "DjVu document",
    "epub": "EPUB book",
    "fodt": "flat OpenDocument file",
    "gif": "GIF image",
    "heic": "HEIC image",
    "hwp": "Hangul document",
    "jp2": "JPEG 2000 image",
    "msg": "Outlook message",
    "odp": "OpenDocument presentation",
    "ods": "OpenDocument spreadsheet",
    "odt": "OpenDocument text",
    "ole": "OLE2 compound file of an unknown kind",
    "ppt": "PowerPoint 97-2003 or WPS presentation",
    "pptx": "PowerPoint presentation",
    "ps": "PostScript document",
    "svg": "SVG image",
    "vsd": "Visio drawing",
    "webp": "WebP image",
    "word2": "Word 1 or 2 document",
    "wordml": "Word 2003 XML document",
    "wordperfect": "WordPerfect document",
    "works": "Microsoft Works document",
    "write": "Windows Write or Word for DOS document",
    "xml": "XML file",
    "xps": "XPS document",
}

PDF_HEADER_WITHIN = 1024  # bytes of junk that readers put up with

_BLANK = b"\x00\t\n\v\f\r "
_SPACE_OR_MARK = _BLANK + b"\xef\xbb\xbf"
_DOCUMENT_SUFFIXES = frozenset(
    [
        ".doc",
        ".docx",
        ".docm",
        ".wps",
        ".wpt",
        ".dot",
        ".dotx",
        ".pdf",
        ".ofd",
        ".rtf",
        ".txt",
        ".xls",
        ".xlsx",
        ".xlsm",
        ".et",
        ".ett",
        ".ppt",
        ".pptx",
        ".dps",
        ".odt",
        ".ceb",
        ".caj",
        ".htm",
        ".html",
        ".mht",
        ".eml",
    ]
)
_LITTER = frozenset({"thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db"})
_LOCKS = ("~$", ".~lock.", "~wrl", "~wrd")
_LOCK_SIZE = 2048  # bytes; a lock file holds a name

# Signatures that no text can begin with.
_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"MSCF\x00\x00\x00\x00", "cab"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x00\x00\x00\x0cjP  \r\n", "jp2"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"CAJ\x00", "caj"),
    (b"\x01\xfe\x32\x03", "works"),
    (b"\xdb\xa5\x2d\x00", "word2"),
    (b"\x9b\xa5\x21\x00", "word2"),
    (b"\x31\xbe\x00\x00", "write"),
    (b"\x32\xbe\x00\x00", "write"),
    (b"\xffWPC", "wordperfect"),
    (b"MZ\x90\x00", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\x00asm", "program"),
    (b"dex\n03", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"\x00\x01\x00\x00Standard", "database"),
    (b"SQLite format 3\x00", "database"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"OTTO\x00", "font"),
    (b"ttcf\x00", "font"),
    (b"wOFF\x00", "font"),
    (b"wOF2\x00", "font"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"0&\xb2u\x8ef\xcf\x11", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b"MThd\x00", "audio"),
    (b"OggS\x00", "audio"),
    (b"fLaC\x00", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\x00\x00\x01\x00", "icon"),
)
# Signatures in plain letters: these count once the rest is known to be no text.
_LETTERED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"BZh", "bz2"),
    (b"ID3", "audio"),
    (b"#!AMR", "audio"),
    (b"8BPS", "image project"),
    (b"Founder CEB", "ceb"),
    (b"AT&TFORM", "djvu"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video"}
_FTYP_IMAGE = (b"heic", b"heix", b"mif1", b"heif", b"avif")

_OLE = (  # in order: a document may carry another inside
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("VisioDocument", "vsd"),
    ("HwpSummaryInformation", "hwp"),
    ("__properties_version1.0", "msg"),
    ("MatOST", "works"),
    ("MN0", "works"),
    ("Catalog", "thumbnails"),
)
_MAIN_PARTS = (  # content types of the main part of a package, in lower case
    (b"wordprocessingml.document.main", "docx"),
    (b"wordprocessingml.template.main", "docx"),
    (b"ms-word.document.macroenabled.main", "docx"),
    (b"ms-word.template.macroenabledtemplate.main", "docx"),
    (b"spreadsheetml.", "xlsx"),
    (b"ms-excel.", "xlsx"),
    (b"presentationml.", "pptx"),
    (b"ms-powerpoint.", "pptx"),
    (b"ms-package.xps-", "xps"),
    (b"ms-visio.", "vsd"),
)
_FOLDERS = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_MIMETYPES = {
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}

_XML = (
    ("<w:wordDocument", "wordml"),
    ("<pkg:package", "wordml"),
    ("<office:document", "fodt"),
    ("<html", "html"),
    ("<HTML", "html"),
    ("<svg", "svg"),
)
_RTF = re.compile(rb"(?:\xef\xbb\xbf)?[\0\s]{0,20}\{\\rtf\d{0,2}[\s\\{}]")
_HTML = re.compile(
    r"(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|title|base)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"<(?:div|p|table|span|font|center|h[1-6]|ul|ol|form|section|article|style)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_MAIL_HEADERS = 3  # that make a message of a text
_MAIL_HEADER = re.compile(
    r"^(?:from|to|subject|date|received|return-path|message-id|mime-version"
    r"|content-type|x-[a-z-]{1,40}):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)


def sniff(data: bytes, name: str = "") -> str:
    """The format of a file. The name is asked only where the content says nothing.

    Raises EmptyError, EncryptedError (an Office file behind a password), CorruptError
    (a document by its name, noise by its content), and for a zip package that cannot
    be opened TruncatedError, CorruptError or LimitError.
    """
    if not data.strip(_BLANK):
        raise EmptyError(f"{len(data)} bytes, none of them a character")
    try:
        kind = _kind(data)
    except (CorruptError, TruncatedError) as error:
        if is_volume(name):
            raise TruncatedError(VOLUME) from error
        raise
    if kind == "binary" and is_volume(name):
        raise TruncatedError(VOLUME)
    if kind in {"txt", "ole", "binary"} and _is_litter(name, len(data)):
        return "system file"
    suffix = PurePath(name).suffix.lower()
    if kind == "binary" and suffix in _DOCUMENT_SUFFIXES:
        raise CorruptError(f"the content is not that of any known {suffix} file")
    return kind


def _kind(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(Package(data, bounded=False))
    if data.startswith(ole.SIGNATURE):
        return _ole_kind(ole.Compound(data))
    return _signed(data, _BINARY) or _container(data) or _lettered(data)


def _zip_kind(package: Package) -> str:
    kind = _package_kind(package)
    if kind != "zip":
        package.admit()
    return kind


def _package_kind(package: Package) -> str:
    names = package.names
    if not names:
        raise EmptyError("a package in which nothing lies")
    if "word/document.xml" in names:
        return "docx"
    if "ofd.xml" in names:
        return "ofd"
    if "mimetype" in names:
        mimetype = package.read("mimetype").decode("ascii", "replace").strip()
        return _MIMETYPES.get(mimetype, "zip")
    if "[content_types].xml" in names:
        types = package.read("[content_types].xml").lower()
        for main_part, kind in _MAIN_PARTS:
            if main_part in types:
                return kind
    for name in names:
        folder, _, rest = name.partition("/")
        if folder in _FOLDERS and rest.endswith((".xml", ".bin")):
            return _FOLDERS[folder]
    return "program" if "meta-inf/manifest.mf" in names else "zip"


def _ole_kind(compound: ole.Compound) -> str:
    names = compound.names
    if "EncryptedPackage" in names:
        raise EncryptedError("an Office file behind a password")
    kind = next((kind for stream, kind in _OLE if stream in names), "ole")
    if kind == "ole" and (compound.is_cut or not names):
        raise compound.damage(
            "what kind of compound file it is cannot be told any more"
        )
    return kind


def _signed(data: bytes, signatures: tuple[tuple[bytes, str], ...]) -> str:
    return next((kind for sign, kind in signatures if data.startswith(sign)), "")


def _container(data: bytes) -> str:
    """Formats whose signature does not stand at the very beginning, and PDF."""
    if data[257:262] == b"ustar":
        return "tar"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in _FTYP_IMAGE else "video"
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    at = data.find(b"%PDF-", 0, PDF_HEADER_WITHIN + 5)
    is_pdf = at >= 0 and (not data[:at].strip(_SPACE_OR_MARK) or b" obj" in data)
    return "pdf" if is_pdf else ""


def _lettered(data: bytes) -> str:
    """Text of some kind, or a format that only calls itself by letters."""
    if _RTF.match(data):
        return "rtf"
    if data.startswith(b"%!PS"):
        return "ps"
    if encoding.is_text(data):
        return _text_kind(encoding.decode(data[: encoding.SAMPLE]).text)
    return _signed(data, _LETTERED) or "binary"


def _text_kind(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    if start.startswith("<?xml"):
        return next((kind for sign, kind in _XML if sign in start), "xml")
    if _HTML.match(start) or (_FRAGMENT.match(start) and start.count("</") > 1):
        return "html"
    if start.startswith("<svg"):
        return "svg"
    head = _BLANK_LINE.split(start, maxsplit=1)[0]
    if _MAIL_HEADER.match(head) and _is_mail(head.lower()):
        return "mht" if "multipart/related" in head.lower() else "eml"
    return "txt"


def _is_mail(head: str) -> bool:
    is_mime = "mime-version:" in head and "content-type:" in head
    return is_mime or len(_MAIL_HEADER.findall(head)) >= _MAIL_HEADERS


def _is_litter(name: str, size: int) -> bool:
    """Whether a file is a by-product of an office suite or a file manager."""
    base = PurePath(name).name.lower()
    return base in _LITTER or (base.startswith(_LOCKS) and size <= _LOCK_SIZE)
