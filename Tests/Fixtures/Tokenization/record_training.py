#!/usr/bin/env python3
"""Records the vocabularies that the `tokenizers` library learns from the small corpora below.

    python record_training.py training

writes training/cases.json. The library gives the pieces of continuing characters ids in the order of a hash table, so
that equally frequent pairs are merged in another order in each process. Cases of the first kind therefore name these
pieces as special tokens, in the order of their code points: the whole list of pieces is then fixed. Cases of the second
kind leave them out and record a set, which holds only because the corpus has no such pairs that matter. Every case is
trained several times, and recorded only if all results agree.
"""

import json
import pathlib
import random
import sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
RUNS = 12


def generated(seed, alphabet, words, texts):
    """Texts of words made of few letters, so that many pieces arise in more than one way."""
    source = random.Random(seed)
    vocabulary = ["".join(source.choices(alphabet, k=source.randint(1, 12))) for _ in range(words)]
    weights = [1 / (rank + 1) for rank in range(words)]
    return [" ".join(source.choices(vocabulary, weights, k=source.randint(0, 20))) for _ in range(texts)]


REVIEWS = [
    "The film was good, the film was very good.",
    "A good film is a good film; the goodness of it!",
    "The worst film of the year. The very worst.",
    "I liked the film, I liked its filming and I like watching films.",
    "Unlikely, unlikeable, unwatchable: unbelievably bad.",
] * 2

UNICODE = [
    "Čeština a Français: déjà vu, naïve café, ÅNGSTRÖM — «été» œuvre",
    "Straße STRASSE İstanbul ıstanbul Σίσυφος ΣΊΣΥΦΟΣ Ελλάδα",
    "東京は日本の首都です。中国 台灣 한국어 한국 हिन्दी हिन्दी ภาษาไทย",
    "emoji 😀😀 👩‍👩‍👧 flags 🇫🇷🇫🇷 zero\u200bwidth soft\u00adhyphen tab\tnew\nline",
    "combining e\u0301 a\u0323\u0302 o\u0302\u0323 ﬁne ﬂow Å \u212b \u0000nul \ufffdreplacement",
    "déjà déjà café café naïve naïve Čeština Čeština 東京 東京 Ελλάδα Ελλάδα",
] * 2

EDGES = ["", " ", "\n\n", "[PAD] [MASK] [UNK]", "a", "aa aaa aaaa aaaaa aaaaaa aaaaaaa", "## ##a #b", "ab abab ababab abababab"]

# Name, texts, vocabulary size, minimum frequency, alphabet limit, lower case, whether the order is fixed.
CASES = [
    ("reviews", REVIEWS, 100, 2, 1000, True, True),
    ("reviews, every pair", REVIEWS, 1000, 1, 1000, True, True),
    ("reviews, frequent pairs", REVIEWS, 1000, 7, 1000, True, True),
    ("reviews, cased", REVIEWS, 110, 2, 1000, False, True),
    ("reviews, ten characters", REVIEWS, 300, 2, 10, True, True),
    ("Unicode", UNICODE, 1000, 2, 1000, True, True),
    ("Unicode, cased", UNICODE, 1000, 2, 1000, False, True),
    ("edges", EDGES, 1000, 1, 1000, True, True),
    ("two letters", generated(1, "ab", 200, 200), 120, 2, 1000, True, True),
    ("two letters, every pair", generated(2, "ab", 200, 200), 5000, 0, 1000, True, True),
    ("three letters", generated(3, "abc", 300, 200), 250, 1, 1000, True, True),
    ("six letters, four kept", generated(4, "aaabbcdef", 300, 200), 600, 2, 4, True, True),
    ("as a set: reviews", REVIEWS, 62, 2, 1000, True, False),
    ("as a set: Unicode's characters", UNICODE, 1000, 1000, 1000, True, False),
    ("as a set: three letters", generated(5, "abc", 40, 200), 60, 100, 1000, True, False),
]


def train(texts, size, frequency, limit, lowercase, special):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        min_frequency=frequency,
        limit_alphabet=limit,
        special_tokens=special,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return [piece for piece, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]


def continuing(texts, lowercase):
    normalizer, splitter = normalizers.BertNormalizer(lowercase=lowercase), pre_tokenizers.BertPreTokenizer()
    found = set()
    for text in texts:
        for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text)):
            found.update(word[1:])
    return ["##" + character for character in sorted(found)]


def record(name, texts, size, frequency, limit, lowercase, is_ordered):
    special = SPECIAL + (continuing(texts, lowercase) if is_ordered else [])
    results = [train(texts, size, frequency, limit, lowercase, special) for _ in range(RUNS)]
    if not is_ordered:
        results = [sorted(result) for result in results]
    if any(result != results[0] for result in results):
        sys.exit(f"{name}: the library's results differ from run to run")
    return {
        "name": name,
        "texts": texts,
        "vocabularySize": size,
        "minimumFrequency": frequency,
        "alphabetLimit": limit,
        "lowercases": lowercase,
        "isOrdered": is_ordered,
        "specialTokens": special,
        "pieces": results[0],
    }


directory = pathlib.Path(sys.argv[1])
directory.mkdir(exist_ok=True)
cases = [record(*case) for case in CASES]
lines = ",\n".join(json.dumps(case) for case in cases)
(directory / "cases.json").write_text(f"[\n{lines}\n]\n")
for case in cases:
    print(len(case["pieces"]), case["name"])
