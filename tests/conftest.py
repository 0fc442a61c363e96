"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

import evacmap
from packages import line_of_three, write_package

if TYPE_CHECKING:
    from pathlib import Path


# No test measures time; where a build must be repeatable, the examples are, too.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")


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
