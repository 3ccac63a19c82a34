"""The API's mails that were refused for good, by mail provider and reason. No reader is named."""

from datetime import datetime

from pydantic import Field

from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class RefusalShape(Shape):
    """Mails that one provider refused for one reason."""

    domain: str
    code: int = Field(description="SMTP's, such as 550.")
    enhanced: str = Field(description="RFC 3463, such as 5.1.1; may be empty.")
    count: int
    cause: str = Field(description="What it comes from: a sign of ours, such as unknown-user, or complaint.")
    text: str = Field(description="What the relay said, of one of them.")
    last_at: datetime


class RefusalShapes(Shape):
    """The most frequent first."""

    items: list[RefusalShape]


class RefusalsAsked(Shape):
    """How far back."""

    days: int = Field(7, ge=1, le=366)


@api.operation(
    "GET", "/refusals", asks=RefusalsAsked, gives=RefusalShapes, says="Mails refused for good, by provider and reason."
)
def refusals(call: Call) -> RefusalShapes:
    """Refusals."""
    return RefusalShapes(
        items=[
            RefusalShape(
                domain=one.domain,
                code=one.code,
                enhanced=one.enhanced,
                count=one.count,
                cause=cause,
                text=one.text,
                last_at=one.last_at,
            )
            for one, cause in ((found.mails, found.sign) for found in call.house.monitoring.refusals(call.query.days))
        ]
    )
