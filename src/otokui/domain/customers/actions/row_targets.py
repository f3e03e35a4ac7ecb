"""Which customer each row of a batch is about: one in the books, one of an earlier row, or a new one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from otokui.domain.customers.actions.bulk_rows import Batch
from otokui.domain.customers.actions.keep_customers import hold_customers
from otokui.domain.customers.adapters.bulk import allocate_ids
from otokui.domain.customers.adapters.erased_keys import anybody_erased, erased_among
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.match import ids_by_code, match_customers
from otokui.domain.customers.queries.snapshot import Snapshot, snapshots
from otokui.domain.customers.rules.rows import Draft, Fault, Said
from otokui.domain.customers.types import MatchKey, MatchValue


@dataclass(slots=True, eq=False)
class Target:
    """A customer while the batch is read."""

    id: int
    draft: Draft
    known: Snapshot
    is_new: bool
    is_touched: bool = False


class Targets:
    """Looks up all rows of a batch with a handful of queries; knows what earlier rows of it made."""

    def __init__(self, said: Sequence[Said | Fault], match: MatchKey, *, as_of: date, dry_run: bool) -> None:
        readable = [row for row in said if isinstance(row, Said)]
        self._match = match
        found, ids = self._look_up(readable)
        while not dry_run and any(hold_customers(ids, alone=True).values()):
            found, ids = self._look_up(readable)  # somebody was merged between the look and the lock
        self._targets = {
            customer_id: Target(customer_id, known.draft, known, is_new=False)
            for customer_id, known in snapshots(ids, as_of=as_of).items()
        }
        self._by_value: dict[MatchValue, list[Target]] = {
            value: [self._targets[customer_id] for customer_id in several if customer_id in self._targets]
            for value, several in found.items()
        }
        self._fresh = self._ids_for_new(len(readable), dry_run)
        self._erased = self._erased_in(readable) if anybody_erased() else {}

    def _look_up(self, rows: Sequence[Said]) -> tuple[dict[MatchValue, tuple[int, ...]], set[int]]:
        found = match_customers(self._match, (value for row in rows for value in row.values))
        if self._match is MatchKey.CODE:
            self._owner_of_code = {value[0]: several[0] for value, several in found.items()}
        else:
            self._owner_of_code = ids_by_code(row.draft.code for row in rows if row.draft.code)
        return found, {customer_id for several in found.values() for customer_id in several}

    @staticmethod
    def _erased_in(rows: Sequence[Said]) -> dict[MatchKey, dict[MatchValue, int]]:
        return {
            MatchKey.CODE: erased_among(MatchKey.CODE, ((row.draft.code,) for row in rows)),
            MatchKey.MAIL: erased_among(MatchKey.MAIL, ((key,) for row in rows for key in row.mails)),
            MatchKey.PHONE: erased_among(MatchKey.PHONE, ((key,) for row in rows for key in row.phones)),
        }

    @staticmethod
    def _ids_for_new(most: int, dry_run: bool) -> Iterator[int]:
        yield from count(-1, -1) if dry_run else allocate_ids(Customer, most)

    def find(self, said: Said) -> list[Target]:
        """The customers that fit the row; several = ambiguous."""
        fitting: list[Target] = []
        for value in said.values:
            fitting += [target for target in self._by_value.get(value, ()) if target not in fitting]
        return fitting

    def why_not(self, said: Said, fitting: list[Target]) -> Fault | None:
        """The reason for which the row cannot be about one customer."""
        if not said.values:
            return Fault(self._match.value.replace("_", "+"), "key_missing")
        if len(fitting) > 1:
            return Fault(self._match.value.replace("_", "+"), "ambiguous")
        owner = self._owner_of_code.get(said.draft.code)
        if owner is not None and (not fitting or owner != fitting[0].id):
            return Fault("code", "code_taken")
        return None

    def why_not_new(self, said: Said) -> Fault | None:
        """The reason for which nobody is made of the row: it brings somebody back who was erased."""
        if not self._erased:
            return None
        if (said.draft.code,) in self._erased[MatchKey.CODE]:
            return Fault("code", "erased")
        if any((key,) in self._erased[MatchKey.MAIL] for key in said.mails):
            return Fault("email", "erased")
        if any((key,) in self._erased[MatchKey.PHONE] for key in said.phones):
            return Fault("phone", "erased")
        return None

    def is_by_former_number(self, said: Said, target: Target) -> bool:
        """Whether the row names the customer by the number of somebody who was merged into it."""
        code = said.draft.code
        return bool(code) and self._owner_of_code.get(code) == target.id and target.draft.code != code

    def add(self, said: Said) -> Target:
        """A customer that is not in the books yet, as the row says."""
        target = Target(next(self._fresh), said.draft, Snapshot(said.draft), is_new=True)
        self._targets[target.id] = target
        return target

    def remember(self, said: Said, target: Target) -> None:
        """Later rows that say the same are about the same customer."""
        for value in said.values:
            fitting = self._by_value.setdefault(value, [])
            if target not in fitting:
                fitting.append(target)
        if said.draft.code:
            self._owner_of_code[said.draft.code] = target.id

    def collect(self, batch: Batch) -> list[int]:
        """Hand the customers' own rows to the batch; the ids of the new ones."""
        for target in self._targets.values():
            if target.is_new:
                batch.add_customer(target.id, target.draft, target.known.contact_persons)
            elif target.is_touched:
                batch.change_customer(target.id, target.draft, target.known)
        return [target.id for target in self._targets.values() if target.is_new]
