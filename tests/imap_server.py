"""An IMAP server of a few commands over TLS, with one folder: enough for a client that reads and marks. On loopback."""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class ImapFolder:
    """What it holds: number → mail and flags; `lost` are mails that it cannot give. `drips` keeps a client waiting."""

    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    drips: bool = False
    port: int = 0
    cafile: str = ""

    def put(self, octets: bytes) -> None:
        """One more mail, unread."""
        number = max(self.mails, default=0) + 1
        self.mails[number], self.flags[number] = octets, set()


@contextmanager
def imap_server(folder: Path) -> Iterator[ImapFolder]:
    """Running while it is open; `folder` is for its certificate."""
    held = ImapFolder(cafile=str(folder / "imap.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held.port = listening.getsockname()[1]
        ends = threading.Event()
        thread = threading.Thread(target=_serve, args=(listening, context, held, ends), daemon=True)
        thread.start()
        yield held
        ends.set()
        socket.create_connection(("127.0.0.1", held.port)).close()
        thread.join(10)


def _serve(listening: socket.socket, context: ssl.SSLContext, held: ImapFolder, ends: threading.Event) -> None:
    while not ends.is_set():
        raw, _ = listening.accept()
        try:
            with context.wrap_socket(raw, server_side=True) as connection:
                _talk(connection, held, ends)
        except OSError:  # the client does not believe us, or has gone
            raw.close()


def _talk(connection: ssl.SSLSocket, held: ImapFolder, ends: threading.Event) -> None:
    connection.sendall(b"* OK ready\r\n")
    while held.drips and not ends.wait(0.05):
        connection.sendall(b"* ")
    lines = connection.makefile("rb")
    while line := lines.readline().decode():
        tag, _, command = line.strip().partition(" ")
        for part in _answers(command, held):
            connection.sendall(part)
        found = re.match(r"UID FETCH (\d+)", command)
        no = "wrong" in command or (found and int(found[1]) in held.lost)
        connection.sendall(f"{tag} {'NO' if no else 'OK'} done\r\n".encode())
        if command.startswith("LOGOUT"):
            return


def _answers(command: str, held: ImapFolder) -> Iterator[bytes]:
    if command.startswith(("CAPABILITY", "SELECT")):
        yield f"* CAPABILITY IMAP4rev1\r\n* {len(held.mails)} EXISTS\r\n".encode()
    elif command.startswith("UID SEARCH"):
        unseen = [str(number) for number, flags in held.flags.items() if "\\Seen" not in flags]
        yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
    elif (found := re.match(r"UID FETCH (\d+) .*<0\.(\d+)>", command)) and int(found[1]) not in held.lost:
        octets = held.mails[int(found[1])]
        cut = octets[: int(found[2])]
        head = f"* {found[1]} FETCH (UID {found[1]} RFC822.SIZE {len(octets)} BODY[]<0> {{{len(cut)}}}\r\n"
        yield head.encode() + cut + b")\r\n"
    elif found := re.match(r"UID STORE (\d+) \S+ \((.*)\)", command):
        held.flags[int(found[1])] |= set(found[2].split())
    elif command.startswith("EXPUNGE"):
        for number in [number for number, flags in held.flags.items() if "\\Deleted" in flags]:
            del held.mails[number], held.flags[number]


def _certificate(folder: Path) -> Path:
    """A certificate of our own for 127.0.0.1, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "imap.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
