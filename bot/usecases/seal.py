"""Seals: encryption with keys derived from the bot's own, one for each purpose, so that none opens what another closed."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.settings import Settings


def seal(settings: Settings, purpose: str) -> MultiFernet:
    """Give the seal of a purpose. The newest key closes; all of them open, so that a key can be replaced."""
    return MultiFernet(seals_of(settings.secret_keys, purpose))


def seals_of(keys: Iterable[str], purpose: str) -> list[Fernet]:
    """Give the seal of a purpose by each key alone."""
    return [Fernet(_derived(key, purpose)) for key in keys]


def _derived(key: str, purpose: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"portevoix {purpose}".encode())
    return urlsafe_b64encode(derived.derive(key.encode()))
