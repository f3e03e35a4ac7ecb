"""News of this room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomersCreated:
    """One event per batch. `run` is the import run, None for work by hand."""

    customer_ids: tuple[int, ...]
    run: int | None = None


@dataclass(frozen=True, slots=True)
class CustomersRemoved:
    """An import was undone; the rows are gone."""

    customer_ids: tuple[int, ...]
    run: int


@dataclass(frozen=True, slots=True)
class ContactRecorded:
    customer_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    customer_id: int
    channel: str
    granted: bool


@dataclass(frozen=True, slots=True)
class CustomersMerged:
    """`merged_id` is known as `survivor_id` from now on; all that was its is the survivor's."""

    survivor_id: int
    merged_id: int
    merge: int


@dataclass(frozen=True, slots=True)
class CustomersUnmerged:
    """The merge was taken back: two customers again."""

    survivor_id: int
    merged_id: int
    merge: int


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """Names, numbers or addresses of these customers were changed by hand."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeChanged:
    """More or less is known of them than before, but nothing they are recognised by: household, likes and
    needs, the people at a company.
    """

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConsentsChanged:
    """What many customers allow by these ways is to be read again: withdrawn at once, or that taken back."""

    customer_ids: tuple[int, ...]
    channels: tuple[str, ...]
