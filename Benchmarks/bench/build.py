"""Release builds of what is measured."""

import os
import subprocess
import sys


def build(package, scratch, product, *options):
    """The release build of a product; tells its path."""
    command = ["swift", "build", "-c", "release", *options,
               "--package-path", package, "--scratch-path", f"{package}/{scratch}"]
    subprocess.run([*command, "--product", product], check=True, stdout=sys.stderr)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return os.path.join(shown.stdout.strip(), product)
