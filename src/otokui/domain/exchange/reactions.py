"""What imports know of persons, beside the books."""

from otokui.domain.customers.public import register_holder
from otokui.domain.customers.types import Holder
from otokui.domain.exchange.actions.forget_person import forget_person

register_holder(
    "imports",
    Holder(
        frozenset(),
        mentions={"exchange.ImportRun": ("file_name", "error", "trial", "undo_report", "options")},
        forget=forget_person,
    ),
)
