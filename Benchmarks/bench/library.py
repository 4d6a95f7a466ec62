"""A library of a size, made of the starter library and copies of one of its conditions."""

import os
import shutil


def write_library(starter, target, count):
    """Copies the content directory and adds conditions until there are COUNT."""
    shutil.copytree(starter, target)
    conditions = f"{target}/en/conditions"
    with open(f"{conditions}/back-spasm.yaml") as file:
        text = file.read()
    for number in range(1, count - len(os.listdir(conditions)) + 1):
        with open(f"{conditions}/back-spasm-{number}.yaml", "w") as file:
            file.write(text.replace("name: Back spasm\n", f"name: Back spasm {number}\n", 1))
