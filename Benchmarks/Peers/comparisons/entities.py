"""Named entities: compares `fledge train --task entities` with PyTorch and transformers, in speed and F1."""
import os
import statistics
import sys
import tempfile

import conll
from comparisons.programs import HERE, in_turn, number, run, spread

WARM_UP_SHARE = 0.1


def turns(options, directory):
    """The turns: name, training, validation and test file, and seed of each."""
    if not options.folds:
        return [
            (f"seed {options.seed + turn}", options.train, options.validation, options.test, options.seed + turn)
            for turn in range(options.rounds)
        ]
    documents = conll.documents(options.train)
    found = []
    for fold in range(1, options.folds + 1):
        paths = [os.path.join(directory, f"fold-{fold}-{name}.conll") for name in ("train", "test")]
        for part, path in zip(conll.folded(documents, options.folds, fold, options.fold_seed), paths):
            conll.write(part, path)
        found.append((f"fold {fold}", paths[0], None, paths[1], options.seed))
    return found


def f1(report, convention, command):
    """The micro F1 of a convention, in percent; exits if the report has none."""
    try:
        value = report[convention]["micro"]["f1"]
    except (KeyError, TypeError):
        value = None
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        sys.exit(f"{' '.join(command)}\nreports no {convention}.micro.f1")
    return 100 * float(value)


def run_peer(options, train, validation, test, seed):
    command = [
        options.python, str(HERE / "train_entities_torch.py"),
        "--model", options.model, "--train", train, "--test", test,
        "--epochs", str(options.epochs), "--batch", str(options.batch), "--learning-rate", str(options.lr),
        "--max-length", str(options.max_length), "--seed", str(seed), "--threads", str(options.threads), "--json",
    ] + (["--validation", validation] if validation else []) + options.peer_option
    report, memory = run(command)
    return dict(
        examples=number(report, "examples_per_s", command), memory=memory,
        strict=f1(report, "strict", command), conlleval=f1(report, "conlleval", command))


def run_fledge(options, precision, train, validation, test, seed):
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        model = os.path.join(directory, "model")
        command = [
            options.fledge, "train", "--task", "entities",
            "--model", options.model, "--train", train, "--output", model,
            "--epochs", str(options.epochs), "--batch-size", str(options.batch),
            "--learning-rate", f"{options.lr:f}".rstrip("0"), "--warmup-share", str(WARM_UP_SHARE),
            "--maximum-length", str(options.max_length), "--precision", precision, "--seed", str(seed), "--overwrite",
            "--json",
        ] + (["--validation", validation] if validation else []) + options.fledge_option
        settings = dict(FLEDGE_THREADS=str(options.threads))
        trained, memory = run(command, **settings)
        examples = number(trained, "examples_per_second", command)
        command = [options.fledge, "evaluate", "--model", model, "--data", test, "--json"]
        evaluated, _ = run(command, **settings)
        return dict(
            examples=examples, memory=memory,
            strict=f1(evaluated, "strict", command), conlleval=f1(evaluated, "conlleval", command))


COLUMNS = [
    ("examples", "examples/s", 1), ("memory", "peak MB", 1e6), ("strict", "strict F1", 1),
    ("conlleval", "conlleval F1", 1),
]


def entities(options):
    """Prints one line for each run as it ends, then for each program medians, means of F1, and the comparison with the
    peer."""
    ours = {f"fledge-{precision}": precision for precision in options.precisions}
    runs = {name: [] for name in ["peer", *ours]}
    print(f"{options.epochs} epochs in batches of {options.batch}, at most {options.max_length} tokens, "
          f"{options.threads} threads")
    print(f"{'turn':<12}{'program':<16}" + "".join(f"{title:>14}" for _, title, _ in COLUMNS))
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        work = turns(options, directory)
        for turn, name in in_turn(runs, len(work)):
            title, *files, seed = work[turn - 1]
            figures = run_fledge(options, ours[name], *files, seed) if name in ours else run_peer(options, *files, seed)
            runs[name].append(figures)
            cells = "".join(f"{figures[key] / unit:>14.2f}" for key, _, unit in COLUMNS)
            print(f"{title:<12}{name:<16}{cells}", flush=True)
    for key, title, unit in COLUMNS:
        speed = key in ("examples", "memory")
        print(f"\n{title + (', median (range)' if speed else ', mean (range)'):<30}{'':>30}"
              f"{'/ peer' if speed else '- peer':>26}")
        theirs = [figures[key] / unit for figures in runs["peer"]]
        for name, found in runs.items():
            values = [figures[key] / unit for figures in found]
            cells = f"{name:<30}{spread(values) if speed else mean_spread(values):>30}"
            if name in ours:
                pairs = zip(values, theirs)
                cells += f"{spread([one / other for one, other in pairs]):>26}" if speed else \
                    f"{mean_spread([one - other for one, other in pairs]):>26}"
            print(cells)


def mean_spread(values):
    return f"{statistics.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})"
