"""Templates as Python: how they are compiled, and what was compiled last time.

That is kept in the system's cache folder, never in the workspace, which may be somebody else's: it is code.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, MutableMapping
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from studio.caches import cache_folder

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.compiler import Frame

_FORM = 2
"""Rises when the same template would be compiled to other code."""
_has_special = re.compile("[&<>'\"]").search


def escaped(value: object) -> str:
    """A value as HTML. Most are short words with nothing to escape, which need not become `Markup` first."""
    if type(value) is Markup:
        return value
    if type(value) is str and not _has_special(value):
        return value
    return escape(value)


class _QuickGenerator(CodeGenerator):
    """Writes values out by `escaped` where templates are escaped, as all of these are."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)


class _QuickContext(Context):
    """Calls macros and plain functions, which is nearly all that templates call, without looking what else they are."""

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805 - as Jinja's
        """What a callable gives."""
        if not kwargs:
            if type(__obj) is Macro:
                return __obj(__self.eval_ctx, *args)
            if type(__obj) is FunctionType and not __obj.__dict__:  # what asks for the context says so there
                return __obj(*args)
        return super().call(__obj, *args, **kwargs)


class QuickEnvironment(Environment):
    """Jinja's environment with a shorter way for plain words and plain calls."""

    code_generator_class = _QuickGenerator
    context_class = _QuickContext
    escaped = staticmethod(escaped)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names every template knows, as one plain dictionary: each page asks for them several times."""
        return {**self.globals, **d} if d else self.globals


class CompiledTemplates(FileSystemBytecodeCache):
    """Kept by name and content of a template; a folder that cannot be written is no error, only slower."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, where that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def compiled_templates() -> CompiledTemplates | None:
    """The cache of this user; None where there can be none."""
    folder = cache_folder(f"templates-{_FORM}")
    return CompiledTemplates(str(folder)) if folder else None
