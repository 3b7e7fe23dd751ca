"""Tokenization: compares `fledge tokenize` with the library `tokenizers`."""
import sys
import tempfile

from comparisons.programs import HERE, number, run, spread
from texts import texts, write_jsonl


def tokenize_peer(options, file, threads, offsets):
    command = [options.python, str(HERE / "tokenize_reference.py"), options.model, file, "--threads", str(threads)]
    return run(command + (["--offsets"] if offsets else []))[0]


def tokenize_fledge(options, file, threads, offsets):
    command = [options.fledge, "tokenize", "--model", options.model, "--input", file, "--summary", "--json", "--quiet"]
    return run(command + (["--offsets"] if offsets else []), FLEDGE_THREADS=str(threads))[0]


def tokenization(options):
    """Prints medians and ranges for each number of threads, without and with offsets."""
    programs = dict(peer=tokenize_peer, fledge=tokenize_fledge)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", newline="\n") as file:
        count, size = write_jsonl((text for path in options.files for text in texts(path)), file)
        print(f"{count} texts of {size / 1e6:.1f} MB, {options.rounds} rounds; MB/s of the encoding, median (range)")
        print(f"{'threads':<9}{'offsets':<9}{'peer':>28}{'fledge':>28}{'fledge / peer':>28}")
        for threads in options.threads:
            for offsets in (False, True):
                speeds = dict(peer=[], fledge=[])
                counts = set()
                for turn in range(options.rounds):
                    for name in ("peer", "fledge") if turn % 2 == 0 else ("fledge", "peer"):
                        report = programs[name](options, file.name, threads, offsets)
                        speeds[name].append(number(report, "megabytes_per_second", [name]))
                        counts.add((number(report, "texts", [name]), number(report, "tokens", [name])))
                if len(counts) != 1:
                    sys.exit(f"the programs did not do the same work: texts and tokens {counts}")
                ratios = [ours / theirs for ours, theirs in zip(speeds["fledge"], speeds["peer"])]
                cells = [spread(values) for values in (speeds["peer"], speeds["fledge"], ratios)]
                print(f"{threads:<9}{'yes' if offsets else 'no':<9}" + "".join(f"{c:>28}" for c in cells), flush=True)
