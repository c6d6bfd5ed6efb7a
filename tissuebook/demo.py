"""The walkthroughs that the package carries, copied to where a person can run and change them."""

from __future__ import annotations

import shutil
from pathlib import Path

from .runtime import PACKAGE, LaunchError


def walkthroughs() -> list[Path]:
    """All of them, in their order: those of the installed package, or of the checkout that this file belongs to."""
    for folder in (PACKAGE.parent / "notebooks", PACKAGE / "notebooks"):
        found = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
        if found:
            return found
    raise LaunchError("The walkthroughs are missing; reinstall tissuebook.")


def take(name: str, folder: Path | None = None) -> Path:
    """Copies the first walkthrough whose name contains `name` into the folder, the current one unless given.

    A copy that is there already is kept, with what its reader changed.
    """
    known = walkthroughs()
    chosen = next((path for path in known if name.lower() in path.stem), None)
    if chosen is None:
        raise LaunchError(f'There is no walkthrough "{name}", only {", ".join(path.stem for path in known)}.')
    target = (folder or Path.cwd()) / chosen.name
    if not target.exists():
        try:
            shutil.copyfile(chosen, target)
        except OSError as error:
            raise LaunchError(f"{target} could not be written ({error.strerror}): go to a folder of your own.") from error
    return target
