"""Labelling in bulk, from CSV to CSV: compares `fledge label` with transformers and ONNX Runtime."""
import csv
import os
import sys
import tempfile
import time

from comparisons.encoding import Comparison
from comparisons.programs import HERE, attempt, run

PEERS = ["pipeline", "onnxruntime", "onnxruntime-int8"]
COLUMNS = [("rows_per_second", "rows/s", 1, 1), ("memory", "peak MB", 1e6, 0)]


def reference(options, work, engine, *more):
    return [
        options.python, str(HERE / "label_reference.py"), work, engine, "--model", options.model,
        "--cache", options.cache, "--threads", str(options.threads), "--max-length", str(options.max_length), *more,
    ]


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shortened(options, path):
    """Writes the first rows of the input and returns their ids, which must differ."""
    rows = read(options.input)[: options.limit or None]
    ids = [row.get(options.id_column) for row in rows]
    if not rows or None in ids or len(set(ids)) < len(ids):
        sys.exit(f"{options.input}: no rows, or none or not one value in the column {options.id_column!r} for each")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return ids


def agreements(labels):
    """For each pair of programs, the share of rows with the same label."""
    names = list(labels)
    return {
        f"{one}, {other}": sum(labels[one][key] == labels[other][key] for key in labels[one]) / len(labels[one])
        for place, one in enumerate(names) for other in names[place + 1 :]
    }


def labelling(options):
    """Compares rows per second of whole processes, and the labels of the last round."""
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        source = os.path.join(directory, "rows.csv")
        ids = shortened(options, source)
        comparison = Comparison(
            options, COLUMNS,
            dict(rows=len(ids), batch=options.batch, threads=options.threads, maximum_length=options.max_length,
                 rounds=options.rounds),
            reference, PEERS)
        comparison.say(
            f"{len(ids)} rows from CSV to CSV, start-up included, at most {options.max_length} tokens, "
            f"{options.threads} threads; peers in batches of {options.batch}")
        labels = {}

        def timed(name, run_it, output):
            began = time.perf_counter()
            memory = run_it()
            seconds = time.perf_counter() - began
            rows = read(output)
            os.unlink(output)
            labels[name] = {row.get(options.id_column): row.get("label") for row in rows}
            if [row.get(options.id_column) for row in rows] != ids or None in labels[name].values():
                sys.exit(f"{name} did not label each of the {len(ids)} rows once and in their order")
            return dict(rows=len(ids), rows_per_second=len(ids) / seconds, seconds=seconds, memory=memory)

        def peer(name):
            output = os.path.join(directory, "peer.csv")
            command = reference(
                options, "label", name, "--input", source, "--output", output, "--batch", str(options.batch),
                "--text-column", options.text_column)
            return timed(name, lambda: run(command)[1], output)

        def fledge(precision):
            # A new directory, so that there are no files of an earlier run beside the output.
            with tempfile.TemporaryDirectory(dir=directory) as place:
                output = os.path.join(place, "labelled.csv")
                command = [
                    options.fledge, "label", "--model", options.model, "--input", source, "--output", output,
                    "--text-column", options.text_column, "--maximum-length", str(options.max_length),
                    "--precision", precision, "--quiet", *options.fledge_option,
                ]

                def label():
                    status, _, errors, memory = attempt(command, FLEDGE_THREADS=str(options.threads))
                    if status != 0:
                        sys.exit(f"{' '.join(command)}\nended with {status}:\n{errors[-4000:]}")
                    return memory

                return timed(f"fledge-{precision}", label, output)

        comparison.run(peer, fledge, ("rows",))
        comparison.settings["agreement_of_labels"] = found = agreements(labels)
        comparison.report()
        comparison.say("\nshare of rows with the same label")
        for pair, share in found.items():
            comparison.say(f"{pair:<50}{share:>10.4%}")
