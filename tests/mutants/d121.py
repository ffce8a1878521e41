"""D121: Keeps the client of whoever has met a failing Nango, broken as it is."""

from __future__ import annotations

from reference_backend.domain import ConnectSession
from reference_backend.errors import NangoError
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections


class Clients:
    """One client a person, and none is ever made anew."""

    def __init__(self) -> None:
        self._broken: dict[str, NangoError] = {}

    async def open_session(
        self, nango: Nango, body: JsonObject, read: ReadSession
    ) -> ConnectSession:
        """Answer with the failure that this person had the first time."""
        person = body["end_user"]["id"]
        if person in self._broken:
            raise self._broken[person]
        try:
            return await connections.open_session(nango, body, read)
        except NangoError as failure:
            self._broken[person] = failure
            raise


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=Clients().open_session)
