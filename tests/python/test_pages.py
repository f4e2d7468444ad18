"""What docs/python.md and the notebooks show runs as written, each from a folder of its own."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(os.environ["ROOT"])


def blocks(page):
    """The Python of a page."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def cells(notebook):
    """The code of a notebook, cell by cell."""
    book = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


class Pages(unittest.TestCase):
    def execute(self, name, texts):
        """Runs texts one after another in one process, as a kernel does."""
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "script.py"
            script.write_text("".join(f"# {name}, part {k}\n{text.rstrip()}\n"
                                      for k, text in enumerate(texts)), encoding="utf-8")
            done = subprocess.run([sys.executable, "-W", "error::DeprecationWarning:__main__",
                                   str(script)], cwd=folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, f"{name}:\n{done.stdout}\n{done.stderr}")
            return done.stdout, {file.name: file.stat().st_size for file in Path(folder).iterdir()}

    def test_ten_lines_run_200_worlds_and_draw_a_fan(self):
        first = blocks(ROOT / "docs" / "python.md")[0]
        self.assertLessEqual(len(first.strip().splitlines()), 10)
        self.assertIn(", 200)", first)
        said, files = self.execute("docs/python.md", [first])
        self.assertIn("2030", said)
        self.assertGreater(files["fan.png"], 5000)

    def test_the_page(self):
        texts = blocks(ROOT / "docs" / "python.md")
        self.assertGreater(len(texts), 5)
        said, _ = self.execute("docs/python.md", [texts[0].replace("200", "5"), *texts[1:]])
        self.assertIn("did you mean 'expectations.neglect'", said)

    def test_the_notebooks(self):
        notebooks = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
        self.assertEqual(len(notebooks), 3)
        for notebook in notebooks:
            with self.subTest(notebook.name):
                said, _ = self.execute(notebook.name, cells(notebook))
                self.assertTrue(said)

    def test_notebooks_are_stored_without_results(self):
        for notebook in (ROOT / "docs" / "notebooks").glob("*.ipynb"):
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
                self.assertFalse(cell.get("outputs"), notebook.name)
                self.assertIsNone(cell.get("execution_count"), notebook.name)


if __name__ == "__main__":
    unittest.main()
