"""What goes wrong is an exception with the text and the exit code of the command line."""

from __future__ import annotations


class AttainError(Exception):
    """`exit_code` is the one with which `attain run` would end."""

    exit_code = 1


class InternalError(AttainError):
    """A fault of the program itself."""

    exit_code = 1


class ConfigurationError(AttainError):
    """The pipeline, a programme, a table of companies, or what was asked for."""

    exit_code = 2


class InputError(AttainError):
    """An input that is missing, of a wrong type, or has more rejects than it may."""

    exit_code = 3


class LockedError(AttainError):
    """Another run is at work."""

    exit_code = 5


class OutputError(AttainError):
    """What cannot be written."""

    exit_code = 6


_ALL = (InternalError, ConfigurationError, InputError, LockedError, OutputError)


def of_code(exit_code: int) -> type[AttainError]:
    """The exception for an exit code."""
    return next((kind for kind in _ALL if kind.exit_code == exit_code), AttainError)
