"""Content credentials in published results: signed with the workspace's certificate, and read back by the library."""

from __future__ import annotations

import datetime
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from studio.errors import ContentError
from studio.pictures.credentials import content_credentials
from tests.bench.corpus import workspace as corpus
from tests.publish.test_downloads import FIRST, built

c2pa = pytest.importorskip("c2pa", reason="the extra 'c2pa' is not installed")
SETTINGS = '[site.credentials]\ncertificate = "chain.pem"\nkey = "key.pem"\n'
KINDS = {".jpg": "image/jpeg", ".avif": "image/avif"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One recipe with one approved pair, and a certificate made for this test."""
    root = corpus(1, tmp_path / "work", side=32)
    chain, key = made_here()
    (root / "content" / "chain.pem").write_bytes(chain)
    (root / "content" / "key.pem").write_bytes(key)
    return root


def made_here() -> tuple[bytes, bytes]:
    """A certificate for e-mail, as C2PA takes it, below a root of its own; and its private key."""
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("Root", "Signer")}
    chain = b"".join(_certificate(name, keys[name], keys["Root"]) for name in ("Signer", "Root"))
    pem, pkcs8, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return chain, keys["Signer"].private_bytes(pem, pkcs8, plain)


def _certificate(name: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey) -> bytes:
    now, is_root = datetime.datetime.now(datetime.UTC), key is signer
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test")])
        for one in (name, "Root")
    )
    usage = x509.KeyUsage(True, False, False, False, False, is_root, is_root, False, False)
    made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(is_root, None), critical=True)
    made = made.add_extension(usage, critical=True)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if not is_root:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def read_back(path: Path) -> tuple[str, list[str], list[dict[str, Any]]]:
    """State, remarks and actions of the credentials in a file, as the library itself reads them."""
    found = json.loads(c2pa.Reader(KINDS[path.suffix], io.BytesIO(path.read_bytes())).json())
    manifest = found["manifests"][found["active_manifest"]]
    actions = next(one["data"]["actions"] for one in manifest["assertions"] if one["label"].startswith("c2pa.actions"))
    return found["validation_state"], [one["code"] for one in found.get("validation_status", [])], actions


def test_every_file_of_a_result_says_how_it_was_edited_and_a_change_breaks_its_signature(root: Path) -> None:
    """In each format; a reader knows no root of ours, and finds nothing else to say."""
    pictures = sorted((built(root, SETTINGS) / "pictures").glob(f"{FIRST}-001-*"))
    assert {path.suffix for path in pictures} == set(KINDS)
    change = json.loads((root / "content" / FIRST / "attempts" / "001.json").read_text())["spec"]["change"]
    for path in pictures:
        state, remarks, actions = read_back(path)
        assert (state, remarks) == ("Valid", ["signingCredential.untrusted"])
        assert [one["action"] for one in actions] == ["c2pa.created", "c2pa.edited", "c2pa.transcoded"]
        assert actions[0]["digitalSourceType"].endswith("/composite")
        assert (actions[1]["description"], actions[1]["softwareAgent"]["name"]) == (change, "Built-in engine")
    (jpeg,) = (path for path in pictures if path.suffix == ".jpg")
    assert content_credentials(jpeg.read_bytes()) == "Recipe Studio"
    spoilt = bytearray(jpeg.read_bytes())
    spoilt[-20] ^= 1
    jpeg.write_bytes(spoilt)
    assert read_back(jpeg)[0] == "Invalid"


def test_a_photograph_a_preview_and_a_site_without_a_certificate_are_not_signed(root: Path) -> None:
    """Nothing is claimed of what the studio did not make, nor of what nobody approved."""
    befores = sorted((built(root, SETTINGS) / "pictures").glob(f"{FIRST}-before-*.jpg"))
    drafts = sorted((built(root, SETTINGS, drafts=True) / "pictures").glob("*.jpg"))
    plain = sorted((built(root) / "pictures").glob("*.jpg"))
    assert befores
    assert drafts
    for path in (*befores, *drafts, *plain):
        assert content_credentials(path.read_bytes()) is None, path.name


def test_another_certificate_signs_every_result_anew(root: Path) -> None:
    """And the same one signs nothing twice: a file keeps its bytes from build to build."""
    first = {path.name: path.read_bytes() for path in (built(root, SETTINGS) / "pictures").glob("*-001-*")}
    assert {path.name: path.read_bytes() for path in (built(root, SETTINGS) / "pictures").glob("*-001-*")} == first
    chain, key = made_here()
    (root / "content" / "chain.pem").write_bytes(chain)
    (root / "content" / "key.pem").write_bytes(key)
    assert not first.keys() & {path.name for path in (built(root, SETTINGS) / "pictures").glob("*-001-*")}


@pytest.mark.parametrize("spoil", ["gone", "no key"])
def test_a_certificate_that_cannot_sign_stops_the_build_and_says_where_it_is_named(root: Path, spoil: str) -> None:
    """Nobody believes a site is signed that is not."""
    key = root / "content" / "key.pem"
    key.unlink() if spoil == "gone" else key.write_text("not a key")
    with pytest.raises(ContentError, match=r"key\.pem: pictures cannot be signed .*\[site\.credentials\]"):
        built(root, SETTINGS)
    assert not (root / "site" / "index.html").exists()


def test_without_the_package_a_build_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is made."""
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(ContentError, match="pip install c2pa-python"):
        built(root, SETTINGS)
