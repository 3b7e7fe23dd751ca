#!/usr/bin/env python3
"""Records which entities random tags mean by three conventions, in conventions.json beside this script.

- "conlleval": the script of the CoNLL-2000 shared task, conlleval.pl, by the rules of its functions endOfChunk and
  startOfChunk, which are written out below. It reads the letter before the first hyphen as it is: it has rules for B, I
  and E, and none for S, L and U.
- "seqeval": seqeval's get_entities, which is what it scores by without a mode. It does not know L and U, which are
  written as E and S for it.
- "strict": seqeval's strict mode with the scheme.

There are 60 sequences of 1 to 12 tags of two types for each of IOB2, BIOES and BILOU: a third as annotators write them, the
others in any order. An entity is [type, first word, word after the last]. Needs what requirements.txt lists.
"""
import json
import pathlib
import random

from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB2, IOBES, Entities

generator = random.Random(2003)
SCHEMES = {"iob2": ("BI", IOB2), "bioes": ("BIES", IOBES), "bilou": ("BILU", BILOU)}
TYPES = ["LOC", "PER"]


def end_of_chunk(previous, tag, previous_type, kind):
    """The rules of endOfChunk in conlleval.pl, those for brackets left out."""
    ends = [("B", "B"), ("B", "O"), ("I", "B"), ("I", "O"), ("E", "E"), ("E", "I"), ("E", "O")]
    return (previous, tag) in ends or previous not in ("O", ".") and previous_type != kind


def start_of_chunk(previous, tag, previous_type, kind):
    """The rules of startOfChunk in conlleval.pl, those for brackets left out."""
    starts = [("B", "B"), ("I", "B"), ("O", "B"), ("O", "I"), ("E", "E"), ("E", "I"), ("O", "E"), ("O", "I")]
    return (previous, tag) in starts or tag not in ("O", ".") and previous_type != kind


def conlleval(tags):
    found, begin = [], None
    previous, previous_type = "O", ""
    for place, tag in enumerate(tags + ["O"]):
        letter, _, kind = tag.partition("-")
        if begin is not None and end_of_chunk(previous, letter, previous_type, kind):
            found.append([previous_type, begin, place])
            begin = None
        if start_of_chunk(previous, letter, previous_type, kind):
            assert begin is None
            begin = place
        previous, previous_type = letter, kind
    assert begin is None
    return found


def seqeval_default(tags):
    known = [{"L": "E", "U": "S"}.get(tag[0], tag[0]) + tag[1:] for tag in tags]
    return [[kind, begin, end + 1] for kind, begin, end in get_entities(known)]


def strict(tags, scheme):
    return [[entity.tag, entity.start, entity.end] for group in Entities([tags], scheme).entities for entity in group]


def orderly(size, letters):
    tags = []
    while len(tags) < size:
        length = generator.randint(1, min(3, size - len(tags)))
        kind = generator.choice(TYPES)
        if generator.random() < 0.3:
            tags.append("O")
        elif len(letters) == 4 and length == 1:
            tags.append(f"{letters[3]}-{kind}")
        else:
            inside = [f"I-{kind}"] * (length - 1)
            if len(letters) == 4:
                inside[-1] = f"{letters[2]}-{kind}"
            tags += [f"B-{kind}"] + inside
    return tags


recorded = []
for name, (letters, scheme) in SCHEMES.items():
    for number in range(60):
        size = generator.randint(1, 12)
        if number % 3 == 0:
            tags = orderly(size, "BI" + letters[2:])
        else:
            tags = [
                "O" if generator.random() < 0.25 else f"{generator.choice(letters)}-{generator.choice(TYPES)}"
                for _ in range(size)
            ]
        recorded.append(
            {"scheme": name, "tags": " ".join(tags), "conlleval": conlleval(tags), "seqeval": seqeval_default(tags),
             "strict": strict(tags, scheme)})
lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in recorded)
pathlib.Path(__file__).with_name("conventions.json").write_text(f"[\n{lines}\n]\n")
