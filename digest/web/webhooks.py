"""/hooks: where mail providers report bounces and complaints. Closed until a secret is set; they show nothing."""

from collections.abc import Callable

from flask import Blueprint, current_app, request

from digest.bootstrap import House
from digest.model.errors import BadInput, FetchError, NotAdmitted, NotFound

door = Blueprint("hooks", __name__, url_prefix="/hooks")

LARGEST = 1024 * 1024  # octets of one request; SendGrid sends events in batches


@door.post("/ses")
def ses() -> tuple[str, int]:
    """Amazon SES by SNS: notifications, and the subscription that is to be confirmed."""
    return _answer(lambda house, body: house.listening.ses(body))


@door.post("/postmark")
def postmark() -> tuple[str, int]:
    """Postmark: bounces and complaints, with HTTP's basic authentication."""
    given = request.authorization
    login = f"{given.username}:{given.password}" if given and given.type == "basic" else ""
    return _answer(lambda house, body: house.listening.postmark(login, body))


@door.post("/mailgun")
def mailgun() -> tuple[str, int]:
    """Mailgun: failures and complaints, signed with its webhook key."""
    return _answer(lambda house, body: house.listening.mailgun(body))


@door.post("/sendgrid")
def sendgrid() -> tuple[str, int]:
    """SendGrid's signed event webhook."""
    head = request.headers
    signature = head.get("X-Twilio-Email-Event-Webhook-Signature", "")
    timestamp = head.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    return _answer(lambda house, body: house.listening.sendgrid(signature, timestamp, body))


def _answer(hear: Callable[[House, bytes], int]) -> tuple[str, int]:
    """204 when it was heard; 403 when it is not signed as it should be, 404 while the door is closed: in a word."""
    request.max_content_length = LARGEST
    house: House = current_app.extensions["house"]
    try:
        hear(house, request.get_data())
    except NotFound:
        return "closed\n", 404
    except NotAdmitted:
        return "not signed\n", 403
    except BadInput as error:
        return f"{error}\n", 400
    except FetchError:
        return "try again\n", 503
    return "", 204
