#!/usr/bin/env python3
"""Records what the `tokenizers` library makes of the texts below, with several small tokenizers.

    python record_golden.py DIRECTORY

writes a directory for each tokenizer with its tokenizer.json, and golden.json with the ids and types of every text and
pair. Fledge's tests read these files; they need neither Python nor the library.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def vocabulary():
    """Some hundred pieces: single characters of many scripts, alone and continuing, and words to put together."""
    ascii_letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    letters = ascii_letters + [c.upper() for c in ascii_letters] + list("0123456789")
    letters += list("äéñøßıœ") + list("αβγσςλ") + list("абвгджя") + list("אבג") + list("كتب") + list("कखगा")
    letters += list("ᄀᄂ하ᅳ한국") + list("ぁかがカ゛") + ["\u11ab", "\u0301", "\u0307", "\u0308", "\u1e9e", "\u302e", "\u302f"]
    symbols = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + list("…—“”«»¿¡、。・€№™°")
    ideographs = list("的中国人大豈更\u2b81d") + ["\U0002b820", "\U00020000", "\U0002f800", "\U0002b920"]
    emoji = ["😀", "👍", "❤", "👨", "👩", "🏽", "🇫"]
    words = """the a an of and to in is was it film movie plot good great bad not un able believe token ize ing ed er est
        play watch actor love hat run walk every thing where never world earth light night under stand cafe naive resume
        munchen strasse istanbul The Good Film Paris PARIS new york don't co operate well known""".split()
    endings = """s ing ed er est ly able ness ment ful less ize ization ized tion ation ive al y ies un believ
        play thing where world light stand ght ough""".split()
    return list(dict.fromkeys(SPECIAL + symbols + letters + ideographs + emoji + words)) + list(
        dict.fromkeys("##" + p for p in letters + endings + emoji + symbols[:6] + ideographs[:2])
    )


PIECES = vocabulary()
IDS = {piece: number for number, piece in enumerate(PIECES)}


def added(content, **flags):
    token = {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return token | {"special": True} | flags


def template(*parts):
    result = []
    for part in parts:
        name, type_id = part.rsplit(":", 1)
        kind = "Sequence" if name in "AB" else "SpecialToken"
        result.append({kind: {"id": name, "type_id": int(type_id)}})
    return result


TEMPLATE = {
    "type": "TemplateProcessing",
    "single": template("[CLS]:0", "A:0", "[SEP]:0"),
    "pair": template("[CLS]:0", "A:0", "[SEP]:0", "B:1", "[SEP]:1"),
    "special_tokens": {t: {"id": t, "ids": [IDS[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")},
}


def variant(tokens=(), processor=TEMPLATE, clean=True, chinese=True, strip=None, lower=True, **model):
    listed = []
    number = len(PIECES)
    for token in [added(name) for name in SPECIAL] + list(tokens):
        own = IDS.get(token["content"])
        if own is None:
            own, number = number, number + 1
        listed.append({"id": own} | token)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": listed,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": clean,
            "handle_chinese_chars": chinese,
            "strip_accents": strip,
            "lowercase": lower,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": processor,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": IDS,
        }
        | model,
    }


ADDED = [
    added("<left>", lstrip=True),
    added("<right>", rstrip=True),
    added("<both>", lstrip=True, rstrip=True),
    added("hat", single_word=True),
    added("New York", normalized=True, special=False),
    added("Café", normalized=True, special=False, single_word=True),
    added("<<", special=False),
    added("<<<", special=False),
    added("中国", normalized=True, special=False, lstrip=True),
]
BERT = {"type": "BertProcessing", "sep": ["[SEP]", IDS["[SEP]"]], "cls": ["[CLS]", IDS["[CLS]"]]}
ROBERTA = BERT | {"type": "RobertaProcessing", "trim_offsets": True, "add_prefix_space": False}
LONG_TEMPLATE = {
    "type": "TemplateProcessing",
    "single": template("start:2", "A:1"),
    "pair": template("[SEP]:3", "B:0", "start:1", "A:2", "[SEP]:0"),
    "special_tokens": {
        "start": {"id": "start", "ids": [IDS["[CLS]"], IDS["[MASK]"]], "tokens": ["[CLS]", "[MASK]"]},
        "[SEP]": {"id": "[SEP]", "ids": [IDS["[SEP]"]], "tokens": ["[SEP]"]},
    },
}
VARIANTS = {
    "uncased": variant(),
    "cased": variant(lower=False),
    "bert-processing": variant(processor=BERT),
    "lowercase-with-accents": variant(strip=False, processor=ROBERTA),
    "unclean": variant(clean=False, chinese=False, strip=True, lower=False),
    "added-tokens": variant(tokens=ADDED),
    "long-template": variant(processor=LONG_TEMPLATE, max_input_chars_per_word=7, continuing_subword_prefix=""),
    "bare": variant(processor=None) | {"normalizer": None},
}

TEXTS = [
    # Plain text and white space.
    "", " ", "   ", "\t\n\r", "a", "The film is good.", "the  film\tis\nnot\r\nbad", " the film ", "good\u00a0film",
    "good\u2003film", "good\u2028film\u2029plot", "good\u3000film", "good\u1680film", "good\u202ffilm\u205fplot", "\u00a0",
    # Words that are spelled in pieces, unknown words.
    "unbelievable", "tokenization", "playing played player plays", "everything everywhere", "understanding", "nightlight",
    "xylophone", "zzzz", "unbelievably good", "Qwertz", "cooperate co-operate", "well-known",
    "don't", "don't don’t", "isn't it?", "THE FILM", "tHe FiLm", "PARIS Paris paris",
    # Punctuation and symbols.
    "!", "...", "…", "good...bad", "a,b;c:d", "(good)", "[good]", "{good}", "good/bad", "a+b=c", "$5", "5$", "€5", "50%",
    "a_b", "a^b", "a`b", "a|b~c", "<film>", "#film @film", "“good” «film»", "¿good? ¡film!", "film—plot", "film·plot",
    "№5", "good™", "5°", "--", "a - b", "'", "''", "\\", "~", "good।", "中国、大人。", "a・b", "a\u061db", "a\u2e43b",
    "a\u166db", "a\U000111c9b", "a\u2010b", "a\u00adb", "a\u00b6b\u00a7c",
    # Accents and composition.
    "café", "cafe\u0301", "naïve résumé", "München Straße", "STRASSE straße \u1e9e", "İstanbul ISTANBUL ıstanbul", "i\u0307",
    "ñ Ñ n\u0303", "Ångström \u212b", "ø Ø", "œ Œ", "e\u0301\u0308\u0323", "e\u0323\u0308\u0301", "\u0301", "\u0301a", "a\u0301\u0301\u0301a",
    "q\u0307\u0323", "ﬁlm", "film²", "Ⅷ", "ǅ ǆ Ǆ", "K Ω", "\u0344", "ά Ά", "σοφός ΣΟΦΟΣ ΟΔΟΣ", "ὈΔΥΣΣΕΎΣ",
    "a\u20ddb", "a\u0488b", "a\u1ab0b", "a\u0898b",
    # Other scripts.
    "абвгд АБВГД й Ё", "אבג אַבּ", "كتب كَتَبَ", "कखग का", "ไทย", "ᎠᎡ ꭰ", "ⴀ Ⴀ ა Ა", "ꙁ Ꙁ", "𐐀 𐐨", "𞤀 𞤢", "\U00010d50", "\U00016ea0",
    "한국", "\u1112\u1161\u11ab", "각 가 힣", "ㅎㅏㄴ", "ガ カ\u3099 か\u3099 が", "ひらがな カタカナ", "ｶﾞ ＡＢＣ １２３",
    "中国", "中国人 the 大film", "the中国film", "豈更", "\uf900\u2f800", "\U00020000\U0002f800", "\U0002b820 \U0002b920", "\u2b81d\u3400\u4dbf\u4dc0\u9fff\ua000",
    "中\u0301国", "\u3007 \u3021", "a\u302e\u302f", "a\u302f\u302eb", "\u302f\u302e中", "a\U0001d165\u302eb", "a\u302e\u0007\u302fb",
    "a\u302e \u302fb", "\U0001d15e \U0001d1bb", "\u0958 \u09dc", "\u0340\u0341\u0343", "\U00011935\u0334 \U00011938",
    # Emoji.
    "😀", "good😀film", "😀😀😀", "👍🏽", "👨\u200d👩\u200d👧", "❤\ufe0f", "❤", "🇫🇷", "#\ufe0f\u20e3", "good 👍!", "\U0001fae0",
    # Control, format, private and unassigned.
    "a\u0000b", "a\u0001b\u001fc\u007fd", "a\u0080b\u0085c\u009fd", "a\u000bb\u000cc", "good\u200bfilm", "\ufefffilm", "a\u200db\u200cc",
    "a\u202eb\u202c", "a\u2060b\u2066c", "a\u0600b\u06ddc", "a\u0890b\u08e2c", "a\U000110bdb\U000110cdc", "a\U00013430b", "a\U000e0041b",
    "a\ue000b", "a\U000f0000b\U00100000c", "a\u0378b", "a\ufffeb\uffffc", "a\U0010ffffb", "a\ufffdb", "\ufffd", "\u00ad", "\u200b", "\u0007",
    "\ufe0f", "a\u180eb", "a\u034fb", "a\u115fb", "a\u3164b",
    # Long words.
    "a" * 99, "a" * 100, "a" * 101, "é" * 100, "é" * 101, "e\u0301" * 100, "한" * 33, "한" * 34, "a" * 101 + " film", "!" * 101,
    "😀" * 100, "😀" * 101, "film" * 60, "ab" * 3 + "c", "ab" * 4,
    # Special and added tokens inside texts.
    "[SEP]", "[CLS] the film [SEP]", "the[MASK]film", "[MASK][MASK]", "the [MASK] film", "[mask]", "[ MASK ]", "[[SEP]]", "[SEP", "SEP]",
    "[UNK]", "[PAD] [PAD]", "a[SEP]\u0301b", "e[CLS]\u0301", "\u302f[SEP]\u302e", "[ＳＥＰ]", "the \u00a0<left> film", "the <right> \u00a0 film", "the <both> film",
    "a <right>  <left> b", "a <both> <both> b", "<right> [SEP] film", " <left>", "<right> ", "hat", "hats", "that hat!", "_hat", "hat_",
    "hat hat", "the-hat-is", "éhat hat\u0301", "hat\u200dhat", "中hat中", "hat1 2hat", "New York", "new york", "NEW  YORK", "new\tyork", "newyork", "renew york",
    "Néw Yorks", "café", "CAFE", "cafés", "the cafe\u0301.", "<<", "<<<", "<<<<", "<<<<<", "< <<", "中国", "the 中 国 中国人", "a  中国",
    "token\u200bize", "##s", "##", "# #s", "the ##ing", "un##able",
]

LONG = "the film was not good and the plot was unbelievable"
TAIL = "a movie of night light understandingly"
PAIRS = [
    ("", ""), ("the film", ""), ("", "the film"), ("good", "bad"), (LONG, TAIL), (TAIL, LONG), (LONG, "good"), ("good", LONG), (LONG, LONG),
    ("the [SEP] film", "[SEP]"), ("中国人", "한국"), ("xylophone", "zzzz"), ("café <left>", "new york hat"),
    ("the unbelievableness", "the film is"), ("a b c d", "understandingly unbelievableness"), (TAIL, "unbelievableness " * 3),
    ("[SEP] " * 12, "good " * 9), ("good [SEP] [SEP] [SEP]", "the film is bad and"),
]
LENGTHS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 16, 20]
STRATEGIES = ["longest_first", "only_first", "only_second"]


def encoded(tokenizer, text, pair):
    result = tokenizer.encode(text) if pair is None else tokenizer.encode(text, pair)
    return [result.ids, result.type_ids]


def cases(tokenizer, with_pairs):
    tokenizer.no_truncation()
    for text in TEXTS:
        yield [text, None, None, None, *encoded(tokenizer, text, None)]
    for text, pair in PAIRS:
        yield [text, pair, None, None, *encoded(tokenizer, text, pair)]
    if not with_pairs:
        return
    for strategy in STRATEGIES:
        for text, pair in PAIRS + [(LONG, None), (TAIL, None), ("", None)]:
            added_count = tokenizer.num_special_tokens_to_add(pair is not None)
            for length in LENGTHS:
                if length < added_count:
                    continue
                tokenizer.enable_truncation(length, strategy=strategy)
                try:
                    yield [text, pair, length, strategy, *encoded(tokenizer, text, pair)]
                except Exception as error:
                    if "runcation error" not in str(error):
                        raise
                    yield [text, pair, length, strategy, None, None]


def main(directory):
    directory = pathlib.Path(directory)
    for name, contents in VARIANTS.items():
        folder = directory / name
        folder.mkdir(exist_ok=True)
        path = folder / "tokenizer.json"
        lines = json.dumps(contents | {"model": None}, ensure_ascii=False, indent=1)
        model = json.dumps(contents["model"], ensure_ascii=False)
        path.write_text(lines.replace('"model": null', f'"model": {model}') + "\n")
        tokenizer = Tokenizer.from_file(str(path))
        with_pairs = name in ("uncased", "bert-processing", "lowercase-with-accents", "long-template", "bare")
        rows = [json.dumps(row, separators=(",", ":")) for row in cases(tokenizer, with_pairs)]
        (folder / "golden.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
        print(name, len(rows))
    print(len(PIECES), "pieces,", len(TEXTS), "texts")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
