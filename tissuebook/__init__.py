"""Tissuebook for Python: the launcher of the TypeScript kernel and the prebuilt JupyterLab extension."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tissuebook")
except PackageNotFoundError:  # run from a checkout
    __version__ = "0+checkout"
