"""Pictures made on other machines, by Dask. What is known and written stays on this one."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import studio
from studio.background import Tell, computes_far
from studio.errors import EngineUnavailable
from studio.vision.model_files import MODELS, find_model

if TYPE_CHECKING:
    from distributed import Client

_LIBRARIES = ("numpy", "opencv-python-headless", "scipy", "pillow")
"""Packages that pixels go through."""
_WAIT_S = 20
"""How long a cluster may take to answer."""


@contextmanager
def on_cluster(address: str) -> Iterator[int]:
    """What the built-in engine makes inside is made on a cluster; gives how many pictures it can make at once.

    Args:
        address: Of its scheduler, as `tcp://10.0.0.5:8786`.

    Raises:
        EngineUnavailable: Dask is not installed, no cluster answers, or its machines would make other pictures.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EngineUnavailable("--cluster needs Dask on this machine: pip install distributed") from error
    try:
        client = Client(address, timeout=_WAIT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineUnavailable(f"No Dask cluster answers at {address}. Is `dask scheduler` running there?") from error
    with client:
        places = sum(client.nthreads().values())
        if not places:
            raise EngineUnavailable(f"The cluster at {address} has no workers. Begin some: dask worker {address}")
        _require_same(client)
        with computes_far(lambda work, arguments, tell: _made(client, work, arguments, tell)):
            yield places


def what_decides_pixels() -> dict[str, str]:
    """What must be the same on two machines for the same pictures, by its name."""
    networks = {model.name: str(find_model(model.name) is not None) for model in MODELS}
    return {
        "Recipe Studio": studio.__version__, "Python": platform.python_version().rpartition(".")[0],
        **{name: version(name) for name in _LIBRARIES}, **networks,
    }  # fmt: skip


def _require_same(client: Client) -> None:
    own = what_decides_pixels()
    try:
        others: dict[str, dict[str, str]] = client.run(what_decides_pixels)
    except Exception as error:  # whatever a worker raises that cannot load the studio
        raise EngineUnavailable(f"A worker of the cluster has no Recipe Studio of this version ({error}).") from error
    for worker, theirs in others.items():
        unlike = [f"{name} is {theirs.get(name)} there and {mine} here" for name, mine in own.items()
                  if theirs.get(name) != mine]  # fmt: skip
        if unlike:
            raise EngineUnavailable(f"{worker} could make other pictures: {'; '.join(unlike)}. Install the same there.")


def _made(client: Client, work: Callable[..., Any], arguments: tuple[object, ...], tell: Tell | None) -> Any:  # noqa: ANN401 - as the work says
    """The answer of work done on the cluster; given up there when `tell` says stop."""
    asked = (_quietly, work) if tell else (work,)
    future = client.submit(*asked, *arguments, pure=False)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def _quietly(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - as the work says
    """Work done where nobody watches how far it is."""
    return work(*arguments, lambda _event: None)
