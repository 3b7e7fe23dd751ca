#!/usr/bin/env python3
"""Sweeps all Unicode scalars against the `tokenizers` library and records what it does with each.

    python record_unicode.py OUTPUT.swift PAGES.txt

writes the two files that Fledge checks in:

    Sources/Tokenization/Normalizer/UnicodeData.swift   the tables that the normalizer and the pre-tokenizer read
    Tests/Fixtures/Tokenization/unicode-pages.txt       for each page of 256 scalars two hashes of what the reference
                                                        makes of it: BERT's words, and the forms and words of the rest

Needs the package `tokenizers` and the shared library libutf8proc (the tables hold only what differs from it in
decomposition, composition, combining class and lower case; traits are complete).
"""

import ctypes
import ctypes.util
import sys

import tokenizers
from tokenizers.normalizers import NFC, NFD, NFKC, NFKD, BertNormalizer, Lowercase, StripAccents
from tokenizers.pre_tokenizers import BertPreTokenizer, Punctuation, Whitespace, WhitespaceSplit

REMOVED, WHITESPACE, PUNCTUATION, NONSPACING_MARK, WORD_SCALAR, COMBINING_MARK = 1, 2, 4, 8, 16, 32
LARGEST = 0x10FFFF

utf8proc = ctypes.CDLL(ctypes.util.find_library("utf8proc") or "libutf8proc.so.2")
utf8proc.utf8proc_tolower.argtypes = [ctypes.c_int32]
utf8proc.utf8proc_tolower.restype = ctypes.c_int32
utf8proc.utf8proc_version.restype = ctypes.c_char_p
utf8proc.utf8proc_unicode_version.restype = ctypes.c_char_p


class Property(ctypes.Structure):
    """The first fields of utf8proc_property_t."""

    _fields_ = [("category", ctypes.c_int16), ("combining_class", ctypes.c_int16)]


utf8proc.utf8proc_get_property.argtypes = [ctypes.c_int32]
utf8proc.utf8proc_get_property.restype = ctypes.POINTER(Property)
utf8proc.utf8proc_normalize_utf32.argtypes = [ctypes.POINTER(ctypes.c_int32), ctypes.c_ssize_t, ctypes.c_int]
utf8proc.utf8proc_normalize_utf32.restype = ctypes.c_ssize_t
STABLE, COMPATIBLE, COMPOSE, DECOMPOSE = 1 << 1, 1 << 2, 1 << 3, 1 << 4
decomposition_buffer = (ctypes.c_int32 * 32)()
last_boundary = ctypes.c_int(0)

clean = BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False)
strip = BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False)
decompose, compose, decompose_compatibly = NFD(), NFC(), NFKD()
lower, strip_all_marks, split = Lowercase(), StripAccents(), BertPreTokenizer()
split_at_space, split_at_punctuation, split_by_regex = WhitespaceSplit(), Punctuation("isolated"), Whitespace()
FORMS = [compose, decompose, NFKC(), decompose_compatibly, strip_all_marks, lower]


def library_decomposition(scalar, options=DECOMPOSE):
    count = utf8proc.utf8proc_decompose_char(scalar, decomposition_buffer, 32, options, ctypes.byref(last_boundary))
    return list(decomposition_buffer[:count])


def library_composition(first, second):
    """What utf8proc composes two scalars to, or 0."""
    pair = (ctypes.c_int32 * 2)(first, second)
    return pair[0] if utf8proc.utf8proc_normalize_utf32(pair, 2, COMPOSE | STABLE) == 1 else 0


def words_of(splitter, text):
    return [word for word, _ in splitter.pre_tokenize_str(text)]


def library_class(scalar):
    return utf8proc.utf8proc_get_property(scalar).contents.combining_class


def traits(character):
    """What the reference does with one scalar between two letters."""
    result = 0
    text = f"a{character}a"
    cleaned = clean.normalize_str(text)
    if cleaned == "aa":
        result |= REMOVED
    words = words_of(split, text)
    if words == ["a", "a"]:
        result |= WHITESPACE
    elif words == ["a", character, "a"]:
        result |= PUNCTUATION
    elif words != [text]:
        raise SystemExit(f"unexpected words {words}")
    if cleaned == "a a" and not result & WHITESPACE:
        raise SystemExit(f"cleaning makes a space of U+{ord(character):04X}, splitting does not")
    if decompose.normalize_str(character) == character and strip.normalize_str(text) == "aa":
        result |= NONSPACING_MARK
    if strip_all_marks.normalize_str(text) == "aa":
        result |= COMBINING_MARK
    words = words_of(split_by_regex, text)
    if words == [text]:
        result |= WORD_SCALAR
    # The splitters must agree on what is white space and punctuation, or they would need traits of their own.
    if (words == ["a", "a"]) != (words_of(split_at_space, text) == ["a", "a"]) or (words == ["a", "a"]) != (
        result & WHITESPACE != 0
    ):
        raise SystemExit(f"the splitters disagree on white space at U+{ord(character):04X}")
    if (words_of(split_at_punctuation, text) == ["a", character, "a"]) != (result & PUNCTUATION != 0):
        raise SystemExit(f"the splitters disagree on punctuation at U+{ord(character):04X}")
    return result


def reference_pairs(scalars):
    """The pairs that the reference composes, from the decompositions of what it leaves composed."""
    pairs = {}
    for scalar in scalars:
        parts = decompose.normalize_str(chr(scalar))
        if len(parts) > 1 and compose.normalize_str(chr(scalar)) == chr(scalar):
            first = compose.normalize_str(parts[:-1])
            if len(first) != 1 or compose.normalize_str(first + parts[-1]) != chr(scalar):
                raise SystemExit(f"U+{scalar:04X} is not composed of two scalars")
            pairs[ord(first), ord(parts[-1])] = scalar
    return pairs


def library_pairs(scalars):
    """The pairs that utf8proc composes, found likewise."""
    pairs = {}
    for scalar in scalars:
        parts = library_decomposition(scalar)
        first = parts[0]
        for part in parts[1:-1]:
            first = library_composition(first, part)
        if len(parts) > 1 and first and library_composition(first, parts[-1]) == scalar:
            pairs[first, parts[-1]] = scalar
    return pairs


def composition_exceptions(scalars):
    """The pairs that utf8proc composes differently, each with the result or 0, in order."""
    reference, library = reference_pairs(scalars), library_pairs(scalars)
    if min(second for _, second in reference) < 0x300:
        raise SystemExit("a scalar below U+0300 is composed with the one before it")
    keys = sorted(key for key in reference.keys() | library.keys() if reference.get(key) != library.get(key))
    print(len(reference), "compositions,", len(keys), "of them exceptional")
    return [number for key in keys for number in (*key, reference.get(key, 0))]


def reference_class(scalar, probes):
    """The combining class by the order in which the reference puts a scalar and marks of known classes."""
    if decompose.normalize_str(chr(scalar)) != chr(scalar):
        return library_class(scalar)  # Its parts count, not the scalar itself.
    if not library_class(scalar):
        moves_left = decompose.normalize_str(f"\u0345{chr(scalar)}")[0] != "\u0345"
        moves_right = decompose.normalize_str(f"{chr(scalar)}\u0334")[0] == "\u0334" and scalar != 0x0334
        if not moves_left and not moves_right:
            return 0
    if decompose.normalize_str(f"\u0345{chr(scalar)}")[0] == "\u0345":
        after = decompose.normalize_str(f"{chr(scalar)}\u0334")[0] == "\u0334"
        if not after:
            return 0
    for known_class, probe in probes:
        stays_before = decompose.normalize_str(chr(scalar) + probe)[0] == chr(scalar)
        stays_after = decompose.normalize_str(probe + chr(scalar))[0] == probe
        if stays_before and stays_after:
            return known_class
    raise SystemExit(f"no combining class fits U+{scalar:04X}")


def ranges(values):
    """Runs of equal values other than zero, as (first, last, value)."""
    runs = []
    for scalar, value in values:
        if runs and runs[-1][2] == value and runs[-1][1] == scalar - 1:
            runs[-1][1] = scalar
        elif value is not None:
            runs.append([scalar, scalar, value])
    return runs


def array(name, comment, numbers):
    lines, line = [], "       "
    for number in numbers:
        word = f" {number:#x}," if number > 9 else f" {number},"
        if len(line) + len(word) > 119:
            lines.append(line)
            line = "       "
        line += word
    if line.strip():
        lines.append(line)
    body = "\n".join(lines)
    return f"    /// {comment}\n    static let {name}: [UInt32] = [\n{body}\n    ]\n"


def hash_page(page):
    """FNV-1a over the words of every scalar of a page, normalised and split as an uncased checkpoint does."""
    uncased = BertNormalizer()
    value = 0xCBF29CE484222325
    for scalar in range(page * 256, page * 256 + 256):
        for word in words_of(split, uncased.normalize_str(f"a{chr(scalar)}a")):
            value = hash_on(value, word)
    return value


def hash_on(value, text):
    for byte in text.encode() + b"\n":
        value = ((value ^ byte) * 0x100000001B3) % (1 << 64)
    return value


def hash_forms(page):
    """FNV-1a over a page's scalars with the letter a around each, in six forms, then over its words of both kinds."""
    text = "a" + "".join(f"{chr(scalar)}a" for scalar in range(page * 256, page * 256 + 256))
    value = 0xCBF29CE484222325
    for form in FORMS:
        value = hash_on(value, form.normalize_str(text))
    for splitter in (split_by_regex, split_at_punctuation):
        for word in words_of(splitter, text):
            value = hash_on(value, word)
    return value


def main(swift_path, pages_path):
    scalars = [s for s in range(LARGEST + 1) if not 0xD800 <= s <= 0xDFFF]
    trait_runs = ranges((s, traits(chr(s)) or None) for s in scalars)

    probes = {}
    for scalar in (s for s in scalars if 0x300 <= s < 0x20000):
        known_class = library_class(scalar)
        if known_class and decompose.normalize_str(chr(scalar)) == chr(scalar):
            # A mark that is too new for the reference would be of class 0 there, which tells nothing.
            if known_class == 240 or decompose.normalize_str(f"\u0345{chr(scalar)}")[0] == chr(scalar):
                probes.setdefault(known_class, chr(scalar))
    probes = sorted(probes.items())

    decompositions, compatibility, lowercases, classes = [], [], [], []
    for scalar in scalars:
        reference = [ord(c) for c in decompose.normalize_str(chr(scalar))]
        if reference != library_decomposition(scalar):
            decompositions.append([scalar, len(reference), *reference])
        reference = [ord(c) for c in decompose_compatibly.normalize_str(chr(scalar))]
        if reference != library_decomposition(scalar, DECOMPOSE | COMPATIBLE):
            compatibility.append([scalar, len(reference), *reference])
        reference = [ord(c) for c in lower.normalize_str(chr(scalar))]
        if reference != [utf8proc.utf8proc_tolower(scalar)]:
            lowercases.append([scalar, len(reference), *reference])
        reference = reference_class(scalar, probes)
        if reference != library_class(scalar):
            classes.append((scalar, reference))

    version = utf8proc.utf8proc_version().decode()
    unicode_version = utf8proc.utf8proc_unicode_version().decode()
    with open(swift_path, "w") as file:
        file.write(
            "// Generated by Tests/Fixtures/Tokenization/record_unicode.py; run it again rather than editing.\n"
            f"// Reference: tokenizers {tokenizers.__version__}; compared with utf8proc {version}"
            f" (Unicode {unicode_version}).\n\n"
            "/// The treatment of each Unicode scalar by the reference tokenizer, found by trying all of them.\n"
            "enum UnicodeData {\n"
        )
        numbers = [n for run in trait_runs for n in run]
        file.write(array("traits", "Triples of first scalar, last scalar and ``ScalarTraits``; no range, no trait.", numbers))
        numbers = [n for row in decompositions for n in row]
        comment = "Canonical decompositions that differ from those of utf8proc: scalar, count, then the parts."
        file.write("\n" + array("decompositions", comment, numbers))
        numbers = [n for row in compatibility for n in row]
        comment = "Compatibility decompositions that differ from those of utf8proc: scalar, count, then the parts."
        file.write("\n" + array("compatibilityDecompositions", comment, numbers))
        comment = "Pairs that utf8proc composes differently: first, second, then the result or 0."
        file.write("\n" + array("compositions", comment, composition_exceptions(scalars)))
        numbers = [n for row in lowercases for n in row]
        comment = "Lowercase mappings that differ from those of utf8proc: scalar, count, then the result."
        file.write("\n" + array("lowercases", comment, numbers))
        numbers = [n for run in ranges(classes) for n in run]
        comment = "Combining classes that differ from those of utf8proc: triples of first scalar, last scalar and class."
        file.write("\n" + array("combiningClasses", comment, numbers))
        file.write("}\n")
    print(f"{len(trait_runs)} trait ranges, {len(decompositions)} decompositions,", end=" ")
    print(f"{len(compatibility)} compatibility decompositions,", end=" ")
    print(f"{len(lowercases)} lower cases, {len(classes)} combining classes")

    with open(pages_path, "w") as file:
        for page in range((LARGEST + 1) >> 8):
            if not 0xD8 <= page <= 0xDF:
                file.write(f"{page:04x} {hash_page(page):016x} {hash_forms(page):016x}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
