"""One HTTP request on a socket of its own, with the answer's bytes as they came."""

import socket
import ssl
import time
from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes

    def field(self, name):
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return None


def fetch(port, path, fields=None, secure=False, timeout=10):
    """GET without `Connection: close`, so that the head is the one of a connection that is kept."""
    context = ssl._create_unverified_context() if secure else None
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in (fields or {}).items()]
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.settimeout(timeout)
        if context:
            connection = context.wrap_socket(connection)
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += receive(connection)
        head, _, body = received.partition(b"\r\n\r\n")
        answer = Answer(int(head.split(b" ")[1]), head + b"\r\n\r\n", body)
        length = 0 if answer.status == 304 else int(answer.field("Content-Length") or 0)
        while len(answer.body) < length:
            answer.body += receive(connection)
        return answer


def receive(connection):
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection within an answer")
    return data


def wait_for_answer(port, path, process, secure=False, most_seconds=30):
    """Asks until the answer is 200; tells the seconds since the call."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < most_seconds:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with status {process.returncode}")
        try:
            if fetch(port, path, secure=secure).status == 200:
                return time.perf_counter() - begun
        except (ConnectionError, TimeoutError, ssl.SSLError):
            pass
        time.sleep(0.0005)
    raise RuntimeError(f"{process.args[0]} does not answer 200 on port {port}")
