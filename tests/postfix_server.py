"""A Postfix of our own as relay, on loopback, beside whatever else the machine runs; its mail ends in one Maildir."""

import mailbox
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from servers import find_binary, free_port, missing

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
mail_owner = postfix
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {refused} }}, permit_mynetworks, reject
virtual_mailbox_domains = example.net
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
default_transport = error:nothing leaves this machine
notify_classes =
"""
SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Where it listens, what it logs, where its mail ends, and how it is told things."""

    port: int
    log: Path
    maildir: Path
    command: tuple[str, ...]

    def tell(self, word: str) -> "subprocess.CompletedProcess[str]":
        """start; stop (whatever is in hand is ended first); abort (nothing is)."""
        return subprocess.run([*self.command, word], capture_output=True, text=True, check=False)

    def mails(self) -> list[mailbox.MaildirMessage]:
        """Everything delivered so far."""
        return list(mailbox.Maildir(self.maildir)) if self.maildir.exists() else []

    def wait_for(self, count: int) -> list[mailbox.MaildirMessage]:
        """The mails, once there are `count`, or what there is after half a minute."""
        eventually(lambda: len(self.mails()) >= count)
        return self.mails()


def eventually(happened: Callable[[], bool], patience: float = 30.0) -> bool:
    """Whether it happened in time."""
    for _ in range(int(patience / 0.05)):
        if happened():
            return True
        Event().wait(0.05)
    return happened()


@contextmanager
def postfix_server(settings: str = "", /, **refused: str) -> Iterator[Postfix]:
    """Start it, and stop it.

    `settings`: more lines of main.cf. `refused`: local part at example.net → what Postfix says to RCPT.
    """
    program = find_binary("postfix")
    if program is None:
        missing("Postfix", "postfix")
    if os.geteuid() != 0:
        pytest.skip("Postfix starts as root only")
    folder = Path(tempfile.mkdtemp(prefix="digest-postfix-"))
    port = free_port()
    _configure(folder, port, refused, settings)
    log = folder / "mail.log"
    server = Postfix(port, log, folder / "mail/all", (program, "-c", str(folder / "etc")))
    try:
        started = server.tell("start")
        if started.returncode != 0:
            pytest.fail(f"Postfix did not start: {started.stderr}{log.read_text() if log.exists() else ''}")
        yield server
    finally:
        server.tell("stop")
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int, refused: Mapping[str, str], settings: str) -> None:
    folder.chmod(0o755)
    for name, owner in (("queue", "root"), ("data", "postfix"), ("mail", "nobody"), ("etc", "root")):
        (folder / name).mkdir()
        shutil.chown(folder / name, owner)
    nobody = pwd.getpwnam("nobody")
    rules = ", ".join(f"{{ {local}@example.net = {say} }}" for local, say in refused.items())
    main = MAIN.format(folder=folder, refused=rules or "{ nobody@invalid = OK }", uid=nobody.pw_uid, gid=nobody.pw_gid)
    (folder / "etc/main.cf").write_text(f"{main}{settings}\n")
    (folder / "etc/master.cf").write_text(SERVICES.format(port=port))
