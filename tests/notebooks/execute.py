"""Executes notebooks/analytics.ipynb, as tests need it."""
import os
import pathlib

import nbclient
import nbformat

NOTEBOOK = pathlib.Path(__file__).resolve().parents[2] / "notebooks" / "analytics.ipynb"


def execute(folder, target):
    """What it prints, and how many pictures it draws."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "the notebook is kept without its answers"
    os.environ.update({"JUPYTER_PLATFORM_DIRS": "1", "SPARKIFY_TO": target})
    try:
        nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    finally:
        del os.environ["SPARKIFY_TO"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    text = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    return text, sum("image/png" in output.get("data", {}) for output in outputs)
