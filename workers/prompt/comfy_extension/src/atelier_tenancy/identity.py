"""Who is calling? A tenant's name, signed with a secret that only the worker has."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

TENANT_HEADER = "x-atelier-tenant"
SIGNATURE_HEADER = "x-atelier-signature"
# The worker itself: it owns the socket that hears every prompt, and sees the whole queue.
SYSTEM = "system"

_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_REMEMBERED = 4096


def is_tenant_name(name: object) -> bool:
    """Whether a name may become a directory: no dots, no slashes, no capitals, 63 characters."""
    return isinstance(name, str) and _TENANT.fullmatch(name) is not None


def sign(secret: bytes, tenant: str) -> str:
    """Hex HMAC-SHA256 of `tenant:<name>`; the prefix keeps it from serving any other purpose."""
    return hmac.new(secret, b"tenant:" + tenant.encode("utf-8"), hashlib.sha256).hexdigest()


class Authenticator:
    """Checks the two headers of a request; knows the signatures of recent tenants by heart."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, bytes] = {}

    def tenant_of(self, headers: Mapping[str, str]) -> str | None:
        """The authenticated tenant, or None when a header is missing or wrong."""
        tenant = headers.get(TENANT_HEADER, "")
        if not is_tenant_name(tenant):
            return None
        given = headers.get(SIGNATURE_HEADER, "").encode("utf-8", "surrogateescape")
        return tenant if hmac.compare_digest(self._expected(tenant), given) else None

    def _expected(self, tenant: str) -> bytes:
        known = self._known.get(tenant)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[tenant] = sign(self._secret, tenant).encode("ascii")
        return known
