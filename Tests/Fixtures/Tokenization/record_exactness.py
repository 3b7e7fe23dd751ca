#!/usr/bin/env python3
"""Records digests of all that the `tokenizers` library makes of every Unicode scalar and of many random inputs.

    python record_exactness.py MODEL_DIR                                 writes exactness/SETTING.txt beside this script
    python record_exactness.py MODEL_DIR --show scalar U+XXXX SETTING    prints what the reference makes of a scalar,
    python record_exactness.py MODEL_DIR --show random N [SETTING]       of a random text
    python record_exactness.py MODEL_DIR --show KIND N [SETTING]         or of a random call
    python record_exactness.py MODEL_DIR --diff FILE                     finds the first difference in a failed section

MODEL_DIR holds the tokenizer.json of all-MiniLM-L6-v2. The tests read the digests, and exactness/parts.json for the
random inputs; they need neither Python nor the library. A test that fails writes its answers to a file for --diff.

What is compared are lists of integers. An encoding is the number of its tokens, their ids, the first and the last
character and then the first and the last byte of each, and their word numbers (-1 for none); in calls also their type
ids and text numbers (-1 for none). Ranges are half open and count from the start of the text or, where the text was
given as words, of the word. An item is

    a scalar       the encodings of the scalar alone and of one text that has it between and beside other characters
    a random text  its encoding
    a call         0, the number of tokens that truncation took (-1 for windows), the number of encodings, and these;
                   or the one number 1 where the reference refuses

A section is 4096 scalars, 1000 texts or 100 calls. Its digest is the first 16 hexadecimal digits of the SHA-256 of the
integers of its items as 32-bit little-endian numbers.
"""

import argparse
import array
import functools
import hashlib
import itertools
import json
import os
import pathlib
import sys

os.environ["TOKENIZERS_PARALLELISM"] = "true"
os.environ["RUST_BACKTRACE"] = "0"

from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer

FOLDER = pathlib.Path(__file__).resolve().parent / "exactness"
SETTINGS = {
    "uncased": {},
    "cased": {"lowercase": False},
    "accented": {"strip_accents": False},
    "unclean": {"clean_text": False, "handle_chinese_chars": False},
}
SCALARS_IN_SECTION, LARGEST_SCALAR = 4096, 0x10FFFF
TEXT_COUNT, TEXTS_IN_SECTION = 100_000, 1000
CALL_KINDS = ["pairs", "truncation", "windows", "words", "verbatim"]
CALL_COUNT, CALLS_IN_SECTION = 2000, 100
STRATEGIES = ["longest_first", "only_first", "only_second"]
SIDES = ["right", "left"]


# Random inputs. Tests/TokenizationTests/ExactnessTexts.swift and ExactnessCalls.swift draw the same ones.


class Generator:
    """SplitMix64 (Steele, Lea and Flood, 2014), and texts that are put together with it."""

    grammar = json.loads((FOLDER / "parts.json").read_text())

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return (mixed ^ (mixed >> 31)) % bound

    def element(self, name):
        """A string of a table, or a scalar of one of its ranges."""
        table = self.grammar["tables"][name]
        if "strings" in table:
            return table["strings"][self.below(len(table["strings"]))]
        first, last = table["ranges"][self.below(len(table["ranges"]))]
        return chr(first + self.below(last - first + 1))

    def part(self, choices):
        """One of the weighted lists of steps, each of which adds some elements of its table, once or repeated."""
        point = self.below(sum(weight for weight, *_ in choices))
        for weight, *steps in choices:
            if point < weight:
                break
            point -= weight
        result = ""
        for name, least, most, *repetitions in steps:
            for _ in range(least + self.below(most - least + 1)):
                element = self.element(name)
                times = repetitions[0][self.below(len(repetitions[0]))] if repetitions else 1
                result += element * times
        return result

    def text(self, most_parts):
        """Up to so many parts with something, or nothing, between them."""
        result = ""
        for number in range(self.below(most_parts + 1)):
            if number > 0:
                result += self.part(self.grammar["separators"])
            result += self.part(self.grammar["parts"])
        return result

    def words(self):
        result = []
        for _ in range(self.below(9)):
            kind = self.below(8)
            result.append("" if kind == 0 else self.part(self.grammar["separators"]) if kind == 1 else self.text(2))
        return result


def random_text(number):
    return Generator(number).text(12)


@functools.cache
def random_texts(section):
    first = section * TEXTS_IN_SECTION
    return [random_text(number) for number in range(first, first + TEXTS_IN_SECTION)]


class Call:
    """A random call of the tokenizer: one or two texts, or lists of words, and options."""

    def __init__(self, kind, number):
        generator = Generator((CALL_KINDS.index(kind) + 1) << 32 | number)
        below = generator.below
        self.pair, self.limit, self.stride, self.strategy, self.side, self.recognizes = None, None, 0, 0, 0, True
        self.is_words, self.is_windows = kind == "words", kind == "windows"
        self.adds = below(4) > 0
        if kind == "words":
            self.text = generator.words()
            if below(4) == 0:
                self.pair = generator.words()
            self.recognizes = below(4) > 0
            if below(3) == 0:
                room = below(24)
                self.limit = self.special_count() + room
                if self.pair is None and room > 3 and below(2) == 0:
                    self.is_windows, self.stride = True, below(2)
        elif kind == "pairs":
            self.text, self.pair = generator.text(6), generator.text(6)
        elif kind == "verbatim":
            self.text = generator.text(6)
            if below(4) == 0:
                self.pair = generator.text(6)
            self.recognizes = False
        else:
            self.text = generator.text(8)
            if below(3) == 0:
                self.pair = generator.text(4)
            self.strategy, self.side = below(3), below(2)
            if kind == "truncation":
                self.limit = self.special_count() + below(24)
            else:
                room = 1 + below(30) if self.pair is None else 8 + below(30)
                self.limit = self.special_count() + room
                self.stride = below(max(1, min(room - 2, 9)))

    def special_count(self):
        return 0 if not self.adds else 2 if self.pair is None else 3

    def __str__(self):
        return json.dumps(self.__dict__ | {"strategy": STRATEGIES[self.strategy], "side": SIDES[self.side]})


def scalars(section):
    first = section * SCALARS_IN_SECTION
    return [s for s in range(first, first + SCALARS_IN_SECTION) if not 0xD800 <= s <= 0xDFFF]


def scalar_texts(scalar):
    """The scalar alone; and between letters, before combining marks, after a letter, after a mark and before one."""
    s = chr(scalar)
    return s, f"a{s}a {s}\u0301 {s}\u0323\u302e e{s} e\u0301{s}\u0323"


# Answers of the reference.


def tokenizer_of(model_directory, setting):
    tokenizer = Tokenizer.from_file(os.path.join(model_directory, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    normalizer = {"clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
    tokenizer.normalizer = BertNormalizer(**normalizer | SETTINGS[setting])
    return tokenizer


def byte_positions(text):
    """Where in its UTF-8 each character of a text begins, and where the text ends."""
    lengths = (1 if c < "\u0080" else 2 if c < "\u0800" else 3 if c < "\U00010000" else 4 for c in text)
    return list(itertools.accumulate(lengths, initial=0))


def integers(encoding, positions):
    """An encoding of one text; `positions` are those of its bytes."""
    characters = list(itertools.chain.from_iterable(encoding.offsets))
    words = [-1 if word is None else word for word in encoding.word_ids]
    return [len(words), *encoding.ids, *characters, *map(positions.__getitem__, characters), *words]


def call_integers(encoding, call):
    """An encoding of a call, whose tokens lie in different texts and words."""
    characters = list(itertools.chain.from_iterable(encoding.offsets))
    words = [-1 if word is None else word for word in encoding.word_ids]
    texts = [-1 if text is None else text for text in encoding.sequence_ids]
    positions = {}
    bytes_ = []
    for (start, end), word, text in zip(encoding.offsets, words, texts):
        if text < 0:
            bytes_ += (start, end)
            continue
        place = (text, word if call.is_words else 0)
        if place not in positions:
            source = call.pair if text == 1 else call.text
            positions[place] = byte_positions(source[word] if call.is_words else source)
        bytes_ += (positions[place][start], positions[place][end])
    return [len(words), *encoding.ids, *characters, *bytes_, *words, *encoding.type_ids, *texts]


def answer(tokenizer, call):
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = not call.recognizes

    def encode():
        return tokenizer.encode(
            call.text, call.pair, is_pretokenized=call.is_words, add_special_tokens=call.adds)

    taken = -1
    try:
        whole = len(encode().ids)
        if call.limit is not None:
            tokenizer.enable_truncation(
                call.limit, stride=call.stride, strategy=STRATEGIES[call.strategy], direction=SIDES[call.side])
        encoding = encode()
        if not call.is_windows:
            taken = whole - len(encoding.ids)
    except BaseException as error:  # A panic of the library is not an Exception.
        if "runcation error" not in str(error) and "`stride` must be" not in str(error):
            raise
        return [1]
    finally:
        tokenizer.encode_special_tokens = False
    encodings = [encoding, *encoding.overflowing] if call.is_windows else [encoding]
    return [0, taken, len(encodings)] + [number for e in encodings for number in call_integers(e, call)]


def scalar_answers(tokenizer, chosen):
    texts = [text for scalar in chosen for text in scalar_texts(scalar)]
    encodings = [integers(e, byte_positions(t)) for e, t in zip(tokenizer.encode_batch(texts), texts)]
    return [alone + beside for alone, beside in zip(encodings[0::2], encodings[1::2])]


def text_answers(tokenizer, texts):
    return [integers(e, byte_positions(t)) for e, t in zip(tokenizer.encode_batch(texts), texts)]


def section_answers(tokenizer, kind, section):
    """The answers to all items of a section."""
    if kind == "scalar":
        return scalar_answers(tokenizer, scalars(section))
    if kind == "random":
        return text_answers(tokenizer, random_texts(section))
    first = section * CALLS_IN_SECTION
    return [answer(tokenizer, Call(kind, n)) for n in range(first, first + CALLS_IN_SECTION)]


def sections(kind):
    """The number of sections of a kind."""
    if kind == "scalar":
        return (LARGEST_SCALAR + 1) // SCALARS_IN_SECTION
    return TEXT_COUNT // TEXTS_IN_SECTION if kind == "random" else CALL_COUNT // CALLS_IN_SECTION


def digest(answers):
    numbers = array.array("i", itertools.chain.from_iterable(answers))
    if sys.byteorder == "big":
        numbers.byteswap()
    return hashlib.sha256(numbers.tobytes()).hexdigest()[:16]


def quietly(body):
    """Runs `body` without the lines that the library's panics write to standard error."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        return body()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


def record(model_directory):
    for setting in SETTINGS:
        tokenizer = tokenizer_of(model_directory, setting)
        lines = []
        for kind in ["scalar", "random", *CALL_KINDS]:
            for section in range(sections(kind)):
                lines.append(f"{kind} {section} {digest(quietly(lambda: section_answers(tokenizer, kind, section)))}\n")
            print(setting, kind, flush=True)
        (FOLDER / f"{setting}.txt").write_text("".join(lines))


# Looking at differences.


def describe(tokenizer, numbers, is_call):
    """Lines that show the tokens of the encodings in an item."""
    numbers = list(numbers)
    if is_call:
        if numbers == [1]:
            return ["refused"]
        lines, rest = [f"truncated tokens {numbers[1]}, encodings {numbers[2]}"], numbers[3:]
    else:
        lines, rest = [], numbers
    while rest:
        n = rest[0]
        columns = 8 if is_call else 6
        values, rest = rest[1:1 + columns * n], rest[1 + columns * n:]
        ids, characters, bytes_, others = values[:n], values[n:3 * n], values[3 * n:5 * n], values[5 * n:]
        for i in range(n):
            line = f"  {ids[i]:>6} {str(tokenizer.id_to_token(ids[i])):<16}"
            line += f" characters {characters[2 * i]}..<{characters[2 * i + 1]}"
            line += f" bytes {bytes_[2 * i]}..<{bytes_[2 * i + 1]}"
            line += f" word {others[i]}"
            lines.append(line + (f" type {others[n + i]} text {others[2 * n + i]}" if is_call else ""))
        lines.append("  --")
    return lines


def item_name(kind, section, index):
    if kind == "scalar":
        return f"U+{scalars(section)[index]:04X}"
    return str(section * (TEXTS_IN_SECTION if kind == "random" else CALLS_IN_SECTION) + index)


def source(kind, name):
    if kind == "scalar":
        return json.dumps(scalar_texts(int(name.removeprefix("U+"), 16)))
    return json.dumps(random_text(int(name))) if kind == "random" else str(Call(kind, int(name)))


def show(model_directory, kind, name, setting):
    tokenizer = tokenizer_of(model_directory, setting)
    if kind == "scalar":
        numbers = scalar_answers(tokenizer, [int(name.removeprefix("U+"), 16)])[0]
    elif kind == "random":
        numbers = text_answers(tokenizer, [random_text(int(name))])[0]
    else:
        numbers = answer(tokenizer, Call(kind, int(name)))
    print(source(kind, name), *describe(tokenizer, numbers, kind in CALL_KINDS), sep="\n")


def diff(model_directory, path):
    """Compares a file of answers: a line with setting, kind and section, then the integers of an item a line."""
    header, *lines = pathlib.Path(path).read_text().splitlines()
    setting, kind, section = header.split()
    tokenizer = tokenizer_of(model_directory, setting)
    expected = quietly(lambda: section_answers(tokenizer, kind, int(section)))
    found = [[int(number) for number in line.split()] for line in lines]
    if len(found) != len(expected):
        print(f"{len(found)} items, the reference has {len(expected)}")
    different = [i for i, (ours, theirs) in enumerate(zip(found, expected)) if ours != theirs]
    print(f"{setting} {kind} {section}: {len(different)} of {len(expected)} items differ")
    if different:
        index = different[0]
        name = item_name(kind, int(section), index)
        print("first:", kind, name, source(kind, name))
        print("the reference:", *describe(tokenizer, expected[index], kind in CALL_KINDS), sep="\n")
        print("Fledge:", *describe(tokenizer, found[index], kind in CALL_KINDS), sep="\n")
        print("all:", *(item_name(kind, int(section), i) for i in different))
    return 1 if different or len(found) != len(expected) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--show", nargs="+", metavar=("KIND", "ITEM"))
    parser.add_argument("--diff", metavar="FILE")
    options = parser.parse_args()
    if options.show:
        kind, name, setting = (options.show + ["uncased"])[:3]
        if kind not in ["scalar", "random", *CALL_KINDS] or setting not in SETTINGS:
            parser.error(f"there are {['scalar', 'random', *CALL_KINDS]} in {list(SETTINGS)}")
        return show(options.model, kind, name, setting)
    if options.diff:
        return diff(options.model, options.diff)
    return record(options.model)


if __name__ == "__main__":
    sys.exit(main())
