"""Work in parts."""

from dataclasses import dataclass

from otokui.core.kernel.parts import all_parts


@dataclass
class Some:
    rows: list[int]
    after: int | None


def test_each_part_begins_where_the_one_before_ended():
    rows = [3, 5, 8, 13, 21]

    def two(after: int) -> Some:
        found = [row for row in rows if row > after][:2]
        return Some(found, found[-1] if found else None)

    assert [part.rows for part in all_parts(two)] == [[3, 5], [8, 13], [21], []]
