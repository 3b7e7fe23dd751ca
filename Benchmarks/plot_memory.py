#!/usr/bin/env python3
"""Plots the resident memory of a command over time.

Usage: plot_memory.py --samples samples.tsv --output ../docs/figures/memory.svg [COMMAND ...]

Runs COMMAND and records its memory every two seconds in the samples file, as lines of seconds and kilobytes. Without
COMMAND, plots the samples of an earlier run. Needs plot_requirements.txt.
"""
import argparse
import pathlib
import subprocess
import sys
import time

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

GREY, BLUE = "#808890", "#3b8fd9"


def resident(process):
    """The resident kilobytes of a process; None if it has ended."""
    try:
        status = pathlib.Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    lines = [line.split() for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0][1]) if lines else None


def record(command, path):
    start = time.monotonic()
    process = subprocess.Popen(command)
    with open(path, "w", encoding="ascii") as samples:
        while process.poll() is None:
            kilobytes = resident(process.pid)
            if kilobytes is not None:
                samples.write(f"{time.monotonic() - start:.1f}\t{kilobytes}\n")
            time.sleep(2)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.command:
        record(options.command, options.samples)
    rows = [line.split() for line in pathlib.Path(options.samples).read_text(encoding="ascii").splitlines()]
    if not rows:
        sys.exit(f"{options.samples}: no samples")
    seconds = [float(row[0]) for row in rows]
    megabytes = [int(row[1]) / 1000 for row in rows]
    figure, axes = pyplot.subplots(figsize=(7, 2.8))
    axes.plot([(second - seconds[0]) / 60 for second in seconds], megabytes, color=BLUE, linewidth=1.5)
    axes.set_ylim(0, max(megabytes) * 1.25)
    axes.set_xlabel("minutes", color=GREY)
    axes.set_ylabel("resident megabytes", color=GREY)
    axes.tick_params(colors=GREY)
    for spine in axes.spines.values():
        spine.set_color(GREY)
    figure.tight_layout()
    figure.savefig(options.output, transparent=True)
    print(f"highest {max(megabytes):.0f} MB, at the end {megabytes[-1]:.0f} MB")


if __name__ == "__main__":
    main()
