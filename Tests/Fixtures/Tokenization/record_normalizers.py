#!/usr/bin/env python3
"""Records what the normalizers and pre-tokenizers of the `tokenizers` library make of the texts below.

    python record_normalizers.py OUTPUT.json

writes

    texts           the texts
    normalizers     for each its definition as in tokenizer.json, and for each text that it changes [number of the
                    text, normalised text, alignment]: the bytes of the text, start and end, that each normalised
                    character is aligned with
    pretokenizers   for each its definition, and for each text [number of the text, lengths]: the lengths in characters
                    of what vanishes, of a word, of what vanishes, and so on

Fledge's tests read this file; they need neither Python nor the library.
"""

import json
import pathlib
import sys

from tokenizers import PreTokenizedString
from tokenizers import normalizers as n
from tokenizers import pre_tokenizers as p

NORMALIZERS = [
    n.NFD(),
    n.NFKD(),
    n.NFC(),
    n.NFKC(),
    n.Lowercase(),
    n.StripAccents(),
    n.Strip(left=True, right=True),
    n.Strip(left=True, right=False),
    n.Strip(left=False, right=True),
    n.Strip(left=False, right=False),
    n.Prepend("▁"),
    n.Prepend("é\u0301x"),
    n.Prepend(""),
    n.Replace("a", "xyz"),
    n.Replace("the", "é"),
    n.Replace("\u0301", ""),
    n.Replace("aa", "a\u0301"),
    n.Replace(".*[a-z](?i)\\", "&"),
    n.Replace("", "-"),
    n.BertNormalizer(),
    n.BertNormalizer(lowercase=False),
    n.BertNormalizer(strip_accents=False),
    n.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False),
    n.Sequence([]),
    n.Sequence([n.NFD(), n.StripAccents(), n.Lowercase()]),
    n.Sequence([n.NFKC(), n.Lowercase()]),
    n.Sequence([n.Replace("a", "á b"), n.Prepend("▁ "), n.BertNormalizer()]),
    n.Sequence([n.Strip(), n.NFC()]),
    n.Sequence([n.NFKD(), n.NFKC(), n.NFD(), n.NFC()]),
    n.Sequence([n.Lowercase(), n.NFD(), n.NFKC(), n.Strip(left=False), n.StripAccents()]),
    n.Sequence([n.NFC(), n.Sequence([n.Replace(" ", "\u0323"), n.NFC()]), n.Prepend("e")]),
]
PRETOKENIZERS = [
    p.BertPreTokenizer(),
    p.Whitespace(),
    p.WhitespaceSplit(),
    *(p.Punctuation(b) for b in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous")),
    p.Sequence([]),
    p.Sequence([p.WhitespaceSplit(), p.Punctuation("isolated")]),
    p.Sequence([p.Punctuation("merged_with_next"), p.Whitespace()]),
    p.Sequence([p.Punctuation("contiguous"), p.WhitespaceSplit(), p.Punctuation("merged_with_previous")]),
    p.Sequence([p.WhitespaceSplit(), p.Sequence([p.Punctuation("removed"), p.BertPreTokenizer()])]),
]
TEXTS = [
    # White space and punctuation.
    "", " ", "a", "  \t\n", " the  film\t", "\u00a0the\u2003film\u3000", "\u2028a\u2029", "\u0085a\u0085", "\u200ba\u200b", "\ufeffa\ufeff",
    "a\u180eb", "a\u000bb\u000cc\u001cd\u001f", "The film is good.", "don't (stop) -- now!?!", "...", "!a!!b!!!c", "a!!", "!!a", "! a !",
    "a , b ,, c", "a_b __ c_", "$5 5€ +a= <b>", "“good” «film»", "¿good? ¡film!", "中国、大人。", "a・b", "x.*[a-z](?i)\\y", "a-b—c‐d\u00add",
    "aaaaa banana", "the Thethe THE then", "aa\u0301a",
    # Latin, composed and not.
    "café cafe\u0301", "Ångström \u212b A\u030a", "naïve RÉSUMÉ", "İstanbul I\u0307 ı ẞ ß", "ﬁlm ﬂat ﬃ ﬅ", "ﬁ\u0301x ﬃ\u0323\u0301", "e\u0301\u0308\u0323",
    "e\u0323\u0308\u0301", "q\u0307\u0323", "\u1e9b\u0323", "\u0301", "\u0301\u0323a", "a\u0301\u0301\u0301a", "a\u0323\u0323\u0301\u0323", "\u0344", "a\u0344b", "\u0344\u0323é",
    "\u0344\u0344\u0323\u0345", "a\u0340\u0341\u0343\u0345", "\u01d5 U\u0308\u0304 \u00dc\u0304 U\u0304\u0308", "\u1e69 s\u0307\u0323 \u1e61\u0323 \u1e63\u0307",
    "d\u0307\u0323\u0301 \u1e0b\u0323", "ǅ ǆ Ǆ ŉ ĳ", "film² x₃ ½ ¾ №5 ™ ℡ ℌ", "①⑳⒈㋿ Ⅷ ⅷ", "o\u0338 ø = \u0338 ≠", "K Ω \u212a\u2126", "a\u20dd\u0301b\u0488", "a\u1ab0\u0323b",
    # Vietnamese, Greek, Cyrillic.
    "Tiếng Việt", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Vi\u1ec7\u0301t \u1ead\u0301", "lạnh đạo ậ…", "σοφός ΣΟΦΟΣ ΟΔΟΣ", "ὈΔΥΣΣΕΎΣ ᾳ\u0301 ᾼ ΐ", "\u03b1\u0345\u0301\u0313 \u1f80\u0301", "\u037e \u0387 \u1fef",
    "абв ЙЁ й ё", "и\u0306 И\u0306\u0323", "\ua640 \u0460 Ꙁ ꚜ \U0001e030",
    # Hebrew and Arabic, marks in and out of order.
    "אבג אַבּ שּׁ", "ש\u05c1\u05bc ש\u05bc\u05c1", "\ufb2c\u05b4 \u05b4\ufb2c", "كَتَبَ", "ب\u0651\u064e ب\u064e\u0651", "ا\u0654\u0653 أ آ", "ﷺ ﷲ ﻻ ﻼ", "\ufc5e \ufc60\u064b", "ـ\ufe77", "\u0627\u0655\u0651\u0650\u064b",
    # South Asian and south-east Asian scripts.
    "कखग का क़ ड़", "क\u093c\u094d", "\u09c7\u09be \u09cb \u09cc", "\u0b47\u0b56 \u0b92\u0bd7", "\u0c46\u0c56 \u0cc6\u0cc2\u0cd5", "\u0dd9\u0dcf\u0dca \u0ddd", "ไทย ำน\u0e49ำ3ลำ", "\u0e01\u0e34\u0e49 \u0e40\u0e4d", "ລາວ ໜໝ ຳ",
    "\u0f71\u0f72 \u0f73 \u0f75\u0f72 \u0f81\u0f71", "\u0f43 \u0f77 \u0fb9", "မြန်မာ \u1025\u102e", "ខ្មែរ", "\u1b05\u1b35 \u1b43", "\U00011935\U00011930 \U00011938", "\U00011131\U00011127 \U0001112e", "\U000114b9\U000114ba",
    # Korean, Japanese, Chinese.
    "한국어 하나", "\u1112\u1161\u11ab \u1112\u1161 \u11ab", "하\u11ab 한\u11ab \u1100\u11a8", "\u1100\u1161\u11a7 \uac00\u11a7", "한\u302f\u302e", "가\u302e\u302f\u0301", "ㄱㅏ ﾡￂ ㈀ ㉠", "ｶﾞｷﾞ ﾊﾟ ｱ゙", "かが か\u3099 カ\u309a", "\u309b \u309c ゟ ヿ",
    "㌀ ㍻ ㋐ ㎏", "ＡＢＣ　ａｂｃ １２３！", "中国 人", "豈 更 \ufa0e", "\U0002f800\u0301", "\U00020000\U0002b820\U0002b920", "中\u0301\u0323国", "々〆〇",
    # Emoji.
    "😀 good👍🏽!", "👨\u200d👩\u200d👧", "❤\ufe0f #\ufe0f\u20e3", "🇫🇷 🅰 🆗",
    # Music, mathematics, other planes.
    "\U0001d15e \U0001d160\u0323", "a\U0001d165\u302eb", "a\u302e\U0001d165b", "\U0001d158\U0001d165\U0001d16e", "\U0001d157\u0334\U0001d165\U0001d16d", "𝐀𝒷𝟘 ℍ", "𐐀 𐐨 𞤀 𞤢 \U00010d50", "\U000105d2\u0307 \U000113c2\U000113c2",
    # Controls, private, unassigned, too new.
    "a\u0000b\u0001c\u007f\u0080d", "\u0007\u0301a", "a\ufffdb\ue000c", "a\u0378b\ufffe\uffffc", "\U0010ffffa\U000e0041", "a\u0898\u0323b", "a\u08d3\u0301\u1dfa\u0323", "\U00010efd\u0301 \U0001e4ec\u0323", "a\u202eb\u2066c\u00ad",
    "a\u034f\u0323\u034f\u0301", "\u115fa\u3164",
]


def compact(value):
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def definition(component):
    return json.loads(component.__getstate__())


def normalized(normalizer, text):
    """The normalised text, and start and end of what each character is aligned with."""
    string = PreTokenizedString(text)
    string.normalize(lambda whole: normalizer.normalize(whole))
    string.split(lambda _, whole: [whole[i : i + 1] for i in range(len(whole.normalized))])
    splits = string.get_splits("original", "byte")
    result = "".join(characters for characters, _, _ in splits)
    if result != normalizer.normalize_str(text) or any(len(characters) != 1 for characters, _, _ in splits):
        raise SystemExit(f"{text!r} does not split into characters")
    return result, [offset for _, offsets, _ in splits for offset in offsets]


def identity(text):
    ends = [len(text[:i].encode()) for i in range(len(text) + 1)]
    return [offset for pair in zip(ends, ends[1:]) for offset in pair]


def gaps_and_words(splitter, text):
    lengths, place = [], 0
    for word, (start, end) in splitter.pre_tokenize_str(text):
        if word == text == "":
            continue  # A sequence of nothing gives the whole text, which is no word where it is empty.
        if word != text[start:end]:
            raise SystemExit(f"{word!r} is not where it is said to be in {text!r}")
        lengths += [start - place, end - start]
        place = end
    return lengths


def main(path):
    assert len(TEXTS) == len(set(TEXTS))
    lines = ['{"texts":[']
    lines.append(",\n".join(compact(text) for text in TEXTS))
    lines.append('],"normalizers":[')
    entries = []
    for normalizer in NORMALIZERS:
        rows = []
        for number, text in enumerate(TEXTS):
            result, alignment = normalized(normalizer, text)
            if (result, alignment) != (text, identity(text)):
                rows.append([number, result, alignment])
        entries.append(compact([definition(normalizer), rows]))
    lines.append(",\n".join(entries))
    lines.append('],"pretokenizers":[')
    entries = []
    for splitter in PRETOKENIZERS:
        rows = [[number, gaps_and_words(splitter, text)] for number, text in enumerate(TEXTS)]
        entries.append(compact([definition(splitter), rows]))
    lines.append(",\n".join(entries))
    lines.append("]}")
    pathlib.Path(path).write_text("\n".join(lines) + "\n")
    print(len(TEXTS), "texts,", len(NORMALIZERS), "normalizers,", len(PRETOKENIZERS), "pre-tokenizers")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
