#!/usr/bin/env python3
"""Splits a CoNLL file into the folds of a cross-validation, by documents.

Usage: split_folds.py FILE OUTPUT_DIR [--folds 5] [--seed N]

Writes OUTPUT_DIR/fold-1/train.conll and OUTPUT_DIR/fold-1/test.conll, and so on; lines are unchanged, so that every
program is trained on the same bytes. A document begins at a line that begins with -DOCSTART-; without such lines every
sentence is a document. Documents stay in file order; with --seed N they are first shuffled by Python's
random.Random(N).shuffle. Of n documents, fold f of k tests on those from number floor((f - 1) n / k) up to, not
including, floor(f n / k), counted from 0, and trains on all others. Needs only Python's standard library.
"""
import argparse
import pathlib

import conll


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("output", metavar="OUTPUT_DIR", type=pathlib.Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    documents = conll.documents(options.file)
    if not 2 <= options.folds <= len(documents):
        parser.error(f"--folds must be from 2 to {len(documents)}, the number of documents")
    for fold in range(1, options.folds + 1):
        directory = options.output / f"fold-{fold}"
        directory.mkdir(parents=True, exist_ok=True)
        parts = dict(zip(("train", "test"), conll.folded(documents, options.folds, fold, options.seed)))
        for name, part in parts.items():
            conll.write(part, directory / f"{name}.conll")
        print(f"{directory}: " + ", ".join(
            f"{name} {len(part)} documents, {sum(map(len, part))} sentences" for name, part in parts.items()))


if __name__ == "__main__":
    main()
