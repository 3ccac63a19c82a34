"""A certificate for 127.0.0.1, and what serves with it and trusts it."""

import shutil
import ssl
import subprocess
from pathlib import Path

from servers import missing


def make_certificate(path: Path) -> Path:
    """A key and a certificate in one file; the certificate alone stands beside it."""
    program = shutil.which("openssl")
    if program is None:
        missing("OpenSSL", "openssl")
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run(
        [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *out],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    """For a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def trusting(certificate: Path) -> ssl.SSLContext:
    """For a client."""
    return ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))
