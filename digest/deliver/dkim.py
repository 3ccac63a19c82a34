"""DKIM signatures (RFC 6376, RFC 8463) of messages in parts, for those whose relay does not sign. It fetches no keys.

Headers and body are canonicalised as relaxed/relaxed. Nothing is signed partially: there is no `l=`.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from digest.model.delivery import Message
from digest.model.errors import Misconfigured

SIGNED = (  # in this order; those that a message has
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Language",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Help",
    "List-Owner",
    "List-Archive",
    "List-Post",
    "Auto-Submitted",
    "Feedback-ID",
    "CFBL-Address",
    "CFBL-Feedback-ID",
)
# Named once more than they occur, so that nobody can add another (RFC 6376 §8.15).
OVERSIGNED = ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post")
_SIGNED_AS = {name.lower(): name for name in SIGNED}
LEAST_BITS = 2048  # of an RSA key; receivers distrust shorter ones
_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n)")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_EMPTY_LINES = re.compile(rb"(?:\r\n)*\Z")
_CACHED = 1000  # octets; shorter parts are mostly a reader's own
_WIDTH = 72  # characters of base64 in a line

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
KINDS: Mapping[str, Callable[[], PrivateKey]] = {
    "rsa": lambda: generate_private_key(public_exponent=65537, key_size=LEAST_BITS),
    "ed25519": Ed25519PrivateKey.generate,
}


@dataclass(frozen=True, slots=True)
class Signer:
    """A key, and where its public half stands in the DNS: `selector`._domainkey.`domain`."""

    domain: str
    selector: str
    key: PrivateKey

    @property
    def algorithm(self) -> str:
        """The tag `a=`."""
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """The TXT record that receivers look up (RFC 6376 §3.6.1)."""
        public = self.key.public_key()
        if isinstance(self.key, RSAPrivateKey):
            octets = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
            return f"v=DKIM1; k=rsa; p={b64encode(octets).decode('ascii')}"
        octets = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={b64encode(octets).decode('ascii')}"

    def sign(self, data: bytes) -> bytes:
        """The signature over canonical headers (RFC 6376 §3.7; RFC 8463 §3 signs their hash)."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), hashes.SHA256())
        return self.key.sign(hashlib.sha256(data).digest())


def load(domain: str, selector: str, pem: bytes) -> Signer:
    """The signer with the private key in `pem`. Raises Misconfigured."""
    where = f"The DKIM key {selector}"
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise Misconfigured(f"{where} is no private key in PEM without a password: {error}") from error
    if isinstance(key, RSAPrivateKey) and key.key_size < LEAST_BITS:
        raise Misconfigured(f"{where} has {key.key_size} bits; receivers want at least {LEAST_BITS}.")
    if not isinstance(key, (RSAPrivateKey, Ed25519PrivateKey)):
        raise Misconfigured(f"{where} is neither an RSA nor an Ed25519 key.")
    return Signer(domain, selector, key)


def generate(domain: str, selector: str, kind: str) -> Signer:
    """A new key of one of `KINDS`."""
    return Signer(domain, selector, KINDS[kind]())


def written(signer: Signer) -> bytes:
    """The private key as a file keeps it (PEM, PKCS #8)."""
    return signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signed(message: Message, signers: Sequence[Signer]) -> Message:
    """`message` with a signature by each of `signers`; its own parts stay as they are."""
    if not signers:
        return message
    shared, own, body = _split([part for part in message.parts if part])
    headers = _shared_headers(shared) | _canonical_headers(own)
    names = tuple(name for name in SIGNED if name in headers)
    data = b"".join([headers[name] for name in names])
    body_hash = b64encode(_body_hash(body))
    added = [_header(signer, names, body_hash, data) for signer in signers]
    return replace(message, parts=(*added, *message.parts))


def _header(signer: Signer, names: tuple[str, ...], body_hash: bytes, data: bytes) -> bytes:
    before, after, canonical_before, canonical_after = _form(signer, names)
    signature = b64encode(signer.sign(data + canonical_before + body_hash + canonical_after))
    lines = [signature[at : at + _WIDTH] for at in range(0, len(signature), _WIDTH)]
    return before + body_hash + after + b"\r\n  ".join(lines) + b"\r\n"


@lru_cache(maxsize=16)  # the same for all readers of an edition
def _form(signer: Signer, names: tuple[str, ...]) -> tuple[bytes, bytes, bytes, bytes]:
    """What stands before and after the body's hash in the header, up to the signature; and the same canonicalised."""
    all_names = [*names, *OVERSIGNED]
    listed = "".join(f":\r\n  {name}" if at % 4 == 0 and at else f":{name}" for at, name in enumerate(all_names))[1:]
    before = (
        f"DKIM-Signature: v=1; a={signer.algorithm}; c=relaxed/relaxed; d={signer.domain};\r\n s={signer.selector}; bh="
    ).encode("ascii")
    after = f";\r\n h={listed};\r\n b=".encode("ascii")
    return before, after, _canonical_header(before), _BLANKS.sub(b" ", _FOLD.sub(b"", after))


def _split(parts: Sequence[bytes]) -> tuple[bytes, bytes, list[bytes]]:
    """Headers that readers share, headers of this one, and the body's parts.

    The first part is shared where it ends between two headers; else nothing is.
    """
    alone = len(parts) > 1 and _is_whole(parts[0]) and not parts[1][:1].isspace()
    shared = parts[0] if alone else b""
    head = b""
    for at, part in enumerate(parts[1:] if alone else parts, int(alone)):
        end = (head + part).find(b"\r\n\r\n", max(0, len(head) - 3))
        head += part
        if end >= 0:
            return shared, head[: end + 2], [head[end + 4 :], *parts[at + 1 :]]
    return shared, head, []


@lru_cache(maxsize=64)
def _is_whole(part: bytes) -> bool:
    """Whether headers end with it, and no header block does."""
    return part.endswith(b"\r\n") and b"\r\n\r\n" not in part and not part.startswith(b"\r\n")


def _canonical_headers(head: bytes) -> dict[str, bytes]:
    """By their names as `SIGNED` has them; of several of one name the last, as verifiers count from the bottom."""
    found = {}
    for header in _FOLD.sub(b"", head).split(b"\r\n"):
        name = _SIGNED_AS.get(header.partition(b":")[0].strip().lower().decode("ascii", "replace"))
        if name:
            found[name] = _canonical_header(header) + b"\r\n"
    return found


_shared_headers = lru_cache(maxsize=64)(_canonical_headers)


def _canonical_header(header: bytes) -> bytes:
    """RFC 6376 §3.4.2, without the line's end."""
    name, _, value = _FOLD.sub(b"", header).partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value).strip(b" ")


def _body_hash(parts: Sequence[bytes]) -> bytes:
    """SHA-256 over the body as RFC 6376 §3.4.4 has it."""
    parts = [part for part in parts if part]
    if not _cut_well(parts):
        parts = [b"".join(parts)]
    digest = hashlib.sha256()
    *most, last = parts
    for part in most:
        digest.update(_long(part) if len(part) > _CACHED else _canonical(part))
    end = _EMPTY_LINES.sub(b"", _canonical(last))
    digest.update(end + b"\r\n" if end or most else b"")
    return digest.digest()


def _cut_well(parts: Sequence[bytes]) -> bool:
    """Whether each part can be canonicalised alone.

    None goes on with blanks or half a line end in the next one, and the last holds more than empty lines.
    """
    open_ended = any(part.endswith((b" ", b"\t", b"\r")) for part in parts[:-1])
    return bool(parts) and bool(parts[-1].strip()) and not open_ended


def _canonical(part: bytes) -> bytes:
    if b"  " in part or b"\t" in part or b" \r\n" in part:
        return _BLANKS.sub(b" ", _BLANKS_AT_END.sub(b"", part))
    return part


_long = lru_cache(maxsize=256)(_canonical)
