"""Containers that Python frees one within the other, however deep, until the stack ends: of our own it does not.

What is freed is a class of Python code, of which Python itself puts off those that are too deep.
"""

from __future__ import annotations

import collections
from typing import Any


class deque(collections.deque[Any]):
    """A queue with two ends."""

    __slots__ = ()


class defaultdict(collections.defaultdict[Any, Any]):
    """A dictionary that makes what it does not have."""

    __slots__ = ()


PLAIN = {collections.deque: deque, collections.defaultdict: defaultdict}
"""By the classes of Python, ours. PyTorch has some of Python's."""
for _class in PLAIN.values():
    _class.__module__ = "collections"
