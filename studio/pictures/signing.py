"""Content credentials (C2PA 2.1) put into a picture: signed with the workspace's own certificate, by the extra `c2pa`.

Nothing is asked of a server, so a signature has no trusted time. Importing the library loads 30 MB; only a site with a
certificate does.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from studio import __version__
from studio.errors import ContentError

if TYPE_CHECKING:
    import c2pa

_NEEDS = "Content credentials need one more package. Install it into the same environment: pip install c2pa-python."
_SETTINGS = {"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_after_sign": False}}
"""The file is its own thumbnail; and it is read back by whoever looks, whom the certificate must convince anyway."""


class Certificate(NamedTuple):
    """What pictures are signed with."""

    chain: Path
    """PEM: the certificate, then those that vouch for it, without the root."""
    key: Path
    """PEM: its private key; of the curve P-256 or P-384, of Ed25519, or RSA."""
    mark: str
    """Digest of the chain: another certificate gives other files."""


class Edit(NamedTuple):
    """What is said of the edit."""

    certificate: Certificate
    source_type: str
    """IPTC digital source type, as an address."""
    engine: str
    """What made it, for people."""
    change: str
    """The one thing that was to change, or what kind of edit it is."""

    @property
    def mark(self) -> str:
        """What tells it from other edits, for names of files."""
        return f"{self.certificate.mark} {self[1:]}"


def signed(data: bytes, media_type: str, edit: Edit, *, title: str) -> bytes:
    """A picture with content credentials: made as the source type says, by the edit, and encoded for its page.

    Args:
        data: The file.
        media_type: `image/jpeg`, `image/avif` or `image/webp`.
        edit: What happened.
        title: The file's name.

    Raises:
        ContentError: The package is missing, or the certificate cannot sign.
    """
    library, target = _library(), io.BytesIO()
    try:
        with (
            _signer(edit.certificate) as signer,
            library.Context.from_dict(_SETTINGS) as context,
            library.Builder(_manifest(edit, title), context) as builder,
        ):
            builder.sign(signer, media_type, io.BytesIO(data), target)
    except (library.C2paError, ValueError) as error:
        raise _unfit(edit.certificate, error) from error
    return target.getvalue()


def _manifest(edit: Edit, title: str) -> str:
    agent = {"name": edit.engine}
    actions = [
        {"action": "c2pa.created", "digitalSourceType": edit.source_type, "softwareAgent": agent},
        {"action": "c2pa.edited", "description": edit.change, "softwareAgent": agent},
        {"action": "c2pa.transcoded", "softwareAgent": {"name": "Recipe Studio", "version": __version__}},
    ]
    return json.dumps({
        "claim_generator_info": [{"name": "Recipe Studio", "version": __version__}],
        "title": title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    })  # fmt: skip


def _library() -> Any:  # noqa: ANN401 - an optional package without types
    try:
        import c2pa
    except ImportError as error:
        raise ContentError(_NEEDS) from error
    return c2pa


def _signer(certificate: Certificate) -> c2pa.Signer:
    library, (chain, key, algorithm) = _library(), _read(certificate)
    return library.Signer.from_info(library.C2paSignerInfo(algorithm.encode(), chain, key, None))


def certificate_at(chain: Path, key: Path) -> Certificate:
    """A certificate and its key, which are there and can sign.

    Raises:
        ContentError: They are not, or cannot, or the package is missing.
    """
    _library()
    found = Certificate(chain, key, "")
    return found._replace(mark=hashlib.sha256(_read(found)[0]).hexdigest()[:12])


def _read(certificate: Certificate) -> tuple[bytes, bytes, str]:
    """Chain, key and the name of the signature's algorithm."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        chain, key = certificate.chain.read_bytes(), certificate.key.read_bytes()
        read = load_pem_private_key(key, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _unfit(certificate, error) from error
    if isinstance(read, ec.EllipticCurvePrivateKey):
        return chain, key, {256: "es256", 384: "es384"}.get(read.key_size, "es512")
    if isinstance(read, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        return chain, key, "ps256" if isinstance(read, rsa.RSAPrivateKey) else "ed25519"
    raise _unfit(certificate, "no kind of key that content credentials are signed with")


def _unfit(certificate: Certificate, why: object) -> ContentError:
    return ContentError(
        f"{certificate.chain}, {certificate.key}: pictures cannot be signed with these ({why}). Name the "
        "certificate with its chain, and its private key, under [site.credentials]."
    )
