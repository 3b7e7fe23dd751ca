"""Encodes texts with the library `tokenizers` and reports its speed: the peer of `fledge tokenize --summary --json`.

Usage: tokenize_reference.py MODEL_DIR TEXTS.jsonl [--offsets] [--threads N] [--batch N]

Prints one JSON line: texts, tokens, seconds (of the encoding alone) and megabytes_per_second. Without --offsets it uses
the library's encode_batch_fast, which computes no offsets. With one thread, the library's parallelism is off.
"""
import argparse
import json
import os
import time

parser = argparse.ArgumentParser(description="Encode the texts of a file.")
parser.add_argument("model")
parser.add_argument("file")
parser.add_argument("--offsets", action="store_true")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--batch", type=int, default=1000, help="texts per call")
options = parser.parse_args()

# Read by the library when it is loaded.
os.environ["TOKENIZERS_PARALLELISM"] = "true" if options.threads > 1 else "false"
os.environ["RAYON_NUM_THREADS"] = str(options.threads)

from tokenizers import Tokenizer

from texts import texts

tokenizer = Tokenizer.from_file(os.path.join(options.model, "tokenizer.json"))
tokenizer.no_padding()
tokenizer.no_truncation()
encode = tokenizer.encode_batch if options.offsets else tokenizer.encode_batch_fast
all_texts = list(texts(options.file))
batches = [all_texts[start:start + options.batch] for start in range(0, len(all_texts), options.batch)]

seconds = tokens = 0
for batch in batches:
    start = time.perf_counter()
    encodings = encode(batch)
    seconds += time.perf_counter() - start
    tokens += sum(len(encoding) for encoding in encodings)
size = sum(len(text.encode()) for text in all_texts)
print(json.dumps(dict(
    texts=len(all_texts), tokens=tokens, seconds=seconds, megabytes_per_second=size / seconds / 1e6)))
