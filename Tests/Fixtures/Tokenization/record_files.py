#!/usr/bin/env python3
"""Records what `AutoTokenizer` makes of the files beside a vocabulary.

    python record_files.py DIRECTORY

writes files.json. Each row of `types` has a class, whether config.json rather than tokenizer_config.json names it,
`model_input_names`, the type of the model, and whether the model gets the types of tokens, with tokenizer.json and with
vocab.txt; null stands for a directory that transformers does not load. `cases` has files that declare tokens in
different ways, and each row of `tokens` a case, a class, the type of the model and the number of the result: the added
tokens, with a letter per flag, and the ids of a text. All tokenizers have one vocabulary. Fledge's tests read the file;
they need neither Python nor transformers.
"""

import itertools
import json
import os
import pathlib
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"
from transformers import AutoTokenizer

PIECES = "[PAD] [UNK] [CLS] [SEP] [MASK] a b c x <e> [ ] sep mask < > e <s> </s> <pad> <mask>".split()
TEXT = "a x [SEP] b x[MASK] c a<e>b <s> <mask>"
CLASSES = """BertTokenizer DistilBertTokenizer ElectraTokenizer MPNetTokenizer MobileBertTokenizer ConvBertTokenizer
    LayoutLMTokenizer SqueezeBertTokenizer DPRContextEncoderTokenizer DPRQuestionEncoderTokenizer DPRReaderTokenizer
    PreTrainedTokenizer TokenizersBackend OurTokenizer""".split()
FLAGS = {"w": "single_word", "l": "lstrip", "r": "rstrip", "n": "normalized", "s": "special"}
NAMES = [None, ["input_ids", "token_type_ids", "attention_mask"], ["input_ids", "attention_mask"]]


def token(content, **flags):
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"content": content} | plain | flags


def tokenizer_file(tokens):
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": PIECES.index(listed["content"])} | listed for listed in tokens],
        "normalizer": {
            "type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {piece: number for number, piece in enumerate(PIECES)},
        },
    }


def load(files):
    """The tokenizer of some files, or None where transformers does not load them."""
    with tempfile.TemporaryDirectory() as directory:
        for name, content in files.items():
            pathlib.Path(directory, name).write_text(content if name.endswith(".txt") else json.dumps(content))
        try:
            return AutoTokenizer.from_pretrained(directory)
        except Exception:
            return None


SPECIAL = [token(piece) for piece in PIECES[:5]]
VOCABULARY = "".join(piece + "\n" for piece in PIECES)


def gives_types(files):
    tokenizer = load(files)
    return tokenizer and "token_type_ids" in tokenizer("a", "b")


def type_rows():
    classes = [None] + [name + suffix for name in CLASSES for suffix in ["", "Fast"] if name != "PreTrainedTokenizer" or suffix]
    for name, is_in_model, inputs in itertools.product(classes, [False, True], NAMES):
        if name is None and is_in_model:
            continue
        for model_type in [None, "bert", "distilbert"] + ([] if name else ["electra", "mpnet"]):
            configuration, model = {}, {}
            if name:
                (model if is_in_model else configuration)["tokenizer_class"] = name
            if inputs is not None:
                configuration["model_input_names"] = inputs
            if model_type:
                model["model_type"] = model_type
            files = {"tokenizer_config.json": configuration, "config.json": model}
            answers = [
                gives_types(files | {"tokenizer.json": tokenizer_file(SPECIAL)}),
                gives_types(files | {"vocab.txt": VOCABULARY}),
            ]
            if answers != [None, None]:
                yield [name, is_in_model, inputs, model_type, *answers]


def token_cases():
    def decoder(*tokens):
        return {"added_tokens_decoder": {str(PIECES.index(listed["content"])): listed for listed in tokens}}

    def instance(content, **flags):
        return {"__type": "AddedToken"} | token(content, **flags)

    entity, mask = token("<e>"), token("[MASK]")
    left = token("[MASK]", lstrip=True)
    # The added tokens of tokenizer.json, tokenizer_config.json without a class, special_tokens_map.json and
    # added_tokens.json.
    return [
        ([], {}, None, None),
        ([], {"sep_token": None}, None, None),
        ([], {"sep_token": "[SEP]"}, None, None),
        ([], {"sep_token": instance("[SEP]", lstrip=True)}, None, None),
        ([], {"sep_token": instance("[SEP]", normalized=True)}, None, None),
        ([], {"bos_token": "<s>"}, None, None),
        ([], {}, {"sep_token": "[SEP]"}, None),
        ([], {"sep_token": "[CLS]"}, {"sep_token": "[SEP]"}, None),
        ([], {}, {"sep_token": token("[SEP]", lstrip=True), "additional_special_tokens": ["<e>"]}, None),
        ([], {"extra_special_tokens": ["<e>"]}, None, None),
        ([], {"additional_special_tokens": [instance("<e>", lstrip=True, normalized=True, special=False)]}, None, None),
        ([], {"entity_token": "<e>"}, None, None),
        ([], decoder(), {"sep_token": "[SEP]"}, None),
        ([token("[SEP]", special=False, normalized=True)], {"sep_token": "[SEP]"}, None, None),
        ([token("[SEP]", special=False, normalized=True)], {}, {"sep_token": token("[SEP]", lstrip=True)}, None),
        ([token("[SEP]", special=False, normalized=True)], {}, None, None),
        (SPECIAL, {}, None, None),
        (SPECIAL, {"mask_token": instance("[MASK]", lstrip=True)}, None, None),
        (SPECIAL, {}, {"mask_token": left}, None),
        (SPECIAL, decoder(*SPECIAL[:4], left), None, None),
        (SPECIAL, decoder(*SPECIAL[:4], left) | {"mask_token": "[MASK]"}, None, None),
        (SPECIAL, decoder(left), None, None),
        (SPECIAL[:4] + [left], decoder(*SPECIAL), None, None),
        (SPECIAL + [entity], decoder(*SPECIAL), None, None),
        (SPECIAL, decoder(*SPECIAL, entity), None, None),
        (SPECIAL + [entity], decoder(*SPECIAL, token("<e>", special=False, normalized=True)), None, None),
        (SPECIAL + [token("<e>", special=False, normalized=True)], decoder(*SPECIAL, entity), None, None),
        (SPECIAL + [entity], decoder(*SPECIAL, token("<e>", single_word=True, rstrip=True)), None, None),
        (SPECIAL, decoder(*SPECIAL[:4], token("[MASK]", special=False)), None, None),
        (SPECIAL, decoder(*SPECIAL[:4], token("[MASK]", special=False)) | {"mask_token": "[MASK]"}, None, None),
        (SPECIAL, decoder(mask), None, None),
        (SPECIAL, {"added_tokens_decoder": {"4": {"content": "[MASK]"}}}, None, None),
        (SPECIAL, {"added_tokens_decoder": {}}, None, None),
        (SPECIAL + [entity], {}, None, {"<e>": 9}),
        (SPECIAL, {}, None, {"<e>": 9}),
        (SPECIAL, {"extra_special_tokens": ["<e>"]}, None, {"<e>": 9}),
    ]


def token_rows(results):
    """The rows of all cases; their results are added to the list."""
    names = [None, "BertTokenizer", "PreTrainedTokenizerFast", "MPNetTokenizer"]
    for (number, case), name in itertools.product(enumerate(token_cases()), names):
        tokens, configuration, special_tokens_map, added_tokens = case
        for model_type in ["bert"] if name else [None, "bert"]:
            named = {"tokenizer_class": name} if name else {}
            files = {
                "tokenizer.json": tokenizer_file(tokens), "tokenizer_config.json": named | configuration,
                "special_tokens_map.json": special_tokens_map, "added_tokens.json": added_tokens,
                "config.json": model_type and {"model_type": model_type},
            }
            tokenizer = load({name: content for name, content in files.items() if content is not None})
            if not tokenizer:
                continue
            added = [
                [token_id, listed.content, "".join(letter for letter, flag in FLAGS.items() if getattr(listed, flag))]
                for token_id, listed in sorted(tokenizer.added_tokens_decoder.items())
            ]
            # Without special tokens, since a class builds its own template.
            result = [added, tokenizer(TEXT, add_special_tokens=False)["input_ids"]]
            if result not in results:
                results.append(result)
            yield [number, name, model_type, results.index(result)]


def case_lines():
    """Each case as the contents of its four files; tokenizer.json is its list of added tokens."""
    for tokens, *files in token_cases():
        tokens = tokens and tokenizer_file(tokens)["added_tokens"]
        yield [None if content is None else json.dumps(content) for content in [tokens, *files]]


def lines(rows):
    return ",\n".join(json.dumps(row) for row in rows)


if __name__ == "__main__":
    results = []
    members = {
        "types": lines(type_rows()), "cases": lines(case_lines()), "tokens": lines(token_rows(results)),
        "results": lines(results),
    }
    members = ",\n".join(f'"{name}": [\n{rows}\n]' for name, rows in members.items())
    base = json.dumps(json.dumps(tokenizer_file([])))
    special = json.dumps(json.dumps(tokenizer_file(SPECIAL)["added_tokens"]))
    pathlib.Path(sys.argv[1], "files.json").write_text(
        f'{{"tokenizer_file": {base},\n"special_tokens": {special},\n"vocabulary": {json.dumps(VOCABULARY)},\n'
        f'"text": {json.dumps(TEXT)},\n{members}}}\n')
