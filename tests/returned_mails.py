"""Mails that come back, as mail servers of many kinds write them. Every name in them is invented."""

READER = "mira@example.net"
RETURNED = b"""Return-Path: <{sender}>
Message-ID: <4.7@news.example.org>
List-Unsubscribe: <https://news.example.org/u/x>, <mailto:unsub+{unsubscribe}@news.example.org>
CFBL-Feedback-ID: {complaint}
From: "Le matin" <matin@news.example.org>
To: mira@example.net
Subject: =?utf-8?q?L=E2=80=99=C3=A9t=C3=A9?=

"""


def report(
    to: str,
    *,
    said: str = "550 5.1.1 <mira@example.net>: Recipient address rejected: User unknown",
    status: str = "5.1.1",
    action: str = "failed",
    told: str = "I could not deliver your message.",
) -> bytes:
    """A bounce as RFC 3464 has it, of Postfix's kind; `said` "" leaves the diagnostic out."""
    diagnostic = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return f"""From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{abs(hash((said, status)))}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

{told}

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Fri, 16 Jan 2026 07:00:00 +0100

Final-Recipient: rfc822; {READER}
Action: {action}
Status: {status}
{diagnostic}
--cut
Content-Type: message/rfc822

Message-ID: <4.7@news.example.org>
From: matin@news.example.org
To: {READER}
Subject: a word such as spam, and user unknown, that is ours

user unknown

--cut--
""".encode()


def complaint(tokens: dict[str, str], to: str = "fbl@news.example.org", kind: str = "abuse") -> bytes:
    """A complaint as RFC 5965 has it; `tokens` are those that our mail held."""
    returned = RETURNED.decode()
    for name in ("sender", "unsubscribe", "complaint"):
        returned = returned.replace(f"{{{name}}}", tokens.get(name, ""))
    return f"""From: feedback@provider.example
To: {to}
Subject: a complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="cut"

--cut
Content-Type: text/plain

A reader pressed a button.

--cut
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1

--cut
Content-Type: message/rfc822

{returned}
--cut--
""".encode()


def plain(to: str, text: str, subject: str = "failure notice", sender: str = "MAILER-DAEMON@mx.example.net") -> bytes:
    """A mail of nothing but text."""
    return f"From: {sender}\nTo: {to}\nSubject: {subject}\n\n{text}\n".encode()


TEXTS = {  # bounces that keep no standard, each of a kind of server
    "qmail": """Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<mira@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <b@bounce.example.org>
Subject: the mailbox is full
""",
    "exim": """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  mira@example.net
    host mx.example.net [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<mira@example.net>:
    550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

Return-path: <b@bounce.example.org>
Subject: over quota
""",
    "exchange": """Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

mira@example.net on 16.01.2026 07:01
    The e-mail account does not exist at the organization this message was sent to.
    <mx.example.net #5.1.1>
""",
    "mail.ru": """Это письмо создано автоматически сервером, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

  mira@example.net
    SMTP error from remote mail server after RCPT TO:<mira@example.net>:
    550 Message was not accepted -- invalid mailbox. User not found
""",
    "yandex": """Это письмо отправлено почтовым сервером yandex.example.

К сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может быть отправлено.

<mira@example.net>: host mx.example.net[192.0.2.1] said: 550 5.7.1 No such user!
    (in reply to RCPT TO command)
""",
}
