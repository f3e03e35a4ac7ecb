"""How an event looks in the log."""

import logging
import sys
from functools import cached_property
from typing import Any


class LogLines(logging.Formatter):
    """A line for people, or JSON. structlog is loaded with the first one: most commands write none."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        return self._written.format(record)

    @cached_property
    def _written(self) -> logging.Formatter:
        import structlog

        common: list[Any] = [
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ]
        finish: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
        if self._as_json:
            finish += [
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        else:
            # Plain tracebacks: the pretty ones print local variables, and with them people's data.
            plain = structlog.dev.plain_traceback
            finish.append(
                structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
            )
        return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=common, processors=finish)
