"""What is known of an edition's mails without asking anybody."""

from dataclasses import replace

import sqlalchemy as sa
from clock import Clock
from editing_world import BRAND, HOUR, MADE, MINUTE, SLOT, add_digest, desk, report

from digest.model.rendering import LinkState
from digest.render.checks.answers import addresses
from digest.services.recalling import FRESH, recalled
from digest.store import digests, editions, links
from digest.store.database import Database
from digest.store.tables import editions as table


def test_yesterdays_mail_and_the_last_answers_are_recalled(database: Database) -> None:
    """For all languages at once, and no longer than an hour."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    clock = Clock(SLOT - 15 * MINUTE)
    today = desk(database, clock).draft("levant")
    with database.transaction() as tx:
        edition, _ = digests.with_edition(tx, today.id)
        made = editions.all_renderings(tx, today.id)
        assert recalled(tx, edition, made, BRAND.base_url, clock()) == ()
        links.store(tx, dict.fromkeys(addresses(made), LinkState.GONE), clock())
        told = recalled(tx, edition, made, BRAND.base_url, clock())
        assert [one.code for one in told] == ["own-link", "dead-link"]
        assert recalled(tx, edition, made, BRAND.base_url, clock() + FRESH) == ()

        yesterday = tx.execute(
            sa.insert(table)
            .values(digest_id=edition.digest_id, day=MADE.date(), send_at=MADE, state="sent", created_at=MADE)
            .returning(table.c.id)
        ).scalar_one()
        editions.store_renderings(tx, yesterday, [replace(one, edition_id=yesterday) for one in made], MADE)
        told = recalled(tx, edition, made, BRAND.base_url, clock() + FRESH)
        assert {one.code for one in told} == {"same-subject", "told-before"}
