#!/usr/bin/env python3
"""Draws speed.svg: throughput and peak memory of Fledge beside PyTorch, from the tables of docs/benchmarks.md.

Usage: plot_speed.py > ../docs/figures/speed.svg
"""

# Each panel: title, unit, and bars of name, value and the number that the label shows.
PANELS = [
    # Benchmarks/Peers/compare training --model MINILM --train train.tsv --rounds 3 --steps 60
    ("Fine-tuning, examples per second", [("PyTorch fp32", 45.7), ("Fledge fp32", 45.7 * 8.21), ("Fledge bf16", 45.7 * 10.61)]),
    # Benchmarks/Peers/compare encoding --model MINILM --rounds 3 --passes 1 --limit 2500
    #   --precisions fp32,bf16,int8 test.tsv dev.tsv
    (
        "Embedding, tokens per second",
        [("PyTorch fp32", 6700), ("Fledge fp32", 6700 * 2.46), ("Fledge bf16", 6700 * 5.06), ("Fledge int8", 6700 * 8.24)],
    ),
    # the same, peak resident memory
    ("Memory while embedding, MB", [("PyTorch fp32", 566), ("Fledge fp32", 146), ("Fledge bf16", 173), ("Fledge int8", 166)]),
]
WIDTH, LABEL, ROW, GAP, TOP = 760, 110, 20, 34, 28


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.0f}"


def main():
    rows = sum(len(bars) for _, bars in PANELS)
    height = rows * ROW + len(PANELS) * GAP + TOP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">')
    print("<title>Speed and memory of Fledge beside PyTorch on two cores</title>")
    print(
        "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.p{fill:#9aa4af}.f{fill:#e8632b}"
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.p{fill:#6e7781}}</style>"
    )
    y = TOP - 8
    for title, bars in PANELS:
        print(f'<text class="t" x="0" y="{y}">{title}</text>')
        y += 8
        longest = max(value for _, value in bars)
        base = bars[0][1]
        for name, value in bars:
            width = (WIDTH - LABEL - 150) * value / longest
            style = "p" if name.startswith("PyTorch") else "f"
            ratio = "" if value == base else f"  ({value / base:.1f}×)" if value > base else f"  ({value / base:.2f}×)"
            print(f'<text x="0" y="{y + 14}">{name}</text>')
            print(f'<rect class="{style}" x="{LABEL}" y="{y + 3}" width="{width:.1f}" height="{ROW - 6}" rx="2"/>')
            print(f'<text x="{LABEL + width + 6:.1f}" y="{y + 14}">{number(value)}{ratio}</text>')
            y += ROW
        y += GAP - 8
    print("</svg>")


main()
