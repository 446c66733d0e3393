import hashlib
import hmac

import pytest

from atelier_tenancy.identity import Authenticator, is_tenant_name, sign

SECRET = b"00112233445566778899aabbccddeeff"


def _headers(tenant, signature=None):
    return {
        "x-atelier-tenant": tenant,
        "x-atelier-signature": sign(SECRET, tenant) if signature is None else signature,
    }


def test_the_signature_is_what_the_worker_computes():
    expected = hmac.new(SECRET, b"tenant:alice", hashlib.sha256).hexdigest()
    assert sign(SECRET, "alice") == expected


def test_a_signed_tenant_is_accepted_again_and_again():
    authenticator = Authenticator(SECRET)
    assert [authenticator.tenant_of(_headers("alice")) for _ in range(2)] == ["alice"] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-atelier-tenant": "alice"},
        _headers("alice", ""),
        _headers("alice", sign(SECRET, "bob")),
        _headers("alice", sign(b"other", "alice")),
        _headers("alice", sign(SECRET, "alice").upper()),
        _headers("alice", "é" * 64),
        _headers("alice", "\udcff"),
    ],
)
def test_anything_else_is_nobody(headers):
    assert Authenticator(SECRET).tenant_of(headers) is None


@pytest.mark.parametrize("name", ["a", "0", "user-1_x", "a" * 63, "0123456789abcdef" * 2, "system"])
def test_names_that_may_become_directories(name):
    assert is_tenant_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "A", "-a", "_a", "a" * 64, "a\n", "ä", "a b", "a\0", None, 7]
)
def test_names_that_may_not(name):
    assert not is_tenant_name(name)
