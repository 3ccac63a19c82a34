"""What is held of a reader: as a file to keep, and erased. The link in every mail is the key."""

import json

from flask import Response, render_template, request

from digest.web.subscriber.doors import circumstances, house, private, speak_to


@private.get("/preferences/<token>/data.json")
def export(token: str) -> Response:
    """Everything, as JSON to download (GDPR art. 15 and 20)."""
    record = house().forgetting.record(house().choosing.reader(token))
    body = json.dumps(record, ensure_ascii=False, indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@private.get("/preferences/<token>/erase")
def erase(token: str) -> str:
    """What goes, what stays and why, and a box to tick."""
    return _question(token, missed=False)


@private.post("/preferences/<token>/erase")
def act_on_erase(token: str) -> str | tuple[str, int]:
    """Forget the reader (GDPR art. 17), if the box is ticked."""
    if request.form.get("sure") != "yes":
        return _question(token, missed=True), 400
    reader = house().choosing.reader(token)
    speak_to(house().choosing.sheet(reader).subscriber)
    house().forgetting.erase_reader(reader, circumstances())
    return render_template("subscriber/erased.html")


def _question(token: str, *, missed: bool) -> str:
    sheet = house().choosing.sheet(house().choosing.reader(token))
    speak_to(sheet.subscriber)
    return render_template("subscriber/erase.html", token=token, sheet=sheet, missed=missed)
