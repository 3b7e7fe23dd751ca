#!/usr/bin/env python3
"""Records scores of named entities in entities.json, beside this script: by seqeval, and as conlleval defines them.

For each scheme, IOB2 and IOBES, there are 1,000 random pairs of tag sequences of 0 to 30 words, in corpora of 1, 10 or
20 pairs, whose entities have 1 to 5 types. Some corpora have sequences that no annotator would write (I- after O, a
type that changes without B-, E- and S- anywhere), some nothing to find, nothing found, or nothing at all. Three scores
are recorded for each corpus:

- "lenient": seqeval as it is without a mode, which makes entities of any tags;
- "strict": seqeval's strict mode with the scheme of the corpus, which takes only entities that keep to it;
- "conlleval": what the script of the CoNLL-2000 shared task counts, with E- and S- as its later versions read them. It
  is worked out here from its rules, and held against the package conlleval. Its ratios are kept as fractions of one,
  and are 0 where nothing was there to divide by.

A type has [true positives, predicted, gold] as counts and [precision, recall, F1] as scores. What is not defined is
null: the macro average where there is no type, and the accuracy of tags where there is no word.

Needs what requirements.txt lists.
"""
import itertools
import json
import math
import pathlib
import random
import warnings

import conlleval
import seqeval.metrics as metrics
import seqeval.scheme as schemes
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as lenient_scores
from seqeval.metrics.v1 import precision_recall_fscore_support as strict_scores
from seqeval.scheme import Entities

warnings.filterwarnings("ignore")
generator = random.Random(2000)

TYPES = ["PER", "ORG", "LOC", "MISC", "creative-work"]
SCHEMES = {"IOB2": schemes.IOB2, "IOBES": schemes.IOBES}
LONGEST = 30
# Corpora of each scheme: how many, of how many pairs.
SIZES = [(50, 1), (15, 10), (40, 20)]
AVERAGES = ["micro", "macro", "weighted"]


# Random tags.


def entity(length, kind, scheme):
    """The tags of an entity."""
    if scheme == "IOBES" and length == 1:
        return [f"S-{kind}"]
    tags = [f"B-{kind}"] + [f"I-{kind}"] * (length - 1)
    if scheme == "IOBES":
        tags[-1] = f"E-{kind}"
    return tags


def orderly(size, types, scheme, density):
    """Tags as annotators write them."""
    tags = []
    while len(tags) < size:
        if generator.random() < density:
            longest = min(size - len(tags), 5)
            tags += entity(generator.randint(1, longest), generator.choice(types), scheme)
        else:
            tags.append("O")
    return tags


def any_tag(types, scheme, outside=0.4):
    if generator.random() < outside:
        return "O"
    return f"{generator.choice('BI' if scheme == 'IOB2' else 'BIES')}-{generator.choice(types)}"


def disorderly(size, types, scheme):
    """Tags in any order."""
    return [any_tag(types, scheme) for _ in range(size)]


def disturbed(tags, types, scheme, rate):
    """Some tags changed: another prefix, another type, or another tag altogether."""
    changed = []
    for tag in tags:
        if generator.random() >= rate:
            changed.append(tag)
            continue
        way = generator.randrange(4)
        if way == 0 or tag == "O":
            changed.append(any_tag(types, scheme))
        elif way == 1:
            changed.append(f"{tag[0]}-{generator.choice(types)}")
        elif way == 2:
            changed.append(generator.choice("BI" if scheme == "IOB2" else "BIES") + tag[1:])
        else:
            changed.append("O")
    return changed


def pair(manner, size, types, scheme):
    """Gold tags and predicted tags."""
    gold = orderly(size, types, scheme, generator.choice([0.1, 0.3, 0.6]))
    if manner == "good":
        return gold, disturbed(gold, types, scheme, 0.1)
    if manner == "fair":
        return gold, disturbed(gold, types, scheme, 0.35)
    if manner == "blemished gold":
        return disturbed(gold, types, scheme, 0.15), disturbed(gold, types, scheme, 0.15)
    if manner == "orderly":
        return gold, orderly(size, types, scheme, 0.3)
    if manner == "disorderly":
        return disorderly(size, types, scheme), disorderly(size, types, scheme)
    if manner == "nothing to find":
        return ["O"] * size, disturbed(gold, types, scheme, 0.1)
    if manner == "nothing found":
        return gold, ["O"] * size
    if manner == "nothing at all":
        return ["O"] * size, ["O"] * size
    assert manner == "equal"
    return gold, list(gold)


MANNERS = [
    "good", "fair", "blemished gold", "disorderly", "good", "orderly", "fair", "nothing to find", "disorderly",
    "nothing found", "blemished gold", "fair", "equal", "nothing at all",
]


# Scores.


def known(value):
    value = float(value)
    return value if math.isfinite(value) else None


def ratios(true_positives, predicted, gold):
    """Precision, recall and F1; 0 where there is nothing to divide by."""
    precision = true_positives / predicted if predicted else 0.0
    recall = true_positives / gold if gold else 0.0
    both = precision + recall
    return [precision, recall, 2 * precision * recall / both if both else 0.0]


def close(first, second):
    return all(math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12) for one, other in zip(first, second, strict=True))


def counted(gold, predicted):
    """Counts of each type, of sets of (type, place)."""
    types = sorted({kind for kind, *_ in gold | predicted})
    return {
        kind: [sum(1 for found in group if found[0] == kind) for group in (gold & predicted, predicted, gold)]
        for kind in types
    }


def seqeval_scores(measure, gold, predicted, counts):
    """What seqeval's `measure` gives, with counts, which must agree with it."""
    kinds = {}
    if counts:
        for (kind, count), *scores, support in zip(counts.items(), *measure(gold, predicted, average=None)):
            scores = [float(score) for score in scores]
            assert close(scores, ratios(*count)) and support == count[2], (kind, count, scores, support)
            kinds[kind] = dict(counts=count, scores=scores)
    result = dict(types=kinds)
    for average in AVERAGES:
        *scores, support = measure(gold, predicted, average=average)
        scores = [known(score) for score in scores]
        result[average] = None if None in scores else scores
        assert support == sum(count[2] for count in counts.values())
    return result


def lenient(gold, predicted):
    found = [set(get_entities(sequences)) for sequences in (gold, predicted)]
    return seqeval_scores(lenient_scores, gold, predicted, counted(*found))


def strict(gold, predicted, scheme):
    found = [
        {(entity.tag, entity.sent_id, entity.start, entity.end) for group in Entities(sequences, scheme).entities
         for entity in group}
        for sequences in (gold, predicted)
    ]

    def measure(*tags, average):
        return strict_scores(*tags, average=average, scheme=scheme)

    return seqeval_scores(measure, gold, predicted, counted(*found))


def chunks(tags):
    """The chunks of a sentence as conlleval sees them: (type, first word, word after the last).

    A chunk goes on from one word to the next if both have its type, the first is no E- or S-, and the second no B- or
    S-. Whatever is not O and goes on from nothing begins a chunk.
    """
    parts = [tuple(tag.split("-", 1)) if tag != "O" else ("O", "") for tag in tags]
    begins = [
        place for place, (prefix, kind) in enumerate(parts)
        if prefix != "O" and (
            place == 0 or parts[place - 1][1] != kind or parts[place - 1][0] in ("O", "E", "S") or prefix in ("B", "S"))
    ]
    found = []
    for begin, following in itertools.zip_longest(begins, begins[1:], fillvalue=len(tags)):
        end = begin + 1
        while end < following and parts[end][0] != "O":
            end += 1
        found.append((parts[begin][1], begin, end))
    return found


def conlleval_scores(gold, predicted):
    found = [
        {(kind, number, *place) for number, tags in enumerate(sequences) for kind, *place in chunks(tags)}
        for sequences in (gold, predicted)
    ]
    counts = counted(*found)
    totals = [sum(column) for column in zip(*counts.values())] or [0, 0, 0]
    words = sum(map(len, gold))
    right = sum(one == other for tags in zip(gold, predicted) for one, other in zip(*tags))
    check_with_package(gold, predicted, counts, totals, right, words)
    return dict(
        types={kind: dict(counts=count, scores=ratios(*count)) for kind, count in counts.items()},
        overall=ratios(*totals), counts=totals, words=words, right_words=right,
        accuracy=right / words if words else None,
    )


def check_with_package(gold, predicted, counts, totals, right, words):
    """The package's counts must be the same. (It takes the precision of nothing for 1, so that ratios may differ.)"""
    lines = []
    for tags in zip(gold, predicted):
        lines += [f"word {one} {other}" for one, other in zip(*tags)] + ["-X- O O"]
    report = conlleval.evaluate(lines)

    def three(entry):
        return [entry["stats"][key] for key in ("correct", "pred", "gold")]

    assert three(report["overall"]["chunks"]) == totals, (report, totals)
    assert three(report["overall"]["tags"]) == [right, words, words]
    theirs = {kind: three(entry) for kind, entry in report["slots"]["chunks"].items()}
    assert {kind: count for kind, count in theirs.items() if any(count)} == counts, (theirs, counts)


def corpus(scheme, manner, size):
    types = TYPES[: generator.randint(1, len(TYPES))]
    pairs = [pair(manner, generator.randint(0, LONGEST), types, scheme) for _ in range(size)]
    gold, predicted = [one for one, _ in pairs], [other for _, other in pairs]
    entry = dict(
        scheme=scheme, manner=manner,
        gold=[" ".join(tags) for tags in gold], predicted=[" ".join(tags) for tags in predicted],
        lenient=lenient(gold, predicted), strict=strict(gold, predicted, SCHEMES[scheme]),
        conlleval=conlleval_scores(gold, predicted),
    )
    # Without a mode, seqeval says of itself that it scores as conlleval does.
    assert entry["lenient"]["types"].keys() == entry["conlleval"]["types"].keys()
    for kind, values in entry["lenient"]["types"].items():
        assert values["counts"] == entry["conlleval"]["types"][kind]["counts"]
    if entry["conlleval"]["words"]:
        assert math.isclose(metrics.accuracy_score(gold, predicted), entry["conlleval"]["accuracy"])
    return entry


def main():
    corpora = []
    for scheme in SCHEMES:
        manners = itertools.cycle(MANNERS)
        corpora += [corpus(scheme, next(manners), size) for count, size in SIZES for _ in range(count)]
        assert sum(len(entry["gold"]) for entry in corpora if entry["scheme"] == scheme) == 1000
    path = pathlib.Path(__file__).with_name("entities.json")
    lines = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in corpora)
    path.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
