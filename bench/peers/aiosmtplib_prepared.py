"""aiosmtplib with a mail that is ready, over several connections in one loop."""

import asyncio

import aiosmtplib
from timed import READER, SENDER, Task, run


def send(task: Task) -> None:
    """A coroutine for each connection."""
    asyncio.run(_all(task))


async def _all(task: Task) -> None:
    octets = (task.folder / "mail.eml").read_bytes()

    async def share(readers: range) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=task.port, start_tls=False) as client:
            for reader in readers:
                await client.sendmail(SENDER, READER.format(reader), octets)

    await asyncio.gather(*map(share, task.shares()))


if __name__ == "__main__":
    run(send)
