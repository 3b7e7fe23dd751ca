#!/usr/bin/env python3
"""Plots the time per token over the length of texts, with a line for each number of texts per call.

Usage: fledge benchmark --model DIR --lengths 8,16,32,64,128,256,512 --batches 1,4,16,64,256 --json > fp32.json
       plot_scaling.py fp32.json [MORE.json ...] --output ../docs/figures/scaling.svg

Reads the output of `fledge benchmark --json`, with one panel per file and a common axis; shaded areas are the range of
the rounds. The picture, SVG or PNG depending on its name, has a transparent background and colors that are legible on
white and on black. Needs plot_requirements.txt.
"""
import argparse
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

# Gray and hues of medium lightness: legible on light and on dark pages.
GREY = "#808890"
COLOURS = ["#3b8fd9", "#d9822b", "#2fa36b", "#c9547f", "#8a78d6", "#9a8a2e", "#2a9fae", "#c2604a"]
MARKERS = "osD^vPX*"


def read(path):
    try:
        report = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        cells = report["scaling"]
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        sys.exit(f"{path}: not a report of fledge benchmark with --lengths or --batches and --json")
    return report, cells


def draw(axes, report, cells, batches):
    """Draws a panel and returns its lines by batch size. A batch size looks the same in all panels."""
    lines = {}
    for number, batch in enumerate(batches):
        row = sorted((cell for cell in cells if cell["batch"] == batch), key=lambda cell: cell["length"])
        if not row:
            continue
        lengths = [cell["length"] for cell in row]
        times = {key: [cell["milliseconds_per_token"][key] for cell in row] for key in ("median", "lowest", "highest")}
        colour = COLOURS[number % len(COLOURS)]
        axes.fill_between(lengths, times["lowest"], times["highest"], color=colour, alpha=0.25, linewidth=0)
        lines[batch] = axes.plot(
            lengths, times["median"], color=colour, marker=MARKERS[number % len(MARKERS)], markersize=5, linewidth=1.8
        )[0]
    machine = report["machine"]
    threads = f"{machine['threads']} thread" + ("s" if machine["threads"] > 1 else "")
    axes.set_title(f"{report['precision']}, {threads} of {machine['processor']}", color=GREY, fontsize=11)
    ticks = sorted({cell["length"] for cell in cells})
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("tokens of a text", color=GREY)
    axes.tick_params(colors=GREY, which="both")
    axes.yaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.grid(color=GREY, alpha=0.3, linewidth=0.6)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(GREY)
    return lines


def main():
    parser = argparse.ArgumentParser(description="Plot the time per token by length and batch size.")
    parser.add_argument("reports", nargs="+", metavar="REPORT.json")
    parser.add_argument("--output", required=True, help="picture to write: .svg or .png")
    options = parser.parse_args()
    if pathlib.Path(options.output).suffix not in (".svg", ".png"):
        parser.error("--output must end in .svg or .png")

    # No date and no random names, so that the same figures give the same file.
    matplotlib.rcParams.update({"svg.hashsalt": "fledge", "svg.fonttype": "path", "font.size": 11})
    reports = [read(path) for path in options.reports]
    figure, panels = pyplot.subplots(
        1, len(reports), figsize=(1.6 + 4.6 * len(reports), 4.2), sharey=True, squeeze=False, layout="constrained"
    )
    batches = sorted({cell["batch"] for _, cells in reports for cell in cells})
    lines = {}
    for axes, (report, cells) in zip(panels[0], reports):
        lines |= draw(axes, report, cells, batches)
    panels[0][0].set_ylabel("milliseconds a token", color=GREY)
    legend = panels[0][-1].legend(
        [lines[batch] for batch in batches], batches, title="texts a call", frameon=False, labelcolor=GREY,
        loc="upper right",
    )
    legend.get_title().set_color(GREY)
    metadata = {"Date": None} if options.output.endswith(".svg") else {}
    figure.savefig(options.output, transparent=True, dpi=200, metadata=metadata)


if __name__ == "__main__":
    main()
