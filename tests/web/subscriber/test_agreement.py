"""What is agreed to names the list, in the page's language."""

from flask import Flask, g

from digest.web.subscriber.agreement import agreement
from digest.web.wording import choose


def test_the_words_name_the_list_and_change_with_the_language(app: Flask) -> None:
    with app.test_request_context():
        said = []
        for language in ("en", "fr", "ar"):
            g.words = choose([language])
            said.append(agreement("The Morning"))
    assert len(set(said)) == 3
    assert all("The Morning" in one for one in said)
