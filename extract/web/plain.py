"""Datasette's templates without the scripts and styles inside them, which our content-security policy forbids.

What those scripts did is in `static/datasette.js`; the styles were colours and the labels of narrow tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import BaseLoader, Environment

_INLINE = re.compile(r"<style\b[^>]*>.*?</style>|<script>.*?</script>|\sstyle=\"[^\"]*\"", re.DOTALL)


class PlainLoader(BaseLoader):
    """A loader of templates over another one."""

    def __init__(self, inner: BaseLoader) -> None:
        """`inner` finds the templates."""
        self.inner = inner

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's source, without what stands inline; raises TemplateNotFound as the inner loader does."""
        source, file, is_fresh = self.inner.get_source(environment, template)
        return _INLINE.sub("", source), file, is_fresh

    def list_templates(self) -> list[str]:
        """The names of all templates."""
        return self.inner.list_templates()
