"""The step before anything is sent: its pictures can be read, its answer has room, and it stands in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from studio.core.attempt import Attempt, State
from studio.core.status import earlier_attempt, why_held_back
from studio.errors import RuleBroken
from studio.pictures import decode
from studio.store.answers import require_room
from studio.store.attempts import begin_attempt
from studio.store.owner import owner_of_this_process
from studio.workflow.plan import PlannedAttempt
from studio.workflow.receive import utc_now
from studio.workspace import Workspace


class AskedBefore(RuleBroken):
    """The same edit was asked for since it was planned, perhaps by another program.

    Args:
        message: Why it is not sent now.
        attempt: The earlier one.
    """

    def __init__(self, message: str, attempt: Attempt) -> None:
        super().__init__(message)
        self.attempt = attempt


def require_sendable(workspace: Workspace, plan: PlannedAttempt) -> None:
    """See that every picture of a paid request can be read to its end, and that its answer can be saved.

    Raises:
        PictureUnreadable: A picture is cut or damaged; nothing was sent.
        StoreError: The disk has no room for the answer.
    """
    request = plan.request
    for name, data in {**request.files, **{picture.name: picture.data for picture in request.inputs}}.items():
        decode(data, name=f"{plan.slug}/{name}")
    require_room(workspace.content / plan.slug)


def write_down(
    workspace: Workspace, plan: PlannedAttempt, *, price: Decimal | None, batch_id: str | None = None
) -> Attempt:
    """The attempt of a plan, on disk before its request leaves.

    Raises:
        AskedBefore: The same was made or asked for since; without `again` it is not sent a second time.
    """

    def look(attempts: Sequence[Attempt]) -> None:
        earlier = earlier_attempt(attempts, (plan.fingerprint, plan.old_fingerprint))
        if earlier is not None:
            raise AskedBefore(why_held_back(workspace.folder(plan.slug), earlier), earlier)

    is_free = plan.again or plan.is_free
    return begin_attempt(
        workspace.content / plan.slug,
        lambda number: _draft(plan, number, price=price, batch_id=batch_id),
        look=None if is_free else look,
    )


def _draft(plan: PlannedAttempt, number: str, *, price: Decimal | None, batch_id: str | None) -> Attempt:
    return Attempt(
        id=number,
        recipe=plan.slug,
        edit=plan.edit,
        state=State.REQUESTED,
        spec=plan.request.spec.model_copy(update={"vary": {}}),
        prompt=plan.request.prompt,
        engine=plan.used,
        inputs=plan.inputs,
        files=plan.files,
        fingerprint=plan.fingerprint,
        parent=plan.ancestry.parent,
        changed=plan.ancestry.changed,
        because=plan.ancestry.because,
        allow_many=plan.ancestry.allow_many,
        start="parent" if plan.ancestry.start_picture else "source",
        variation=plan.variation,
        requested=utc_now(),
        owner=owner_of_this_process(),
        estimate_usd=None if price is None else str(price),
        batch_id=batch_id,
    )
