"""What went wrong with a page, as a key of `words.yml` that says what to do about it."""

from __future__ import annotations

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound
from datasette.views.base import DatasetteError

from extract.web.site import RefusedError


def explain(fault: Exception) -> tuple[str, str, int]:
    """The key of the explanation, a detail of what it is about (never markup), and the HTTP status."""
    if isinstance(fault, RefusedError):
        return fault.key, fault.detail, fault.status
    if isinstance(fault, NotFound):
        return "fault_not_found", "", 404
    if isinstance(fault, Forbidden):
        return "refused_sign_in", "", 403
    if isinstance(fault, QueryInterrupted) or "interrupted" in str(fault):
        return "fault_too_long", "", 400
    if isinstance(fault, DatasetteError):
        return "fault_query", "" if fault.message_is_html else str(fault.message), fault.status
    if isinstance(fault, Base400):
        return "fault_request", str(fault), fault.status
    return "fault_ours", type(fault).__name__, 500
