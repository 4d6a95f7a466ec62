"""Processes that the benchmark starts: their ports, their time, their memory, and their end."""

import os
import signal
import socket
import subprocess
import time

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

# How long a run may still wait for a quiet machine.
patience_seconds = 180.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, folder, name, environment=None):
    """Starts a server with its output in FOLDER/NAME.log."""
    with open(f"{folder}/{name}.log", "wb") as log:
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)


def stop(process, most_seconds=10):
    """Ends a process that `start` started, and its children by its own means."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(most_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def family(pid):
    """A process and its children."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid, *map(int, file.read().split())]


def cpu_seconds(pids):
    """The processor time that the processes have used, to 10 ms."""
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_A_SECOND


def memory_bytes(pids, line):
    """The sum of a line of /proc/PID/status, such as VmRSS."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as file:
            for text in file:
                if text.startswith(line + ":"):
                    total += int(text.split()[1]) * 1024
    return total


def machine_busy_seconds():
    """The processor time that the whole machine has used, stolen time included."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _wait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS_A_SECOND


def wait_for_quiet():
    """Waits until others use less than a fifth of a core, in all a few minutes at most."""
    global patience_seconds
    begun = time.monotonic()
    while time.monotonic() - begun < patience_seconds:
        before = machine_busy_seconds()
        time.sleep(0.25)
        if machine_busy_seconds() - before < 0.05:
            break
    patience_seconds -= max(time.monotonic() - begun - 0.25, 0)
