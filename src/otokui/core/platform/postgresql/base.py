"""Connections that stay open, looked at before each request."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which would ask the server before each request whether it is still there."""

    def is_usable(self) -> bool:
        """A server that went away has hung up, which is seen from here. Where that is open, Django asks."""
        return self._is_at_rest() or bool(super().is_usable())

    def _is_at_rest(self) -> bool:
        if self.connection is None or self.connection.closed or self.errors_occurred:
            return False
        said = select.poll()
        said.register(self.connection.fileno(), select.POLLIN)
        return not said.poll(0)
