"""Release builds of what is measured."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def build(package, scratch, product, *options):
    """The release build of a product; tells its path."""
    command = ["swift", "build", "-c", "release", *options,
               "--package-path", package, "--scratch-path", f"{package}/{scratch}"]
    subprocess.run([*command, "--product", product], check=True, stdout=sys.stderr)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return os.path.join(shown.stdout.strip(), product)


def build_clinic():
    """The program as it ships, with Swift's libraries in it."""
    return build(ROOT, ".build-static", "clinic", "--static-swift-stdlib")
