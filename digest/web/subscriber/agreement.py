"""What a reader agrees to, in the page's language: the same words stand on the page and in the record of consent."""

from digest.web.wording import gettext as _


def agreement(list_name: str) -> str:
    """The words beside the button."""
    return _(
        "By confirming you agree to receive %(list)s by email. "
        "Every edition holds a link that ends it. We do not track what you open or click.",
        list=list_name,
    )
