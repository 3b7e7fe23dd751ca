#!/usr/bin/env python3
"""Compares the tokens of `fledge tokenize` with those of the library `tokenizers`, text by text.

Usage: compare_tokenizers.py MODEL_DIR FILE... [--fledge PATH] [--cased | --uncased]

Files are read as described in texts.py. Ids, tokens, offsets (in characters and bytes) and word numbers are compared.
Prints the number of differing texts, and the difference of the first. The exit status is 1 if a text differs or there
is no text; 0 otherwise.
"""
import argparse
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

from tokenizers import BertWordPieceTokenizer, Tokenizer

from texts import texts, write_jsonl

FIELDS = ["ids", "tokens", "offsets", "byte_offsets", "word_ids"]


def reference(directory, case):
    """The tokenizer of a directory, which neither pads nor truncates; `case` overrides its files."""
    directory = pathlib.Path(directory)
    lowercase = None if case is None else case == "uncased"
    if (directory / "tokenizer.json").exists():
        content = json.loads((directory / "tokenizer.json").read_text())
        if lowercase is not None:
            if (content["normalizer"] or {}).get("type") != "BertNormalizer":
                sys.exit("--cased and --uncased need a BertNormalizer in tokenizer.json")
            content["normalizer"] |= dict(lowercase=lowercase, strip_accents=None)
        tokenizer = Tokenizer.from_str(json.dumps(content))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer
    path = directory / "tokenizer_config.json"
    settings = json.loads(path.read_text()) if path.exists() else {}
    return BertWordPieceTokenizer(
        str(directory / "vocab.txt"),
        lowercase=settings.get("do_lower_case", True) if lowercase is None else lowercase,
        strip_accents=settings.get("strip_accents") if lowercase is None else None,
        handle_chinese_chars=settings.get("tokenize_chinese_chars", True),
    )


def expected(text, encoding):
    """The reference's result for a text, in the format of Fledge's output."""
    positions = list(itertools.accumulate((len(character.encode()) for character in text), initial=0))
    return dict(
        ids=encoding.ids,
        tokens=encoding.tokens,
        offsets=[list(pair) for pair in encoding.offsets],
        byte_offsets=[[positions[start], positions[end]] for start, end in encoding.offsets],
        word_ids=encoding.word_ids,
    )


def explain(text, ours, theirs):
    """Prints the first place where two encodings differ."""
    print(f"first difference, in the text {text[:400]!r}")
    for field in FIELDS:
        ours_, theirs_ = ours.get(field), theirs[field]
        if ours_ == theirs_:
            continue
        if ours_ is None:
            print(f"  {field}: missing")
            continue
        pairs = itertools.zip_longest(ours_, theirs_)
        place = next(place for place, (a, b) in enumerate(pairs) if a != b)
        near = slice(max(place - 3, 0), place + 4)
        print(f"  {field}, from token {near.start} of {len(ours_)} and {len(theirs_)}; they part at {place}:")
        print(f"    fledge:    {json.dumps(ours_[near], ensure_ascii=False)}")
        print(f"    reference: {json.dumps(theirs_[near], ensure_ascii=False)}")


def compare(tokenizer, command, all_texts):
    """Prints the first difference; returns the numbers of texts, of tokens and of differing texts."""
    differing = tokens = 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    for start in range(0, len(all_texts), 1000):
        batch = all_texts[start:start + 1000]
        for text, encoding in zip(batch, tokenizer.encode_batch(batch)):
            line = process.stdout.readline()
            if not line:
                sys.exit(f"{' '.join(command)}\nended early with {process.wait()}")
            ours, theirs = json.loads(line), expected(text, encoding)
            tokens += len(theirs["ids"])
            if any(ours.get(field) != theirs[field] for field in FIELDS):
                if not differing:
                    explain(text, ours, theirs)
                differing += 1
    rest = process.stdout.read()
    if process.wait() != 0 or rest:
        sys.exit(f"{' '.join(command)}\nended with {process.returncode} and {len(rest)} more characters")
    return len(all_texts), tokens, differing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--fledge", default="fledge", help="path of fledge; default: in PATH")
    case = parser.add_mutually_exclusive_group()
    case.add_argument("--cased", dest="case", action="store_const", const="cased")
    case.add_argument("--uncased", dest="case", action="store_const", const="uncased")
    options = parser.parse_args()

    tokenizer = reference(options.model, options.case)
    all_texts = [text for file in options.files for text in texts(file)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", newline="\n") as file:
        write_jsonl(all_texts, file)
        command = [options.fledge, "tokenize", "--model", options.model, "--input", file.name, "--jsonl", "--quiet"]
        command += [f"--{options.case}"] if options.case else []
        count, tokens, differing = compare(tokenizer, command, all_texts)
    print(f"{count} texts, {tokens} tokens: {differing} texts differ")
    return 1 if differing or not count else 0


if __name__ == "__main__":
    sys.exit(main())
