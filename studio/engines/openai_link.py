"""Pictures that an answer only links to: fetched within limits, from hosts that are known or allowed."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from studio.errors import AnswerUnreadable

MOST_PICTURE_BYTES = 100_000_000
"""Size limit of a picture that is fetched."""
_TIMEOUT_S = 60.0


def fetch_picture(link: str, *, hosts: Collection[str]) -> bytes:
    """The picture behind a link. No key goes along.

    Args:
        link: As it stands in the answer.
        hosts: Names of the servers that may be asked: the one that answered, and those the person allowed.

    Raises:
        AnswerUnreadable: It may not be fetched, or could not be; the answer that holds the link is paid and kept.
    """
    host = urlsplit(link).hostname or ""
    if host not in hosts:
        raise _kept(
            f'The picture is a link to {host}, which nobody has allowed. Allow it with picture_hosts = ["{host}"] '
            "under [engine] in content/studio.toml"
        )
    opener = urllib.request.build_opener(_AllowedRedirects(hosts))
    request = urllib.request.Request(link, headers={"user-agent": "recipe-studio"})  # noqa: S310 - http and https only
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as answer:
            data: bytes = answer.read(MOST_PICTURE_BYTES + 1)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise _kept(
            f"The picture is a link that could not be fetched ({error}). Look whether {host} is there"
        ) from error
    if len(data) > MOST_PICTURE_BYTES:
        raise _kept(f"The picture behind the link is over {MOST_PICTURE_BYTES // 1_000_000} MB. Fetch it by hand")
    return data


def _kept(why: str) -> AnswerUnreadable:
    return AnswerUnreadable(
        f"{why}, then `studio finish`. The answer with the link is kept in the .raw file; such links expire soon.",
        code="link", may_be_billed=True,
    )  # fmt: skip


class _AllowedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to a host that may be asked."""

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = hosts

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:  # noqa: ANN401 - the base class's six
        """The next request.

        Raises:
            URLError: It leads to another host, or to something that is no web address.
        """
        parts = urlsplit(str(args[-1]))
        if parts.scheme not in ("http", "https") or (parts.hostname or "") not in self._hosts:
            args[1].close()  # the answer that leads on
            raise urllib.error.URLError(f"it leads on to {parts.hostname or args[-1]}, which nobody has allowed")
        return super().redirect_request(*args)
