"""Runs programs and reads the figures that they report."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
# Variables that force OpenBLAS to kernels or block sizes; each program should choose for itself.
FORCED = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}

# A process inherits the peak memory of the process that starts it, so a small one starts it.
LAUNCHER = """
import os, sys
process = os.spawnvp(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(process, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
"""


def environment(**settings):
    """The caller's environment with the settings, without variables that force OpenBLAS."""
    return {name: value for name, value in os.environ.items() if name not in FORCED} | settings


def attempt(command, **settings):
    """Runs a command with settings in its environment; returns its exit status, standard output, standard error, and
    peak memory in bytes."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, \
            tempfile.TemporaryFile("w+", encoding="utf-8") as errors, tempfile.NamedTemporaryFile("w+") as usage:
        status = subprocess.call(
            [sys.executable, "-c", LAUNCHER, usage.name, *command], stdout=output, stderr=errors,
            env=environment(**settings))
        output.seek(0)
        errors.seek(0)
        return status, output.read(), errors.read(), int(usage.read()) * 1024


def run(command, **settings):
    """Runs a command that must succeed; returns the JSON object at the end of its output, and its peak memory in
    bytes."""
    status, text, errors, memory = attempt(command, **settings)
    lines = [line for line in text.splitlines() if line.strip()]
    if status != 0 or not lines:
        sys.exit(f"{' '.join(command)}\nended with {status}:\n{errors[-4000:]}")
    try:
        report = json.loads(text if text.lstrip().startswith("{\n") else lines[-1])
    except json.JSONDecodeError:
        report = None
    if not isinstance(report, dict):
        sys.exit(f"{' '.join(command)}\nlast line is not a JSON object: {lines[-1][:200]}")
    return report, memory


def number(report, key, command):
    """A figure of the report; exits if it is missing or not positive."""
    value = report.get(key)
    if not isinstance(value, (int, float)) or not value > 0:
        sys.exit(f"{' '.join(command)}\nreports no positive {key}: {json.dumps(report)[:400]}")
    return float(value)


def in_turn(names, rounds):
    """Pairs of a round's number, from 1, and a program; each round begins with the next program."""
    names = list(names)
    for turn in range(rounds):
        first = turn % len(names)
        yield from ((turn + 1, name) for name in names[first:] + names[:first])


def spread(values, digits=2):
    median, low, high = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{median} ({low} to {high})"


def program(name):
    """The full path of a program, given by name or path."""
    path = shutil.which(name)
    if path is None:
        raise argparse.ArgumentTypeError(f"no program {name!r}")
    return path
