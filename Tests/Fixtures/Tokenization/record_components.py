#!/usr/bin/env python3
"""Records how the `tokenizers` library reads, applies and writes each component of tokenizer.json, and how it decodes.

    python record_components.py DIRECTORY

writes components.json and decoding.json. A case of components.json has the tokenizer.json that was given to the
library, the one that the library wrote for it, and the ids and decoded texts that it makes. decoding.json has ids and
decoded texts of the tokenizers that record_golden.py made. Fledge's tests read these files; they need neither Python
nor the library.
"""

import json
import pathlib
import random
import sys

from record_golden import VARIANTS
from tokenizers import Tokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = "the film is good bad do not don t s re ve m n't 's caf\u00e9 cafe e\u0301 Film FILM fi\ufb01 \u2581the \u4e2d".split()
PUNCTUATION = list(".,!?'-#\u2026")
LETTERS = list("abcdefghilmnorst")
PIECES = SPECIAL + WORDS + PUNCTUATION + LETTERS + ["##" + p for p in LETTERS + WORDS[:4] + ["\u0301", "."]]
IDS = {piece: number for number, piece in enumerate(dict.fromkeys(PIECES))}

TEXTS = [
    "", "the film is good.", "  The FILM,  is-good!  ", "caf\u00e9 cafe\u0301 CAF\u00c9", "fi\ufb01 \ufb01lm", "the\tfilm\n\u4e2dgood",
    "don't do not -- ...", "##s #the", "[SEP] the [MASK]", "is#good?!bad", "\u2026the\u2026", " ", "a-b-c", "-", "--the--film--",
]


def added(content, **flags):
    token = {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return token | {"special": True} | flags


def tokenizer(tokens=(), model={}, **components):
    number = len(IDS)
    listed = []
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
        "normalizer": None,
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": IDS,
        }
        | model,
    } | components


def template(*parts):
    result = []
    for part in parts:
        name, type_id = part.rsplit(":", 1)
        kind = "Sequence" if name in "AB" else "SpecialToken"
        result.append({kind: {"id": name, "type_id": int(type_id)}})
    return result


def bert(clean, chinese, strip, lower):
    return {
        "type": "BertNormalizer",
        "clean_text": clean,
        "handle_chinese_chars": chinese,
        "strip_accents": strip,
        "lowercase": lower,
    }


def one(kind, **members):
    return {"type": kind} | members


CLS, SEP = ["[CLS]", IDS["[CLS]"]], ["[SEP]", IDS["[SEP]"]]
NORMALIZERS = {
    "bert": bert(True, True, None, True),
    "bert with accents": bert(True, True, False, True),
    "bert cased": bert(False, False, True, False),
    "nfd": one("NFD"),
    "nfkd": one("NFKD"),
    "nfc": one("NFC"),
    "nfkc": one("NFKC"),
    "lowercase": one("Lowercase"),
    "strip accents": one("StripAccents"),
    "strip": one("Strip", strip_left=True, strip_right=True),
    "strip left": one("Strip", strip_left=True, strip_right=False),
    "strip right": one("Strip", strip_left=False, strip_right=True),
    "prepend": one("Prepend", prepend="\u2581"),
    "replace": one("Replace", pattern={"String": "bad"}, content="good \"\\"),
    "sequence": one("Sequence", normalizers=[one("NFKD"), one("StripAccents"), one("Lowercase")]),
    "nested": one("Sequence", normalizers=[one("Sequence", normalizers=[one("NFD")]), one("Sequence", normalizers=[])]),
}
PRE_TOKENIZERS = {
    "none": None,
    "bert": one("BertPreTokenizer"),
    "whitespace": one("Whitespace"),
    "whitespace split": one("WhitespaceSplit"),
    "punctuation": one("Punctuation"),
    "removed": one("Punctuation", behavior="Removed"),
    "isolated": one("Punctuation", behavior="Isolated"),
    "previous": one("Punctuation", behavior="MergedWithPrevious"),
    "next": one("Punctuation", behavior="MergedWithNext"),
    "contiguous": one("Punctuation", behavior="Contiguous"),
    "sequence": one("Sequence", pretokenizers=[one("WhitespaceSplit"), one("Punctuation", behavior="Contiguous")]),
    "nested": one("Sequence", pretokenizers=[one("Sequence", pretokenizers=[one("Whitespace")])]),
    "empty": one("Sequence", pretokenizers=[]),
}
POST_PROCESSORS = {
    "bert": one("BertProcessing", sep=SEP, cls=CLS),
    "roberta": one("RobertaProcessing", sep=SEP, cls=CLS, trim_offsets=True, add_prefix_space=False),
    "roberta with blank": one("RobertaProcessing", sep=SEP, cls=CLS, trim_offsets=True, add_prefix_space=True),
    "roberta untrimmed": one("RobertaProcessing", sep=SEP, cls=CLS, trim_offsets=False, add_prefix_space=True),
    "template": one(
        "TemplateProcessing",
        single=template("[CLS]:0", "A:0", "[SEP] [MASK]:2"),
        pair=template("[CLS]:0", "B:1", "[SEP] [MASK]:3", "A:0"),
        special_tokens={
            "[CLS]": {"id": "[CLS]", "ids": [CLS[1]], "tokens": ["[CLS]"]},
            "[SEP] [MASK]": {"id": "[SEP] [MASK]", "ids": [SEP[1], IDS["[MASK]"]], "tokens": ["[SEP]", "[MASK]"]},
        },
    ),
}
DECODERS = {
    "none": None,
    "plain": one("WordPiece", prefix="##", cleanup=False),
    "other prefix": one("WordPiece", prefix="#", cleanup=True),
    "no prefix": one("WordPiece", prefix="", cleanup=True),
}
ADDED = [
    added("<left>", lstrip=True),
    added("<right>", rstrip=True, special=False),
    added("FILM IS", normalized=True),
    added("good do not n't 've . ' x", normalized=True, special=False),
    added("##more", special=False, single_word=True),
]


def cases():
    for name, component in NORMALIZERS.items():
        yield f"normalizer {name}", tokenizer(normalizer=component)
    for name, component in PRE_TOKENIZERS.items():
        yield f"pre_tokenizer {name}", tokenizer(pre_tokenizer=component)
    for name, component in POST_PROCESSORS.items():
        yield f"post_processor {name}", tokenizer(post_processor=component)
    for name, component in DECODERS.items():
        yield f"decoder {name}", tokenizer(decoder=component)
    yield "added tokens", tokenizer(tokens=ADDED, normalizer=one("Lowercase"))
    yield "model", tokenizer(
        model={"unk_token": "bad", "continuing_subword_prefix": "", "max_input_chars_per_word": 4}
    )


def decodings(tokenizer, random):
    size = tokenizer.get_vocab_size()
    for length in [0, 1, 1, 2, 3, 5, 8, 12, 20, 20, 20, 20]:
        ids = [random.randrange(-1 + length % 2, size + 2) for _ in range(length)]
        ids = [i for i in ids if i >= 0]
        for skips in (True, False):
            yield [ids, skips, tokenizer.decode(ids, skip_special_tokens=skips)]


def main(directory):
    directory = pathlib.Path(directory)
    rows = []
    for name, given in cases():
        text = json.dumps(given, ensure_ascii=False)
        reference = Tokenizer.from_str(text)
        pairs = [(text, None) for text in TEXTS] + [("the film", "good"), ("", "bad [SEP]")]
        encodings = []
        for first, second in pairs:
            encoding = reference.encode(first, second)
            encodings.append([first, second, encoding.ids, encoding.type_ids])
        chosen = random.Random(name)
        decoded = list(decodings(reference, chosen))
        for _, _, ids, _ in encodings:
            decoded.append([ids, True, reference.decode(ids)])
            decoded.append([ids, False, reference.decode(ids, skip_special_tokens=False)])
        rows.append(
            {
                "name": name,
                "given": text,
                "written": reference.to_str(),
                "encodings": encodings,
                "decodings": decoded,
            }
        )
    write(directory / "components.json", rows)

    rows = []
    for name in VARIANTS:
        reference = Tokenizer.from_file(str(directory / name / "tokenizer.json"))
        rows += [[name, *row] for row in decodings(reference, random.Random(name))]
        for text, pair, _, _, ids, _ in json.loads((directory / name / "golden.json").read_text())[:250]:
            if pair is None and len(ids) < 40:
                for skips in (True, False):
                    rows.append([name, ids, skips, reference.decode(ids, skip_special_tokens=skips)])
    write(directory / "decoding.json", rows)


def write(path, rows):
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(path.name, len(rows))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
