#!/usr/bin/python3
# Draws what webhookd-bench measured as SVG: throughput.svg, growth.svg and freshness.svg, each if its figures are there.
# The same figures give the same bytes.
#   bench/plot.py build/release/bench.json FOLDER
# By Debian's Python and matplotlib (scripts/packages), hence the path above.

import json
import statistics
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

# Each has a contrast of at least 4 on white and on GitHub's dark #0d1117, so that one picture serves both.
TEXT = "#767b83"
OURS = "#1f7fd0"
PEER = "#b86a1b"
LIMIT = "#787d85"
LINES = [("#1f7fd0", "o"), ("#b86a1b", "s"), ("#2a8a4a", "^")]

plt.rcParams.update({
    "svg.hashsalt": "openboxes-webhooks",
    "font.size": 12,
    "font.family": "DejaVu Sans",  # matplotlib brings it
    "figure.figsize": (8, 3.6),
    "figure.constrained_layout.use": True,
    "savefig.transparent": True,
    "text.color": TEXT,
    "axes.edgecolor": TEXT,
    "axes.labelcolor": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.titlesize": 13,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
})


def figures_of(measured, case):
    """The values of each figure, by name; empty when the case was not run."""
    return {figure["name"]: figure["values"] for figure in measured["cases"].get(case, {}).get("figures", [])}


def origin(measured):
    machine = measured["machine"]
    return f"{machine['processor'].strip()}, {machine['processors']} processors, {measured['date'][:10]}"


def save(folder, name, figure, title, note):
    figure.suptitle(title, x=0.01, ha="left")
    figure.supxlabel(note, fontsize=9, x=0.01, ha="left")
    figure.savefig(folder / name, metadata={"Date": None})
    plt.close(figure)


def draw_throughput(measured, folder):
    values = figures_of(measured, "peers")
    if not values:
        return
    colors = {"openboxes-webhookd": OURS, "HTTP alone": LIMIT, "SQLite alone": LIMIT}
    names = sorted(values, key=lambda name: statistics.median(values[name]))
    middles = [statistics.median(values[name]) for name in names]
    reach = [[middle - min(values[name]) for name, middle in zip(names, middles)],
             [max(values[name]) - middle for name, middle in zip(names, middles)]]
    figure, axes = plt.subplots()
    edges = [colors.get(name, PEER) for name in names]
    faces = ["none" if edge == LIMIT else edge for edge in edges]
    axes.barh(names, middles, height=0.62, color=faces, edgecolor=edges)
    axes.errorbar(middles, names, xerr=reach, fmt="none", ecolor=TEXT, elinewidth=1.5, capsize=4)
    for place, name in enumerate(names):
        axes.annotate(f"{middles[place]:,.0f}/s", (max(values[name]), place), xytext=(8, 0), textcoords="offset points",
                      va="center", weight="bold" if colors.get(name) == OURS else "normal")
    axes.set_xlim(0, 1.18 * max(map(max, values.values())))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(axis="y", length=0)
    turns = len(values[names[0]])
    save(folder, "throughput.svg", figure, "Webhooks per second: backlog of 1 KiB each, signed, 50 in flight, durable",
         f"Median, smallest and largest of {turns} turns. Outlined: the limits. {origin(measured)}")


def draw_growth(measured, folder):
    # Figures are called by size and axis: "1000 entities".
    axes_of = {}
    for name, values in figures_of(measured, "growth").items():
        size, axis = name.split(" ", 1)
        axes_of.setdefault(axis, []).append((int(size), statistics.median(values)))
    if not axes_of:
        return
    figure, axes = plt.subplots()
    for (axis, points), (color, marker) in zip(axes_of.items(), LINES):
        axes.plot(*zip(*points), color=color, marker=marker, markersize=7, linewidth=2, label=axis)
    axes.set_xscale("log")
    axes.set_ylim(0, 1.08 * max(middle for points in axes_of.values() for _, middle in points))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False, loc="lower left", ncols=len(axes_of))
    save(folder, "growth.svg", figure, "Webhooks per second while something else grows", f"Medians. {origin(measured)}")


def draw_freshness(measured, folder):
    # Figures are called "60 depots, 2000/day, 50/min, with feeds: mean".
    colors = {"first release": ("#b03a3a", "x"), "fair turns": (PEER, "s"), "best fixed": (LIMIT, "^"),
              "without feeds": ("#2a8a4a", "D"), "with feeds": (OURS, "o")}
    points = {schedule: [] for schedule in colors}
    for name, values in figures_of(measured, "freshness").items():
        setting, _, what = name.partition(": ")
        parts = setting.split(", ")
        if what == "mean" and parts[1:3] == ["2000/day", "50/min"] and parts[-1] in points:
            points[parts[-1]].append((int(parts[0].split()[0]), values[0]))
    if not any(points.values()):
        return
    figure, axes = plt.subplots()
    for schedule, (color, marker) in colors.items():
        if points[schedule]:
            axes.plot(*zip(*sorted(points[schedule])), color=color, marker=marker, markersize=7, linewidth=2,
                      label=schedule)
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticks = [(1, "1 s"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3600, "1 h"), (36000, "10 h")]
    axes.set_yticks([place for place, _ in ticks], [text for _, text in ticks])
    axes.minorticks_off()
    sizes = sorted({size for line in points.values() for size, _ in line})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.set_xlabel("facilities")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    save(folder, "freshness.svg", figure, "From a change in OpenBoxes to its event, on average",
         "Shipped, received, adjusted; 2,000 changes a day in all, 50 requests a minute. Virtual time. "
         f"{measured['date'][:10]}")


def main():
    measured = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    draw_throughput(measured, folder)
    draw_growth(measured, folder)
    draw_freshness(measured, folder)


if __name__ == "__main__":
    main()
