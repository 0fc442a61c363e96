"""Fixtures shared by all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import evacmap
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def atlas() -> evacmap.Atlas:
    """The shipped atlas; not to be changed."""
    return evacmap.load()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small valid data package that a test may break."""
    return write_package(tmp_path / "package", line_of_three())


@pytest.fixture
def small_atlas(package: Path) -> evacmap.Atlas:
    """The atlas of that package."""
    return evacmap.load(package)
