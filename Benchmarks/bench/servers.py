"""The servers that are measured. Each has doors: ports that answer in different ways."""

import os
import subprocess

from . import process
from .http import fetch, wait_for_answer

ARTICLE = "/v1/conditions/back-spasm"
PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peer")


def make_certificate(folder):
    """A certificate and its key, the same for all servers; tells their files."""
    certificate, key = f"{folder}/cert.pem", f"{folder}/key.pem"
    if not os.path.exists(certificate):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
    return certificate, key


class Server:
    """A server that listens on a port for each door that it has.

    `plain` writes no access log, `logged` writes one to a file, `secure` speaks TLS.
    """

    name = ""

    def __init__(self, folder):
        self.folder = folder
        self.ports = {}
        self.processes = {}
        self.log = None         # the file that the door `logged` writes to

    def run(self, door, command, environment=None, path=ARTICLE):
        """Starts the program behind a door; tells the seconds from exec to the first 200."""
        self.processes[door] = process.start(
            command, self.folder, f"{self.name.replace(' ', '-')}-{door}", environment)
        return wait_for_answer(self.ports[door], path, self.processes[door], door == "secure")

    def pids(self, door):
        """The processes behind a door."""
        return process.family(self.processes[door].pid)

    def fields(self, case):
        """The request's fields in a case, with this server's own validator."""
        etag = None
        if any("{etag}" in value for value in case.fields.values()):
            etag = fetch(self.ports[case.door], ARTICLE, secure=case.door == "secure").field("ETag")
        return {name: value.format(etag=etag) for name, value in case.fields.items()}

    def stop(self):
        for started in {id(one): one for one in self.processes.values()}.values():
            process.stop(started)
        self.processes = {}


class Clinic(Server):
    name = "clinic"

    def __init__(self, folder, executable):
        super().__init__(folder)
        self.executable = executable

    def open(self, door, *options):
        self.ports[door] = process.free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CLINIC")}
        return self.run(
            door,
            [self.executable, "serve", "--listen", f"127.0.0.1:{self.ports[door]}",
             "--log-format", "json", "--loops", "1", *options],
            environment)

    def start(self):
        self.open("plain", "--memory", "--access-log", "false")
        self.open("logged", "--memory", "--access-log", "true")
        certificate, key = make_certificate(self.folder)
        self.open(
            "secure", "--memory", "--access-log", "false", "--tls-cert", certificate, "--tls-key", key)
        self.log = f"{self.folder}/clinic-logged.log"


class Nginx(Server):
    """One worker that serves clinic's bytes as static files, one of them compressed beforehand."""

    name = "nginx"

    def __init__(self, folder, plain, compressed):
        super().__init__(folder)
        file = f"{folder}/files{ARTICLE}"
        os.makedirs(os.path.dirname(file), exist_ok=True)
        for path, body in ((file, plain), (file + ".gz", compressed)):
            with open(path, "wb") as output:
                output.write(body)

    def start(self):
        self.ports = {door: process.free_port() for door in ("plain", "logged", "secure")}
        make_certificate(self.folder)
        with open(os.path.join(PEERS, "nginx.conf")) as file:
            text = file.read()
        for name, value in {
                "FOLDER": self.folder, "PLAIN": self.ports["plain"],
                "LOGGED": self.ports["logged"], "SECURE": self.ports["secure"]}.items():
            text = text.replace(f"@{name}@", str(value))
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(text)
        seconds = self.run(
            "plain", ["nginx", "-p", self.folder, "-c", f"{self.folder}/nginx.conf",
                      "-e", f"{self.folder}/nginx-error.log"])
        self.processes["logged"] = self.processes["secure"] = self.processes["plain"]
        self.log = f"{self.folder}/nginx-access.log"
        return seconds


class Loop(Server):
    """The bare loop in C: the same bytes, head and body, by the names that loop.c reads."""

    name = "C loop"

    def __init__(self, folder, answers):
        super().__init__(folder)
        for name, answer in answers.items():
            for part in ("head", "body"):
                with open(f"{folder}/{name}.{part}", "wb") as file:
                    file.write(getattr(answer, part))

    def start(self):
        program = f"{self.folder}/loop"
        subprocess.run(
            [os.environ.get("CC", "cc"), "-O2", "-o", program, os.path.join(PEERS, "loop.c")],
            check=True)
        self.ports = {"plain": process.free_port()}
        return self.run("plain", [program, str(self.ports["plain"]), self.folder])


class Hummingbird(Server):
    """Hummingbird 2 on one event loop, with the bodies ready in memory."""

    name = "Hummingbird 2"

    def __init__(self, folder, executable):
        super().__init__(folder)
        self.executable = executable

    def start(self):
        self.ports = {"plain": process.free_port()}
        return self.run("plain", [self.executable, str(self.ports["plain"]), self.folder])
