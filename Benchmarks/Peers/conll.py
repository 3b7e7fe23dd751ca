"""CoNLL files of words with tags: reading, documents, folds, and the scores of named entities.

A line has a word in the first column and its tag in the last; columns are separated by tabs, or by spaces if the line
has no tab. A line of only spaces and tabs ends a sentence, and a line that begins with -DOCSTART- ends a document. In a
file without such lines every sentence is a document.
"""
import math
import random
import re

from texts import lines

DOCUMENT = "-DOCSTART-"
# The names of scores here and in seqeval.
NAMES = dict(precision="precision", recall="recall", f1="f1-score")


def documents(path):
    """The documents of a file, each a list of sentences, each of these a list of lines."""
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
    """Training and test documents of fold number `fold` (from 1) of `folds`.

    Documents stay in file order, or with a seed are shuffled by random.Random(seed).shuffle. Of n documents, fold f of
    k tests on those from number floor((f - 1) n / k) up to, not including, floor(f n / k), counted from 0, and trains
    on all others.
    """
    if not 1 <= fold <= folds <= len(documents):
        raise ValueError(f"there is no fold {fold} of {folds} in {len(documents)} documents")
    order = list(documents)
    if seed is not None:
        random.Random(seed).shuffle(order)
    first, end = ((fold - 1) * len(order)) // folds, (fold * len(order)) // folds
    return order[:first] + order[end:], order[first:end]


def write(documents, path):
    """Writes documents as they were read, each after a -DOCSTART- line."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(f"{DOCUMENT} O\n\n")
            for sentence in document:
                file.write("\n".join(sentence) + "\n\n")


def columns(line):
    return line.split("\t") if "\t" in line else re.split(" +", line.strip(" "))


def tagged(documents, name):
    """The sentences as (words, tags in IOB2), and their original scheme: IOB1 or IOB2.

    The scheme is IOB1 if some entity begins with I-, and B- occurs only directly after an entity of its type.
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
    """True if an I- begins an entity, because none of its type precedes it."""
    return tag[0] == "I" and before[2:] != tag[2:]


def iob2(tags):
    return [f"B-{tag[2:]}" if begins_inside(before, tag) else tag for before, tag in zip(["O"] + tags, tags)]


def sentences(path):
    return tagged(documents(path), path)


def scores(gold, predicted):
    """Precision, recall and F1 of entities: `strict` counts only entities that are valid in IOB2, `conlleval` those
    that the script of that name finds in any tags, which is seqeval's default."""
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
    """A number, or None if it is undefined, such as the mean over types if there is no type."""
    value = float(value)
    return None if math.isnan(value) else value
