"""OpenDKIM, which says what it makes of a message's signatures. Its DNS is a file; it is a command here, no daemon."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from other_relays import UNPACKED
from servers import find_binary, missing


def verdicts(octets: bytes, records: Mapping[str, str], folder: Path) -> dict[str, str]:
    """What is said of each signature, such as "pass" or "fail", by its selector. `records`: name → its TXT record."""
    program = UNPACKED / "opendkim/usr/sbin/opendkim"
    found = str(program) if program.exists() else find_binary("opendkim")
    if found is None:
        missing("OpenDKIM", "opendkim; `make services` unpacks it")
    (folder / "mail").write_bytes(octets)
    (folder / "dns").write_text("".join(f"{name} {record}\n" for name, record in records.items()))
    (folder / "conf").write_text(f"Mode v\nSyslog no\nTestDNSData {folder / 'dns'}\n")
    told = subprocess.run(
        [found, "-x", folder / "conf", "-vv", "-t", folder / "mail"], capture_output=True, text=True, check=True
    )
    results = re.findall(r"\bdkim=(\w+)[^;]*? header\.s=([\w.-]+)", told.stdout)
    return {selector: result for result, selector in results}
