"""The notebook runs as it stands."""

import ast
import json
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "notebooks/portfolio.ipynb"


def test_the_notebook_runs_as_it_stands(sail, tmp_path, monkeypatch):
    monkeypatch.setenv("ATTAIN_FOLDER", str(tmp_path))
    names, shown = {"spark": sail}, []
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            # What only a notebook knows: here the package is installed.
            source = "".join(cell["source"]).replace("%pip", "raise ImportError #")
            *before, last = ast.parse(source).body
            is_shown = isinstance(last, ast.Expr)
            exec(
                compile(ast.Module(before if is_shown else [*before, last], []), "cell", "exec"),
                names,
            )
            if is_shown:
                shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    counts, worst, chart, now = shown
    assert counts["levels"] > 0 and counts["portfolio"] == 30
    assert len(worst) == 20 and worst["light"][0] == "red"
    assert "<svg" in chart._repr_svg_() and "act now" in chart._repr_svg_()
    assert len(now) and set(now["urgency"]) == {"now"}
