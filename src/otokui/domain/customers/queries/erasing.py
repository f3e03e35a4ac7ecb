"""Who was erased."""

from collections.abc import Collection

from otokui.domain.customers.models import Erasure
from otokui.domain.customers.types import ErasureView, Ground


def find_erasure(customer_id: int) -> ErasureView | None:
    """The tombstone. One query."""
    row = Erasure.objects.filter(pk=customer_id).first()
    return _view(row) if row else None


def erased_of(customer_ids: Collection[int]) -> set[int]:
    """Those of them who are, or are to be, erased. One query."""
    return set(Erasure.objects.filter(pk__in=customer_ids).values_list("pk", flat=True))


def _view(row: Erasure) -> ErasureView:
    return ErasureView(
        customer_id=row.pk,
        asked_at=row.asked_at,
        erased_at=row.erased_at,
        by=row.by_name,
        ground=Ground(row.ground),
        why=row.why,
        job=row.job,
    )
