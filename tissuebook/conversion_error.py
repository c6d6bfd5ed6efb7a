"""The error of `tissuebook convert`."""


class ConversionError(Exception):
    """Why a file cannot be converted, as a sentence."""
