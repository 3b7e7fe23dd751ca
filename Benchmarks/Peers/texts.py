"""Reads texts from files: the first column of .tsv, `text` of .jsonl, sentences of .conll, lines of other files."""
import json
import pathlib


def lines(path):
    """The lines of a file, which end only with LF or CRLF."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            yield line.removesuffix("\n").removesuffix("\r")


def sentences(path):
    """The words in the first column, joined by spaces; an empty line ends a sentence."""
    words = []
    for line in lines(path):
        if line.strip():
            words.append(line.split()[0])
        elif words:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)


def texts(path):
    kind = pathlib.Path(path).suffix
    if kind == ".tsv":
        yield from (line.split("\t")[0] for line in lines(path))
    elif kind == ".jsonl":
        for line in lines(path):
            if line.strip():
                # JSON can contain half a surrogate pair, which is not a character.
                yield json.loads(line)["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    elif kind == ".conll":
        yield from sentences(path)
    else:
        yield from lines(path)


def write_jsonl(texts, file):
    """Writes texts as JSONL; returns their number and their size in bytes of UTF-8."""
    count = size = 0
    for text in texts:
        file.write(json.dumps(dict(text=text), ensure_ascii=False) + "\n")
        count += 1
        size += len(text.encode())
    file.flush()
    return count, size
