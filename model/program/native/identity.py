"""What programs are told of where objects are: numbers that tell them apart, and nothing of the place."""

from __future__ import annotations

import secrets

_SECRETS = [secrets.randbits(60) for _ in range(4)]
_HALF = (1 << 31) - 1


def disguised(number: int) -> int:
    """Return another number for each number: what tells two objects apart, and nothing of where they are."""
    left, right = number >> 31, number & _HALF
    for secret in _SECRETS:
        left, right = right, left ^ hash((right, secret)) & _HALF
    return left << 31 | right


def revealed(number: int) -> int:
    """Return the number that was `disguised` as this one."""
    left, right = number >> 31, number & _HALF
    for secret in reversed(_SECRETS):
        left, right = right ^ hash((left, secret)) & _HALF, left
    return left << 31 | right
