"""Tissuebook for Python: views and models of the library, the launcher of the TypeScript kernel, the JupyterLab extension.

`tissuebook.spatial_view(adata, color="phenotype")` shows a tissue, `tissuebook.zoo.create("squint").fit(adata)` trains a model.
What is asked runs in a Node process beside Python; nothing is started or imported before the first call.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import zoo as zoo
    from .api import *  # noqa: F403
    from .bridge import TissuebookError as TissuebookError

    __version__: str


def _version() -> str:
    # Half of what Python does when a kernel starts, were it imported above.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tissuebook")
    except PackageNotFoundError:  # run from a checkout
        return "0+checkout"


def __getattr__(name: str) -> object:
    # The launcher of the kernel imports this package too, and needs none of it.
    if name == "__version__":
        return _version()
    if name == "zoo":
        return import_module(".zoo", __name__)
    if name == "TissuebookError":
        return import_module(".bridge", __name__).TissuebookError
    # A module of the package is not looked for among functions: that would load numpy for every start of the kernel.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is None:
        found = getattr(import_module(".api", __name__), name, None)
        if found is not None:
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    api = import_module(".api", __name__)
    return sorted([*globals(), "zoo", "TissuebookError", *(name for name in vars(api) if not name.startswith("_"))])
