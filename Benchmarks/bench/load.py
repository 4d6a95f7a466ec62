"""Load from wrk or ab, in rounds that go around the servers, and what came of it."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from . import process
from .http import fetch
from .servers import ARTICLE

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "load", "wrk.lua")

# A round in which others used more than this of a core is taken again, a few times.
DISTURBED_CORES = 0.15
RETRIES = 3


@dataclass
class Case:
    """One way to ask. `{etag}` in a field stands for the validator of the server that is asked."""

    name: str
    connections: int
    fields: dict = field(default_factory=dict)
    status: int = 200
    depth: int = 1
    door: str = "plain"
    path: str = ARTICLE
    tool: str = "wrk"
    threads: int = 1

    @property
    def title(self):
        plural = "s" if self.connections > 1 else ""
        return f"{self.name}, {self.connections} connection{plural}"


@dataclass
class Sample:
    """One round on one server."""

    rate: float             # requests a second
    p50: float              # microseconds; wrk cannot tell for pipelined requests: None
    p99: float
    cpu: float              # the server's processor time for a request, in microseconds
    cores: float            # the server's processor time a second
    others: float           # what neither the server nor wrk used, in cores
    errors: dict            # wrk's counts of what went wrong, by kind
    faults: list            # what else went wrong, in words


def own_cpu_seconds():
    """The processor time of this program's finished children and its own."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)))


def one_round(server, case, seconds):
    fields = server.fields(case)
    expected = fetch(server.ports[case.door], case.path, fields, case.door == "secure")
    answer_bytes = len(expected.head) + len(expected.body)
    pids = server.pids(case.door)
    log_bytes = os.path.getsize(server.log) if case.door == "logged" else 0
    before = process.cpu_seconds(pids), own_cpu_seconds(), process.machine_busy_seconds(), time.monotonic()
    figures = TOOLS[case.tool](server.ports[case.door], case, fields, seconds)
    after = process.cpu_seconds(pids), own_cpu_seconds(), process.machine_busy_seconds(), time.monotonic()
    served, loaded, busy, wall = (b - a for a, b in zip(before, after))

    errors = {kind: figures[kind] for kind in ("connect", "read", "write", "timeout", "status")}
    faults = []
    if expected.status != case.status:
        faults.append(f"answers {expected.status}")
    elif not 0.9 < figures["bytes"] / max(figures["requests"], 1) / answer_bytes < 1.1:
        faults.append("answers of another size")
    if case.door == "logged":
        dropped = figures["requests"] - log_lines(server.log, log_bytes)
        if dropped > 0:
            faults.append(f"{dropped / figures['requests']:.1%} of the log's lines dropped")
    measurable = case.depth == 1
    return Sample(
        rate=figures["requests"] / figures["microseconds"] * 1e6,
        p50=figures["p50"] if measurable else None, p99=figures["p99"] if measurable else None,
        cpu=served / max(figures["requests"], 1) * 1e6,
        cores=served / wall, others=max(busy - served - loaded, 0) / wall,
        errors=errors, faults=faults)


def address(port, case):
    return f"{'https' if case.door == 'secure' else 'http'}://127.0.0.1:{port}{case.path}"


def wrk(port, case, fields, seconds):
    command = ["wrk", f"-t{case.threads}", f"-c{case.connections}", f"-d{seconds}s", "-s", SCRIPT]
    for name, value in fields.items():
        command += ["-H", f"{name}: {value}"]
    run = subprocess.run(
        [*command, address(port, case)],
        env={**os.environ, "PIPELINE": str(case.depth)}, capture_output=True, text=True)
    lines = [line for line in run.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"wrk says no figures:\n{run.stdout}{run.stderr}")
    return json.loads(lines[-1])


def ab(port, case, fields, seconds):
    """Load from ab: one request a connection, and with TLS a whole handshake, as it resumes none."""
    with tempfile.NamedTemporaryFile("r", suffix=".csv") as table:
        command = ["ab", "-q", f"-c{case.connections}", f"-t{seconds}", "-n10000000", f"-e{table.name}"]
        for name, value in fields.items():
            command += ["-H", f"{name}: {value}"]
        run = subprocess.run(
            [*command, address(port, case)], capture_output=True, text=True)
        told = dict(line.split(":", 1) for line in run.stdout.splitlines() if ":" in line)
        try:
            percentiles = dict(line.strip().split(",") for line in table if line[0].isdigit())
            return {
                "requests": int(told["Complete requests"]),
                "microseconds": float(told["Time taken for tests"].split()[0]) * 1e6,
                "bytes": int(told["Total transferred"].split()[0]),
                "p50": float(percentiles["50"]) * 1000, "p99": float(percentiles["99"]) * 1000,
                "connect": 0, "read": int(told["Failed requests"]), "write": 0, "timeout": 0,
                "status": int(told.get("Non-2xx responses", 0))}
        except (KeyError, ValueError) as error:
            raise RuntimeError(f"ab says no figures:\n{run.stdout}{run.stderr}") from error


TOOLS = {"wrk": wrk, "ab": ab}


def log_lines(path, start):
    """The lines written since the file had so many bytes; what is still held comes within a second."""
    time.sleep(1)
    with open(path, "rb") as file:
        file.seek(start)
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def measure(case, servers, rounds, seconds):
    """The samples of each server that has the door, by its name, in rounds that go around them."""
    servers = [server for server in servers if case.door in server.ports]
    samples = {server.name: [] for server in servers}
    for number in range(rounds):
        turn = number % len(servers)
        for server in servers[turn:] + servers[:turn]:
            for _ in range(1 + RETRIES):
                process.wait_for_quiet()
                sample = one_round(server, case, seconds)
                if sample.others <= DISTURBED_CORES:
                    break
            samples[server.name].append(sample)
            print(f"{case.title}: {server.name} {sample.rate:,.0f}/s", file=sys.stderr)
    return samples


def median(samples, name):
    values = [getattr(sample, name) for sample in samples]
    return None if None in values else statistics.median(values)
