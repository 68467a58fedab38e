"""The Chinese for every code that a user may meet."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from gongkai.errors import FailureCode
from gongkai.model import Health, Part, Severity, Status, Unjudgeable, Verdict, Where

FAILURE = {
    FailureCode.ENCRYPTED: "文件有打开密码，请解除密码后重试",
    FailureCode.CORRUPT: "文件已损坏，无法打开",
    FailureCode.TRUNCATED: "文件不完整，可能没有拷贝完",
    FailureCode.EMPTY: "空文件",
    FailureCode.TYPE_UNKNOWN: "本版本还不能读取这种格式",
    FailureCode.LIMIT_SIZE: "文件过大",
    FailureCode.LIMIT_RATIO: "压缩比异常，疑似压缩炸弹",
    FailureCode.LIMIT_DEPTH: "嵌套层数过多",
    FailureCode.LIMIT_MEMBERS: "压缩包内文件过多",
    FailureCode.LIMIT_PAGES: "页数过多",
    FailureCode.LIMIT_OUTPUT: "文字过多",
    FailureCode.TIMEOUT: "读取超时，已跳过",
    FailureCode.OUT_OF_MEMORY: "读取时内存不足，已跳过",
    FailureCode.CRASHED: "读取时程序崩溃，已跳过",
    FailureCode.UNREADABLE: "无法读取（没有权限或文件已消失）",
    FailureCode.CHANGED_WHILE_READING: "读取过程中文件发生变化，请稍后重试",
    FailureCode.NOT_REGULAR_FILE: "不是普通文件（链接、管道或设备）",
    FailureCode.NAME_UNSAFE: "文件名不安全",
    FailureCode.INTERNAL_ERROR: "程序出错，请把日志报告给开发者",
}

REASON = {
    Unjudgeable.NO_TEXT_LAYER: "没有文字层（扫描件或图片）",
    Unjudgeable.GARBLED_TEXT: "文字乱码",
    Unjudgeable.PARTIAL_TEXT: "部分页没有文字",
    Unjudgeable.ENCODING_UNSURE: "文字编码无法确定",
    Unjudgeable.LOW_OCR_CONFIDENCE: "文字识别把握不足",
    Unjudgeable.NEARLY_EMPTY: "几乎没有文字",
}

NOTE = {  # what a reader notes or says that the user should know of
    'pictures of pages are not read: pip install "gongkai[ocr]"': (
        '扫描件和图片要装文字识别才能读：pip install "gongkai[ocr]"'
    ),
    "pictures of pages are not read: OCR is off": (
        "没有识别扫描件和图片上的文字，因为用了 --ocr off"
    ),
    'RAR and 7-Zip archives are not opened: pip install "gongkai[rar]"': (
        'RAR 和 7-Zip 压缩包要装解压程序才能打开：pip install "gongkai[rar]"'
    ),
    "one of several volumes, which have to be put together first": (
        "是分卷压缩包中的一卷，请先把各卷放在一起解压"
    ),
    "read_by_libreoffice": "文件由 LibreOffice 转换后读出",
}

BUNDLES = frozenset({"zip", "rar", "7z", "tar", "gz", "bz2", "xz"})

STATUS = {
    Status.OK: "已判定",
    Status.CANNOT_JUDGE: "无法判定",
    Status.FAILED: "未能读取",
}

VERDICT = {
    Verdict.PASS: "有",
    Verdict.FAIL: "缺",
    Verdict.CANNOT_TELL: "不能确定",
    Verdict.NOT_APPLICABLE: "不适用",
}

SEVERITY = {
    Severity.ERROR: "错误",
    Severity.WARN: "警告",
    Severity.INFO: "提示",
}

WHERE = {
    Where.TITLE: "标题",
    Where.QUOTED_TITLE: "标题书名号内",
    Where.AGENDA: "议题",
    Where.OPENING: "开头",
    Where.BODY: "正文",
    Where.TABLE_HEADER: "表头",
    Where.ISSUER: "发文机关",
    Where.GENRE: "文种",
}

HEALTH = {
    Health.OK: "正常",
    Health.WARN: "注意",
    Health.BAD: "故障",
}

LOGGED = {"begun": "开始", "ended": "结束"}

COUNTED = {
    "archived": "归档", "unchanged": "未变", "duplicate": "重复", "not_a_document": "非文档",
    "failed": "失败", "seconds": "秒数", "judged": "判定", "reclassified": "改变类别",
    "newly_flagged": "新指出问题", "newly_cleared": "不再有问题", "indexed": "入索引",
    "entered": "豁免", "dropped": "删去", "documents": "文件", "damaged": "损坏", "from": "原格式", "to": "现格式",
}  # fmt: skip

SIGN = {
    "version": "版本",
    "rules": "规则",
    "engines": "检索引擎",
    "ocr": "文字识别",
    "rar": "解压",
    "office": "旧格式",
    "workers": "隔离",
    "network": "断网",
    "programs": "禁启程序",
    "memory": "内存",
    "disk": "磁盘",
    "writing": "写入",
    "room": "空间",
    "archive": "归档目录",
    "index": "索引",
}

PART = {
    Part.BODY: "正文",
    Part.HEADER: "页眉",
    Part.FOOTER: "页脚",
    Part.NOTE: "脚注",
}


_BYTES = re.compile("[\udc80-\udcff]")  # bytes of a name that are no text


def printable(text: str) -> str:
    """One line, safe on a terminal: controls, bidi marks and bytes that are no text escaped.

    >>> printable("通知\\n.doc")
    '通知\\\\n.doc'
    """
    if _BYTES.search(text):
        text = "/".join(_of_old(part) for part in text.split("/"))
    return "".join(_shown(char) for char in text)


def _of_old(name: str) -> str:
    """A name that an older system wrote in GB 2312, as people know it."""
    if not _BYTES.search(name):
        return name
    try:
        return name.encode("utf-8", "surrogateescape").decode("gb2312")
    except UnicodeError:
        return name


def detail(said: str) -> str:
    """What is said of a failure, on one line; in Chinese where the user can do something."""
    return printable(NOTE.get(said, said))


def shown(path: Path) -> str:
    """A path on one line, from where the user stands when it is below that."""
    return printable(str(path).removeprefix(str(Path.cwd()) + os.sep))


_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _shown(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        code = ord(char)
        if 0xDC80 <= code <= 0xDCFF:  # a byte of an undecodable file name
            return f"\\x{code - 0xDC00:02x}"
        return f"\\u{code:04x}"
    return char
