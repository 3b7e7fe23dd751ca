"""Fine-tuning: compares `fledge train` with PyTorch and transformers."""
import os
import sys
import tempfile

from comparisons.programs import HERE, number, run, spread


def run_peer(options):
    command = [
        options.python, str(HERE / "train_torch.py"),
        "--model", options.model, "--train", options.train,
        "--steps", str(options.steps), "--batch", str(options.batch), "--lr", str(options.lr),
        "--max-length", str(options.max_length), "--seed", str(options.seed),
        "--threads", str(options.threads), "--skip", str(options.skip),
    ] + options.peer_option
    report, memory = run(command)
    return dict(
        examples=number(report, "examples_per_s", command),
        tokens=number(report, "tokens_per_s", command),
        memory=memory,
    )


def run_fledge(options):
    with tempfile.TemporaryDirectory(prefix="fledge-compare-") as directory:
        command = [
            options.fledge, "train",
            "--model", options.model, "--train", options.train,
            "--max-steps", str(options.steps), "--batch-size", str(options.batch),
            "--learning-rate", f"{options.lr:f}".rstrip("0"), "--maximum-length", str(options.max_length),
            "--seed", str(options.seed), "--output", os.path.join(directory, "model"), "--overwrite", "--json",
        ] + options.fledge_option
        report, memory = run(command)
    reported = number(report, "peak_resident_bytes", command)
    if abs(reported - memory) > 0.05 * memory:
        print(f"note: fledge reports a peak of {reported / 1e6:.0f} MB, the kernel {memory / 1e6:.0f} MB",
              file=sys.stderr)
    return dict(
        examples=number(report, "examples_per_second", command),
        tokens=number(report, "tokens_per_second", command),
        memory=memory,
    )


COLUMNS = [("examples", "examples/s", 1), ("tokens", "tokens/s", 1), ("memory", "peak MB", 1e6)]


def training(options):
    """Prints one line for each run as it ends, then medians with their range."""
    print(f"{options.steps} steps of {options.batch}, at most {options.max_length} tokens, {options.threads} threads")
    print(f"{'round':<8}{'program':<10}" + "".join(f"{title:>14}" for _, title, _ in COLUMNS))
    runs = dict(peer=[], fledge=[])
    programs = dict(peer=run_peer, fledge=run_fledge)
    for turn in range(1, options.rounds + 1):
        for name in ("peer", "fledge") if turn % 2 == 1 else ("fledge", "peer"):
            figures = programs[name](options)
            runs[name].append(figures)
            cells = "".join(f"{figures[key] / unit:>14.1f}" for key, _, unit in COLUMNS)
            print(f"{turn:<8}{name:<10}{cells}", flush=True)
    print(f"\n{'median (range)':<16}{'peer':>30}{'fledge':>30}{'fledge / peer':>26}")
    for key, title, unit in COLUMNS:
        peer, fledge = ([figures[key] / unit for figures in runs[name]] for name in ("peer", "fledge"))
        ratios = [ours / theirs for ours, theirs in zip(fledge, peer)]
        print(f"{title:<16}{spread(peer):>30}{spread(fledge):>30}{spread(ratios):>26}")
