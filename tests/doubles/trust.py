"""Whom our HTTP clients trust. To read the list of authorities takes longer than most tests."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """For `verify`."""
    return httpx.create_ssl_context()
