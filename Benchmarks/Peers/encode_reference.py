"""Encodes texts with another program and reports its speed: the peer of `fledge benchmark --json`.

Usage: encode_reference.py prepare  ENGINE --model DIR --cache DIR
       encode_reference.py encoding ENGINE --model DIR --cache DIR --texts FILE.jsonl [--compare NAME=FILE.npy] ...
       encode_reference.py latency  ENGINE --model DIR --cache DIR --sentence TEXT [--calls N]

`prepare` creates the files that the engine needs, so that no figure includes their creation. `encoding` encodes all
texts in batches sorted by length, the best case for programs that pad; `latency` encodes one text repeatedly. An
embedding is the mean of a text's last hidden states. Prints one JSON line. The exit status is 3 if the engine's
libraries are not installed.
"""
import argparse
import json
import os
import statistics
import sys
import time

from thread_limits import limit_threads

NOT_INSTALLED = 3
WARM_UP_CALLS = 20


def arguments():
    parser = argparse.ArgumentParser(description="Encode texts with another program.")
    parser.add_argument("work", choices=["prepare", "encoding", "latency"])
    parser.add_argument("engine")
    parser.add_argument("--model", required=True, help="directory of a checkpoint with a tokenizer.json")
    parser.add_argument("--cache", required=True, help="directory for files derived from the checkpoint")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-length", type=int, default=256, help="tokens of a text, including special tokens")
    parser.add_argument("--texts", help="JSONL with the key text")
    parser.add_argument("--batch", type=int, default=32, help="batch size")
    parser.add_argument("--passes", type=int, default=3, help="timed passes over the texts, after one warmup pass")
    parser.add_argument("--compare", action="append", default=[], metavar="NAME=FILE", help="embeddings to compare")
    parser.add_argument("--sentence", help="text to time")
    parser.add_argument("--calls", type=int, default=300)
    return parser.parse_args()


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def pooled(engine, rows):
    """The mean of each row's last hidden states, [rows, width]."""
    lengths = numpy.array([len(row) for row in rows])
    states = engine.hidden_states(rows)
    if lengths.min() < states.shape[1]:
        states = states * (numpy.arange(states.shape[1]) < lengths[:, None])[:, :, None]
    return states.sum(axis=1) / lengths[:, None]


def cosines(found, file):
    """The mean and the smallest cosine of embeddings to those in a file."""
    expected = numpy.load(file)
    if expected.shape != found.shape:
        sys.exit(f"{file} holds embeddings of shape {expected.shape}, where {found.shape} were computed")
    products = (found * expected).sum(axis=1)
    values = products / numpy.linalg.norm(found, axis=1) / numpy.linalg.norm(expected, axis=1)
    return dict(mean=float(values.mean()), minimum=float(values.min()))


def encoding(options, engine, tokenizer):
    with open(options.texts, encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]

    def tokenize():
        return [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]

    ids = tokenize()
    order = sorted(range(len(ids)), key=lambda number: -len(ids[number]))
    batches = [order[start : start + options.batch] for start in range(0, len(order), options.batch)]

    def encode():
        return [pooled(engine, [ids[number] for number in batch]) for batch in batches]

    encode()
    runs = [timed(encode) for _ in range(options.passes)]
    seconds = statistics.median(run[0] for run in runs)
    tokenization = statistics.median(timed(tokenize)[0] for _ in range(options.passes))
    embeddings = numpy.empty((len(ids), runs[-1][1][0].shape[1]), numpy.float64)
    embeddings[order] = numpy.concatenate(runs[-1][1])
    tokens = sum(map(len, ids))
    compared = dict(argument.split("=", 1) for argument in options.compare)
    return dict(
        texts=len(ids), tokens=tokens, seconds=seconds, tokenization_seconds=tokenization,
        tokens_per_second_without_tokenization=tokens / seconds,
        tokens_per_second=tokens / (seconds + tokenization),
        cosines={name: cosines(embeddings, file) for name, file in compared.items()},
    )


def latency(options, engine, tokenizer):
    ids = tokenizer.encode(options.sentence).ids
    for _ in range(WARM_UP_CALLS):
        pooled(engine, [ids])
    times = sorted(timed(lambda: pooled(engine, [ids]))[0] for _ in range(options.calls))
    tokenizations = [timed(lambda: tokenizer.encode(options.sentence).ids)[0] for _ in range(options.calls)]

    def quantile(share):
        return times[max(-int(-len(times) * share // 1), 1) - 1] * 1e3  # the nearest rank

    return dict(
        tokens=len(ids), calls=len(times), milliseconds_p50=quantile(0.5), milliseconds_p90=quantile(0.9),
        milliseconds_p99=quantile(0.99), tokenization_milliseconds_p50=statistics.median(tokenizations) * 1e3,
    )


if __name__ == "__main__":
    options = arguments()
    limit_threads(options.threads)
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import numpy
        from tokenizers import Tokenizer

        from reference_engines import ENGINES

        if options.engine not in ENGINES:
            sys.exit(f"no engine {options.engine!r}: there are {', '.join(ENGINES)}")
        engine = ENGINES[options.engine](options.model, options.threads, options.cache)
    except ModuleNotFoundError as error:
        print(f"{options.engine}: {error}", file=sys.stderr)
        sys.exit(NOT_INSTALLED)
    tokenizer = Tokenizer.from_file(os.path.join(options.model, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(options.max_length)
    report = dict(engine=options.engine, version=engine.version, threads=options.threads)
    if options.work != "prepare":
        report |= dict(encoding=encoding, latency=latency)[options.work](options, engine, tokenizer)
    print(json.dumps(report))
