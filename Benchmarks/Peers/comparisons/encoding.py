"""Encoding: compares `fledge benchmark` with other programs, on many texts or one sentence."""
import json
import pathlib
import statistics
import sys
import tempfile

from comparisons.programs import HERE, attempt, in_turn, number, run, spread
from texts import texts, write_jsonl

PEERS = ["torch", "onnxruntime", "onnxruntime-int8", "openvino", "ctranslate2", "ctranslate2-int8"]
NOT_INSTALLED = 3
# The figures compared: key, title, unit, and number of digits shown.
SPEEDS = [
    ("tokens_per_second", "tokens/s", 1, 0),
    ("tokens_per_second_without_tokenization", "tokens/s without tokenization", 1, 0),
    ("memory", "peak MB", 1e6, 0),
]
TIMES = [
    ("milliseconds_p50", "p50 ms", 1, 3),
    ("milliseconds_p50_without_tokenization", "p50 ms without tokenization", 1, 3),
    ("milliseconds_p99", "p99 ms", 1, 3),
]


class Comparison:
    """Runs programs alternately; keeps and shows their figures."""

    def __init__(self, options, columns, settings, reference, names):
        """`reference` returns the command of a peer; `names` are all known peers."""
        self.options = options
        self.columns = columns
        self.settings = settings
        # With --json, log messages go to standard error.
        self.output = sys.stderr if options.json else sys.stdout
        self.peers, self.left_out, self.versions = prepared(options, reference, names)
        self.ours = [f"fledge-{precision}" for precision in options.precisions]
        self.runs = {name: [] for name in self.peers + self.ours}
        self.cosines = {}
        self.width = max(map(len, self.runs)) + 2

    def say(self, text):
        print(text, file=self.output, flush=True)

    def run(self, peer, fledge, count):
        """Fills `runs`: `peer` and `fledge` run a program by name and return its figures; `count` names those that must
        be equal for all."""
        self.say(f"{'round':<8}{'program':<{self.width}}" + "".join(f"{title:>32}" for _, title, _, _ in self.columns))
        work = set()
        for turn, name in in_turn(self.runs, self.options.rounds):
            figures = fledge(name.removeprefix("fledge-")) if name in self.ours else peer(name)
            self.runs[name].append(figures)
            work.add(tuple(figures[key] for key in count))
            cells = "".join(f"{figures[key] / unit:>32.{digits}f}" for key, _, unit, digits in self.columns)
            self.say(f"{turn:<8}{name:<{self.width}}{cells}")
        if len(work) != 1:
            sys.exit(f"the programs did not do the same work: {', '.join(count)} {sorted(work)}")

    def values(self, name, key):
        return [figures[key] for figures in self.runs[name]]

    def ratio(self, ours, peer, key):
        """The ratio of the medians, and the range of the ratios within rounds."""
        pairs = list(zip(self.values(ours, key), self.values(peer, key)))
        within = [fledge / other for fledge, other in pairs]
        medians = [statistics.median(values) for values in zip(*pairs)]
        return dict(ratio_of_medians=medians[0] / medians[1], lowest=min(within), highest=max(within))

    def report(self):
        """Shows medians and ratios, as text or JSON."""
        if self.options.json:
            return print(json.dumps(self.content(), indent=2))
        for key, title, unit, digits in self.columns:
            heads = "".join(f"{name + ' / it':>28}" for name in self.ours)
            self.say(f"\n{title + ', median (range)':<{self.width + 30}}{heads}")
            for name in self.runs:
                cells = f"{spread([value / unit for value in self.values(name, key)], digits):>30}"
                if name in self.peers:
                    for ours in self.ours:
                        ratio = self.ratio(ours, name, key)
                        text = "{ratio_of_medians:.2f} ({lowest:.2f} to {highest:.2f})".format_map(ratio)
                        cells += f"{text:>28}"
                self.say(f"{name:<{self.width}}{cells}")
        if self.cosines:
            self.say("\ncosine of embeddings: mean, minimum")
            for peer, found in self.cosines.items():
                cells = "   ".join(f"{ours} {c['mean']:.6f}, {c['minimum']:.6f}" for ours, c in found.items())
                self.say(f"{peer:<{self.width}}{cells}")

    def content(self):
        return dict(
            work=self.options.command, **self.settings, versions=self.versions, left_out=self.left_out, runs=self.runs,
            medians={
                name: {key: statistics.median(self.values(name, key)) for key, *_ in self.columns} for name in self.runs
            },
            ratios={
                ours: {peer: {key: self.ratio(ours, peer, key) for key, *_ in self.columns} for peer in self.peers}
                for ours in self.ours
            },
            cosines=self.cosines,
        )


def reference(options, work, engine, *more):
    return [
        options.python, str(HERE / "encode_reference.py"), work, engine, "--model", options.model,
        "--cache", options.cache, "--threads", str(options.threads), "--max-length", str(options.max_length), *more,
    ]


def prepared(options, reference, names):
    """Has the peers create their files; returns the installed peers, why others are left out, and the versions.

    A peer that was requested by name must be installed.
    """
    peers, left_out, versions = [], {}, {}
    for name in options.peers or names:
        command = reference(options, "prepare", name)
        status, text, errors, _ = attempt(command)
        reason = (errors.strip().splitlines() or [""])[-1]
        if status == NOT_INSTALLED and not options.peers:
            left_out[name] = reason
            print(f"left out: {reason}", file=sys.stderr)
        elif status != 0:
            sys.exit(f"{' '.join(command)}\nended with {status}:\n{errors[-4000:]}")
        else:
            peers.append(name)
            versions[name] = json.loads(text.splitlines()[-1])["version"]
    if not peers:
        sys.exit(f"no peer is installed: {options.python} needs what requirements.txt lists")
    return peers, left_out, versions


def fledge_benchmark(options, precision, file, *more):
    command = [
        options.fledge, "benchmark", "--model", options.model, "--texts", file, "--limit", "0",
        "--precision", precision, "--threads", str(options.threads), "--maximum-length", str(options.max_length),
        "--json", "--quiet", *more,
    ]
    return *run(command), command


def encoding(options):
    """Compares the speed over many texts, and the embeddings."""
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        path = str(pathlib.Path(directory) / "texts.jsonl")
        chosen = [text for name in options.files for text in texts(name)][: options.limit or None]
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            count, _ = write_jsonl(chosen, file)
        comparison = Comparison(
            options, SPEEDS,
            dict(texts=count, batch=options.batch, threads=options.threads, maximum_length=options.max_length,
                 rounds=options.rounds, passes=options.passes),
            reference, PEERS)
        comparison.say(
            f"{count} texts of at most {options.max_length} tokens, {options.threads} threads, {options.rounds} rounds "
            f"of {options.passes} passes; peers in batches of {options.batch} sorted by length")
        embeddings = {}
        for precision in options.precisions:
            embeddings[f"fledge-{precision}"] = file = str(pathlib.Path(directory) / f"{precision}.npy")
            status, _, errors, _ = attempt([
                options.fledge, "embed", "--model", options.model, "--input", path, "--output", file, "--format", "npy",
                "--pooling", "mean", "--prompt", "", "--maximum-length", str(options.max_length), "--precision",
                precision, "--quiet",
            ])
            if status != 0:
                sys.exit(f"fledge embed ended with {status}:\n{errors}")

        def peer(name):
            more = ["--texts", path, "--batch", str(options.batch), "--passes", str(options.passes)]
            more += [f"--compare={ours}={file}" for ours, file in embeddings.items()]
            command = reference(options, "encoding", name, *more)
            report, memory = run(command)
            comparison.cosines[name] = report["cosines"]
            figures = {key: number(report, key, command) for key, *_ in SPEEDS[:2]}
            return dict(figures, texts=report["texts"], tokens=report["tokens"], memory=memory)

        def fledge(precision):
            report, memory, command = fledge_benchmark(
                options, precision, path, "--rounds", str(options.passes), "--calls", "1")
            speeds = report["encoding"]
            figures = {key: number(speeds[key], "median", command) for key, *_ in SPEEDS[:2]}
            return dict(figures, texts=speeds["texts"], tokens=speeds["tokens"], memory=memory)

        comparison.run(peer, fledge, ("texts", "tokens"))
        comparison.settings["tokens"] = comparison.runs[comparison.peers[0]][0]["tokens"]
        comparison.report()


def latency(options):
    """Compares the time of one sentence, encoded repeatedly."""
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        path = str(pathlib.Path(directory) / "sentence.jsonl")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            write_jsonl([options.sentence], file)
        comparison = Comparison(
            options, TIMES,
            dict(sentence=options.sentence, calls=options.calls, threads=options.threads, rounds=options.rounds),
            reference, PEERS)
        comparison.say(
            f"one sentence, {options.calls} calls a round, {options.threads} threads, {options.rounds} rounds: "
            f"{options.sentence!r}")

        def figures(report, whole, command):
            """`whole`: true if the report's times include tokenization."""
            if report["calls"] < options.calls:
                comparison.say(f"note: {report['calls']} calls took so long that no more were made: {command[0]}")
            tokenization = number(report, "tokenization_milliseconds_p50", command)
            p50, p99 = (number(report, f"milliseconds_p{share}", command) for share in (50, 99))
            return dict(
                milliseconds_p50=p50 if whole else p50 + tokenization,
                milliseconds_p50_without_tokenization=p50 - tokenization if whole else p50,
                milliseconds_p99=p99 if whole else p99 + tokenization,
                tokens=report["tokens"], calls=report["calls"],
            )

        def peer(name):
            command = reference(
                options, "latency", name, "--sentence", options.sentence, "--calls", str(options.calls))
            return figures(run(command)[0], False, command)

        def fledge(precision):
            report, _, command = fledge_benchmark(
                options, precision, path, "--rounds", "1", "--calls", str(options.calls))
            return figures(report["latency"][0], True, command)

        comparison.run(peer, fledge, ("tokens",))
        comparison.settings["tokens"] = comparison.runs[comparison.peers[0]][0]["tokens"]
        comparison.report()
