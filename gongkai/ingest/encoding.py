"""Find the encoding of Chinese text that does not say which it is.

Each encoding that could have produced the bytes reads them as some text; the most
plausible text wins. Plausibility is a sum of log probabilities a character, from
how common it is in Chinese and where it stands in the national standards: level 1
of GB 2312 and of Big5 holds the characters in use, level 2 the rare ones, and text
read in the wrong encoding is strewn with rare ones. General detectors need more
text than a notice of twenty characters has, and fail on UTF-16 without a mark.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

SAMPLE = 8192  # bytes to judge by; even, and a multiple of four
SURE_MARGIN = 7.0  # natural log: a thousand to one
GOOD = -9.5  # mean a character: surely written by someone; real pages are near -7
POOR = -11.5  # nothing anyone would write in Chinese

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_FOUR_BYTES = ("utf-32-le", "utf-32-be")
_TELLING = re.compile(rb"[\x00\x80-\xff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")

# The characters most used in Chinese, then those of official documents.
_COMMON = """
的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工
也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小
物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形
相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建
月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长
求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战
先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受
联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议
声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且
究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支
般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王
按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随
病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注
远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源
判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功
巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限
村镇乡街纪录监督票签补贴贫困低户组员示届届拟征询址邮邮编附印抄账款额合计姓册备注号码
"""
_TRADITIONAL = """
這個國時來們會對發動過說產種後學經進著電裡裏現實兩體機當點從業應開還與關樣間線內數問
無題黨員總長級圖統組見計別論運農幾區強決戰處隊給門規熱領東導壓爭濟階術極聯認權證轉單
風帶場車務萬達積議聲報鬥類離華確張馬節話況傳許廣記觀織裝眾書復複兒須際驗連斷難礦備辦
習響約團歷構稱準號維劃選標寫親檔養層狀廠識適屬圓滿縣參紅細聽鐵價嚴講黃顯談藝蘇爾項舉
勢臺輪亞師圍遠態減樹葉魚視僅費緊愛續輕試護練負擊範繼興餘堅輸夠筆財職覺漢畫雖雜飛檢陽
創壞徑換鋼責簡錢盡沖獨鎮鄉紀錄監簽補貼貧戶擬徵詢郵編賬帳額冊備註碼變條結質氣麼義為於
軍將資邊頭氣則據麗語讓歡樂愛買賣開設
"""
_PUNCTUATION = (
    "，。、：；？！“”‘’《》〈〉〔〕【】（）—…·　％＋－／０１２３４５６７８９〇①②③㎡℃"
)
_FAMILY_OF = {"gb2312": "gb18030", "big5": "big5"}
_LEVELS = {  # first lead byte, and the one after the last
    ("gb2312", 1): (0xB0, 0xD8),
    ("gb2312", 2): (0xD8, 0xF8),
    ("big5", 1): (0xA4, 0xC7),
    ("big5", 2): (0xC9, 0xFA),
}
_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789 \n\r\t.,:-/()"


_PRIOR = {
    "utf-8": 6.0,
    "gb18030": 0.0,
    "big5": -2.0,
    "utf-16-le": -6.0,
    "utf-16-be": -7.0,
}


class Guess(NamedTuple):
    """An encoding by the name Python knows, and whether to stake a judgement on it."""

    encoding: str
    sure: bool = True


class Decoded(NamedTuple):
    """A text, how it was read, and how many characters could not be."""

    text: str
    encoding: str
    sure: bool = True
    lost: int = 0


def decode(data: bytes) -> Decoded:
    """The text of the bytes, never failing: what cannot be read becomes U+FFFD."""
    encoding, sure = guess(data)
    try:
        return Decoded(data.decode(encoding), encoding, sure)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, sure, text.count("\ufffd"))


def guess(data: bytes) -> Guess:
    """The likeliest encoding of a text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Guess(encoding)
    sample = _sample(data)
    if _is_plainly_utf8(sample):
        return Guess("utf-8")
    for encoding in _FOUR_BYTES:
        if _is_plausibly(sample, encoding):
            return Guess(encoding)
    texts = {name: _read(sample, name) for name in _CANDIDATES}
    scores = {name: _PRIOR[name] + _score(text, name) for name, text in texts.items()}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < POOR * len(texts[best]):
        return _second_opinion(data, best)
    rivals = [scores[name] for name in scores if texts[name] != texts[best]]
    return Guess(best, all(scores[best] - rival >= SURE_MARGIN for rival in rivals))


def is_text(data: bytes) -> bool:
    """Whether bytes without a known signature are text rather than a binary format."""
    sample = data[:SAMPLE].rstrip(b"\x00")
    if len(_CONTROL.findall(sample)) <= len(sample) // 100:
        return True
    encoding = guess(sample).encoding
    if not encoding.startswith("utf-"):
        return False
    text = _read(sample, encoding)
    return _score(text, encoding) >= GOOD * len(text)


def _sample(data: bytes) -> bytes:
    """The beginning, or where the first telling byte is if that comes late."""
    telling = _TELLING.search(data)
    start = telling.start() if telling and telling.start() > SAMPLE // 2 else 0
    return data[start : start + SAMPLE]


def _read(sample: bytes, encoding: str) -> str:
    """A sample as text; a character cut off at its end is left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _is_plainly_utf8(sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and sum(char >= "\u2000" for char in text) >= 8


def _is_plausibly(sample: bytes, encoding: str) -> bool:
    """Whether bytes can be read in four bytes a character, which no other text can."""
    whole = len(sample) // 4 * 4
    try:
        text = sample[:whole].decode(encoding)
    except UnicodeDecodeError:
        return False
    return (
        bool(text) and "\0" not in text and _score(text, encoding) >= POOR * len(text)
    )


def _score(text: str, encoding: str) -> float:
    model = _model("unicode" if encoding.startswith("utf") else encoding)
    return sum(model[char] * count for char, count in Counter(text).items())


def _second_opinion(data: bytes, fallback: str) -> Guess:
    """What a general detector says of text that is not plausible Chinese."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    return Guess(best.encoding if best else fallback, sure=False)


@cache
def _model(family: str) -> _Model:
    return _Model(family)


class _Model(dict[str, float]):
    """Log probabilities of characters in Chinese text of one family of encodings.

    The constants come from the rough shares of running text: 0.7 for the common
    characters, 0.2 for the rest of level 1, 0.1 for punctuation, spread evenly.
    """

    def __init__(self, family: str) -> None:
        super().__init__()
        for standard in ("gb2312", "big5"):
            if family in (_FAMILY_OF[standard], "unicode"):
                self |= dict.fromkeys(_level(standard, 2), -14.0)
        for standard in ("gb2312", "big5"):
            if family in (_FAMILY_OF[standard], "unicode"):
                self |= dict.fromkeys(_level(standard, 1), -10.0)
        self |= dict.fromkeys(_TRADITIONAL, -9.5 if family == "gb18030" else -7.0)
        self |= dict.fromkeys(_COMMON, -7.0)
        self |= dict.fromkeys(map(chr, range(0x20, 0x7F)), -7.0)
        self |= dict.fromkeys(_PUNCTUATION, -5.5)
        self |= dict.fromkeys(_PLAIN, -4.5)
        self._is_unicode = family == "unicode"

    def __missing__(self, char: str) -> float:
        self[char] = value = self._rare(char)
        return value

    def _rare(self, char: str) -> float:
        if char == "\ufffd" or unicodedata.category(char) in {"Cn", "Co", "Cs", "Cc"}:
            return -22.0
        if "\u4e00" <= char <= "\u9fff":
            return -16.0
        if "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef":
            return -9.0
        if self._is_unicode and char < "\u0500":  # other alphabets, at home in Unicode
            return -9.0
        return -14.0 if char < "\u3400" else -18.0


def _level(standard: str, level: int) -> str:
    """The characters of level 1 (in use) or 2 (rare) of a national standard."""
    first, last = _LEVELS[standard, level]
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    pairs = (bytes((lead, trail)) for lead in range(first, last) for trail in trails)
    return "".join(pair.decode(standard, "ignore") for pair in pairs)
