"""Values of imports (`runs`) and the columns files speak of (`fields`, `headers`, `mapping`). No Django."""

from otokui.domain.exchange.types.fields import *  # noqa: F403
from otokui.domain.exchange.types.mapping import *  # noqa: F403
from otokui.domain.exchange.types.runs import *  # noqa: F403
from otokui.domain.exchange.types.statuses import *  # noqa: F403
