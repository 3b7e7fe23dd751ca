"""Files of words with tags, as CoNLL has them: reading, documents, folds, and the scores of named entities.

A line is a word, then its tag as the last column; columns stand apart by a tab, or by blanks where the line has no tab.
A line of nothing but blanks and tabs ends a sentence, and a line that begins with -DOCSTART- ends a document. In a file
without such lines every sentence is a document of its own.
"""
import math
import random
import re

from texts import lines

DOCUMENT = "-DOCSTART-"
# What scores are called here, and in seqeval.
NAMES = dict(precision="precision", recall="recall", f1="f1-score")


def documents(path):
    """The documents of a file, each a list of its sentences, and each of these a list of lines."""
    found, document, sentence = [], [], []
    marked = False

    def end_sentence():
        nonlocal sentence
        if sentence:
            document.append(sentence)
        sentence = []

    def end_document():
        nonlocal document
        end_sentence()
        if document:
            found.append(document)
        document = []

    for line in lines(path):
        if line.startswith(DOCUMENT):
            marked = True
            end_document()
        elif line.strip(" \t"):
            sentence.append(line)
        else:
            end_sentence()
    end_document()
    return found if marked else [[sentence] for document in found for sentence in document]


def folded(documents, folds, fold, seed=None):
    """Documents to learn from and documents to test on, of fold number `fold` (from 1) of `folds`.

    The documents stay in the order of the file, or with a seed are shuffled by random.Random(seed).shuffle. Of n
    documents, fold f of k tests on those from number floor((f - 1) n / k) to before floor(f n / k), counted from 0, and
    learns from all others.
    """
    if not 1 <= fold <= folds <= len(documents):
        raise ValueError(f"there is no fold {fold} of {folds} in {len(documents)} documents")
    order = list(documents)
    if seed is not None:
        random.Random(seed).shuffle(order)
    first, end = ((fold - 1) * len(order)) // folds, (fold * len(order)) // folds
    return order[:first] + order[end:], order[first:end]


def write(documents, path):
    """Writes documents as they were read, each after a line that says so."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(f"{DOCUMENT} O\n\n")
            for sentence in document:
                file.write("\n".join(sentence) + "\n\n")


def columns(line):
    return line.split("\t") if "\t" in line else re.split(" +", line.strip(" "))


def tagged(documents, name):
    """The sentences as (words, tags in IOB2), and the scheme they were written in: IOB1 or IOB2.

    They are IOB1 where some entity begins with I-, and B- stands only right after an entity of its type.
    """
    found = []
    for sentence in (sentence for document in documents for sentence in document):
        rows = [columns(line) for line in sentence]
        for row, line in zip(rows, sentence):
            if len(row) < 2 or not re.fullmatch("O|[BI]-.+", row[-1]):
                raise ValueError(f"{name}: no word with a tag O, B- or I-: {line!r}")
        found.append(([row[0] for row in rows], [row[-1] for row in rows]))
    pairs = [pair for _, tags in found for pair in zip(["O"] + tags, tags)]
    begin_inside = any(begins_inside(before, tag) for before, tag in pairs)
    begin_apart = any(tag[0] == "B" and before[2:] != tag[2:] for before, tag in pairs)
    if not begin_inside or begin_apart:
        return found, "IOB2"
    return [(words, iob2(tags)) for words, tags in found], "IOB1"


def begins_inside(before, tag):
    """Whether an I- begins an entity, for none of its type is before it."""
    return tag[0] == "I" and before[2:] != tag[2:]


def iob2(tags):
    return [f"B-{tag[2:]}" if begins_inside(before, tag) else tag for before, tag in zip(["O"] + tags, tags)]


def sentences(path):
    return tagged(documents(path), path)


def scores(gold, predicted):
    """Precision, recall and F1 of entities: `strict` takes for entities only what IOB2 has so, `conlleval` what the
    script of that name makes of any tags, which is seqeval's own way."""
    from seqeval.metrics import accuracy_score, classification_report
    from seqeval.scheme import IOB2

    def report(**settings):
        table = classification_report(gold, predicted, output_dict=True, zero_division=0, **settings)

        def entry(values):
            figures = {key: known(values[name]) for key, name in NAMES.items()}
            return figures | dict(support=int(values["support"]))

        averages = {name: entry(table.pop(f"{name} avg")) for name in ("micro", "macro", "weighted")}
        return averages | dict(types={kind: entry(values) for kind, values in table.items()})

    return dict(
        strict=report(mode="strict", scheme=IOB2), conlleval=report(),
        token_accuracy=float(accuracy_score(gold, predicted)))


def known(value):
    """A number, or None where there is none, like the mean over types where there is no type."""
    value = float(value)
    return None if math.isnan(value) else value
