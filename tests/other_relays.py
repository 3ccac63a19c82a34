"""Exim, OpenSMTPD and smtp-sink on loopback, beside whatever else the machine runs."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers import find_binary, free_port, missing, wait_for_port

UNPACKED = Path(__file__).parent.parent / ".servers"  # by `make services`: as packages they exclude each other

EXIM = """\
exim_path = {program}
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/pid
exim_user = nobody
exim_group = nogroup
never_users =
primary_hostname = exim.example
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
queue_only
tls_advertise_hosts =
chunking_advertise_hosts = *
dsn_advertise_hosts = *
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
begin acl
rcpt:
  deny local_parts = gone
       message = 5.1.1 no such user
  accept
begin routers
kept:
  driver = accept
  transport = kept
begin transports
kept:
  driver = appendfile
  file = /dev/null
"""
OPENSMTPD = """\
listen on 127.0.0.1 port {port} hostname opensmtpd.example
action "on" relay host smtp://127.0.0.1:{sink}
match from any for rcpt-to "gone@example.net" reject
match from any for any action "on"
"""
USERS = ("Debian-exim", "opensmtpd", "opensmtpq")  # whom the packages would have made


@dataclass(frozen=True)
class Exim:
    """Where it listens, and its queue, which it keeps."""

    port: int
    queue: Path

    def mails(self) -> list[bytes]:
        """Every message, its envelope on top, as our sink would keep it (Exim's specification, spool files)."""
        return [self._mail(head) for head in sorted(self.queue.glob("*-H"))]

    def _mail(self, head: Path) -> bytes:
        _, _, sender, *lines = head.read_bytes().split(b"\n")
        words = [line.split(b" ")[0] for line in lines[: lines.index(b"")]]  # what follows an address is its DSN
        (recipient,) = [word for word in words if word.endswith(b"@example.net")]
        name = next(line for line in lines if b"Message-ID: " in line).partition(b"Message-ID: ")[2]
        _, _, body = head.with_name(f"{head.name[:-1]}D").read_bytes().partition(b"\n")
        return b"Return-Path: %b\nX-RcptTo: %b\nMessage-ID: %b\n\n%b" % (sender, recipient, name, body)


@contextmanager
def exim_server() -> Iterator[Exim]:
    """Exim, which takes mail and keeps it in its queue."""
    program = _unpacked("exim4-daemon-light/usr/sbin/exim4", "Exim", "exim4-daemon-light")
    with _folder("exim") as folder:
        port = free_port()
        (folder / "conf").write_text(EXIM.format(program=program, folder=folder, port=port))
        with _running([program, "-C", str(folder / "conf"), "-bdf"], port, folder):
            yield Exim(port, folder / "spool/input")


@contextmanager
def opensmtpd_server(sink: int) -> Iterator[int]:
    """OpenSMTPD; gives its port. It has one spool for the whole machine: one at a time."""
    program = _unpacked("opensmtpd/usr/sbin/smtpd", "OpenSMTPD", "opensmtpd")
    if find_binary("smtpctl"):
        pytest.skip("this machine runs an OpenSMTPD of its own; its spool is not ours")
    for place in ("/var/spool/smtpd", "/var/lib/opensmtpd/empty"):
        Path(place).mkdir(mode=0o711, parents=True, exist_ok=True)
    with _folder("opensmtpd") as folder:
        port = free_port()
        (folder / "conf").write_text(OPENSMTPD.format(port=port, sink=sink))
        with _running([program, "-d", "-f", str(folder / "conf")], port, folder):
            yield port
    shutil.rmtree("/var/spool/smtpd", ignore_errors=True)


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Postfix's sink; gives its port. What it takes is gone."""
    program = find_binary("smtp-sink")
    if program is None:
        missing("smtp-sink", "postfix")
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with _folder("smtp-sink") as folder, _running([program, *user, f"127.0.0.1:{port}", "100"], port, folder):
        yield port


def _unpacked(path: str, what: str, package: str) -> str:
    program = UNPACKED / path
    wrapper = next(Path("/usr/lib").glob("*/libnss_wrapper.so"), None)
    if not program.exists() or wrapper is None:
        missing(what, f"nothing: `make services` unpacks {package}")
    if os.geteuid() != 0:
        pytest.skip(f"{what} starts as root only")
    return str(program)


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"digest-{name}-"))
    folder.chmod(0o755)
    (folder / "spool").mkdir()
    shutil.chown(folder / "spool", "nobody")
    shutil.chown(folder, "nobody")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    log = (folder / "output").open("wb")
    process = subprocess.Popen(command, env=os.environ | _names(folder), stdout=log, stderr=log)
    try:
        wait_for_port(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _names(folder: Path) -> Mapping[str, str]:
    """Users that only this program sees (nss_wrapper): the machine's own stay as they are."""
    wrapper = next(Path("/usr/lib").glob("*/libnss_wrapper.so"), None)
    if wrapper is None:
        return {}
    nobody = pwd.getpwnam("nobody")
    users = "".join(f"{name}:x:{64900 + at}:{64900 + at}::/:/usr/sbin/nologin\n" for at, name in enumerate(USERS))
    groups = "".join(f"{name}:x:{64900 + at}:\n" for at, name in enumerate(USERS))
    own = f"{grp.getgrgid(nobody.pw_gid).gr_name}:x:{nobody.pw_gid}:\n"
    root = pwd.getpwuid(0)
    known = "".join(f"{one.pw_name}:x:{one.pw_uid}:{one.pw_gid}::/:/bin/sh\n" for one in (root, nobody))
    (folder / "passwd").write_text(known + users)
    (folder / "group").write_text(f"root:x:0:\n{own}{groups}")
    return {
        "LD_PRELOAD": str(wrapper),
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }
