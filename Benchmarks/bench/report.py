"""The tables, in Markdown, so that they can be read and pasted."""

import statistics

from .load import DISTURBED_CORES, median


def table(columns, rows):
    """Prints a table. A column whose name begins with `<` is flush left."""
    names = [name.lstrip("<") for name in columns]
    widths = [max(len(row[i]) for row in [names, *rows]) for i in range(len(names))]
    left = [name.startswith("<") for name in columns]

    def line(cells):
        padded = (cell.ljust(width) if flush else cell.rjust(width)
                  for cell, width, flush in zip(cells, widths, left))
        print("| " + " | ".join(padded) + " |", flush=True)

    line(names)
    print("|" + "|".join(
        "-" * (width + 2) if flush else "-" * (width + 1) + ":"
        for width, flush in zip(widths, left)) + "|")
    for row in rows:
        line(row)
    print(flush=True)


def duration(microseconds):
    if microseconds is None:
        return ""
    if microseconds < 1000:
        return f"{microseconds:.0f} µs"
    return f"{microseconds / 1000:.2f} ms"


def size(count):
    return f"{count / (1 << 20):.1f} MiB"


LOAD_COLUMNS = [
    "<case", "<server", "requests/s", "p50", "p99", "CPU a request", "cores", "rate ÷", "p99 ÷",
    "CPU ÷", "<notes"]


def load_rows(case, samples):
    """A row for each server, and what clinic's rate, p99 and processor time are to it."""
    rows = []
    own = samples.get("clinic")
    for name, taken in samples.items():
        ratios = ["", "", ""]
        if own and name != "clinic":
            ratios = [ratio(own, taken, figure) for figure in ("rate", "p99", "cpu")]
        rows.append([
            case.title if name == "clinic" else "", name,
            f"{median(taken, 'rate'):,.0f}", duration(median(taken, "p50")),
            duration(median(taken, "p99")), f"{median(taken, 'cpu'):.1f} µs",
            f"{median(taken, 'cores'):.2f}", *ratios, notes(taken)])
    return rows


def ratio(own, other, figure):
    """The median of the ratios within a round, so that a machine that grows slower harms neither."""
    pairs = [(getattr(a, figure), getattr(b, figure)) for a, b in zip(own, other)]
    return f"{statistics.median(a / b for a, b in pairs):.2f}" if all(map(all, pairs)) else ""


def notes(samples):
    words = sorted({fault for sample in samples for fault in sample.faults})
    for kind in samples[0].errors:
        count = sum(sample.errors[kind] for sample in samples)
        if count:
            words.append(f"{count:,} {kind} errors")
    others = median(samples, "others")
    if others > DISTURBED_CORES:
        words.append(f"others used {others:.2f} cores")
    return ", ".join(words)
