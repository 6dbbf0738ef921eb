"""Passwords, with argon2id; tokens, random and kept as hashes only."""

import hashlib
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from customhouse.kernel.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 200
_hasher = PasswordHasher()
# One hash takes 64 MiB: a flood of log-ins must queue rather than fill the memory.
_turns = threading.BoundedSemaphore(2)


def check_strength(password: str) -> None:
    """Raises `Invalid` for a password that is too short, too long, or one character repeated."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or len(set(password)) < 4:
        message = f"use {MIN_LENGTH} to {MAX_LENGTH} characters, at least 4 of them different"
        raise Invalid.one("password", "weak_password", message)


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


@cache
def _nobody() -> str:
    """Compared against when there is no such user, so that the answer takes as long as for a real one."""
    return _hasher.hash(secrets.token_urlsafe())


def matches(password_hash: str | None, password: str) -> bool:
    with _turns:
        try:
            return _hasher.verify(password_hash or _nobody(), password[:MAX_LENGTH]) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
