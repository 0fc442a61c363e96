"""Writing files so that a failure leaves the old one whole."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from evacmap.errors import CannotWrite

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replace_when_done(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; move it over `path` when the block ends well.

    For libraries that want to open the file themselves. If the block raises, the temporary file is removed
    and `path` stays as it was.

    Parameters
    ----------
    path
        The file to write. Missing parent folders are made.

    Yields
    ------
    pathlib.Path
        Where to write, in the same folder and with the same suffix as `path`.

    Raises
    ------
    CannotWrite
        If the folder cannot be made, the disk is full, the target is a folder, and the like.
    """
    target = Path(path)
    temporary: Path | None = None
    try:
        if target.is_dir():
            raise CannotWrite(f"Cannot write {target}: it is a folder. Give the name of a file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        # mkstemp gives 0600; a finished map is meant to be read by others, as any new file would be.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        temporary = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite(
            f"Cannot write {target}: {reason}. The previous file, if any, is unchanged."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def atomic_write(path: str | Path) -> Iterator[TextIO]:
    r"""Open a text file (UTF-8, ``\n``) that appears under `path` only when the block ends well.

    Parameters
    ----------
    path
        The file to write. Missing parent folders are made.

    Yields
    ------
    file
        A text file open for writing.

    Raises
    ------
    CannotWrite
        See `replace_when_done`.
    """
    with replace_when_done(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
