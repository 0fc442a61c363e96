"""The house itself: what a newcomer gets, and that the rules are kept."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import evacmap

ROOT = Path(__file__).resolve().parents[1]


def modules() -> list[str]:
    return [
        m.name for m in pkgutil.walk_packages(evacmap.__path__, "evacmap.") if not m.name.endswith("__main__")
    ]


@pytest.mark.parametrize("name", modules())
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_every_public_name_exists_and_is_documented() -> None:
    for name in evacmap.__all__:
        assert getattr(evacmap, name).__doc__, name
    with pytest.raises(AttributeError):
        evacmap.nonsense  # noqa: B018


def test_no_module_is_too_long() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.js")]
    assert len(sources) > 15
    too_long = {str(path): n for path in sources if (n := len(path.read_text("utf-8").splitlines())) > 500}
    assert not too_long


def test_the_wheel_builds_the_map_outside_the_repository(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    assert (site / "evacmap" / "data" / "routes" / "places.csv").is_file()
    environment = {**os.environ, "PYTHONPATH": str(site)}
    script = "import evacmap; print(evacmap.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert where.stdout.startswith(str(site))
    done = subprocess.run(
        [sys.executable, "-m", "evacmap", "build", "--out", "here"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "evacmap.html").is_file()


@pytest.mark.parametrize(
    "document", ["README.md", "docs/architecture.md", "CONTRIBUTING.md", "data/routes/README.md"]
)
def test_links_in_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert not missing


def test_the_readme_example_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        subprocess.run(
            [sys.executable, "-c", block],
            check=True,
            capture_output=True,
            cwd=os.environ.get("TMPDIR", "/tmp"),
        )


def test_commands_named_in_documents_exist() -> None:
    known = set(
        subprocess.run(
            [sys.executable, "-m", "evacmap", "--help"], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    for document in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/routes/README.md"):
        text = (ROOT / document).read_text("utf-8")
        used = set(re.findall(r"^ {4,}evacmap ([a-z]+)", text, re.MULTILINE)) | set(
            re.findall(r"`evacmap ([a-z]+)", text)
        )
        assert used <= known, (document, used - known)
