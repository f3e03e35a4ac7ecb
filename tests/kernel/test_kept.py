"""Values that are kept as long as their mark holds."""

from otokui.core.kernel.kept import Kept


def test_a_value_is_found_under_its_mark_only():
    kept: Kept[str, int] = Kept(2)
    assert kept.keep("a", (1, "x"), 10) == 10
    assert kept.find("a", (1, "x")) == 10
    assert kept.find("a", (2, "x")) is None
    assert kept.get("a") == ((1, "x"), 10)
    kept.keep("a", (2, "x"), 20)
    assert (kept.find("a", (1, "x")), kept.find("a", (2, "x"))) == (None, 20)


def test_a_full_one_begins_anew():
    kept: Kept[int, int] = Kept(2)
    for key in (1, 2, 2, 3):
        kept.keep(key, None, key)
    assert [kept.get(key) for key in (1, 2, 3)] == [None, None, (None, 3)]
    kept.forget()
    assert kept.get(3) is None
