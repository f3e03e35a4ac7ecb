"""The people of an import: who they are, and the list that shows them."""

import pytest

from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.types import ListQuery
from otokui.domain.exchange.public import get_people
from otokui.domain.purchases.public import people_of_run
from otokui.domain.purchases.types import RunPeople
from tests.desk.shop import _quick_and_forgetful, reader, staff
from tests.exchange.shop import NOW, take, write
from tests.exchange.test_undo import CHANGED, LEDGER, MORE_SALES, SALES
from tests.insights.cast import start_run

__all__ = ["_quick_and_forgetful", "reader"]
pytestmark = pytest.mark.django_db


def codes(run: int, touched: RunPeople) -> list[str]:
    rows = customer_list(ListQuery(run=run, touched=touched, sight=EVERYBODY), now=NOW).rows
    return sorted(row.line.code for row in rows if row.line.code)


@pytest.fixture
def runs(tmp_path):
    texts = [
        ("customers", LEDGER),
        ("purchases", SALES),
        ("customers", CHANGED),
        ("purchases", MORE_SALES),
        ("purchases", MORE_SALES),
    ]
    taken = [take(kind, write(tmp_path / f"{n}.csv", text)) for n, (kind, text) in enumerate(texts)]
    start_run()
    return taken


def test_each_run_has_those_it_brought_and_those_it_touched(runs):
    brought, changed, everybody = (
        [codes(run.id, which) for run in runs] for which in (RunPeople.NEW, RunPeople.CHANGED, RunPeople.ALL)
    )
    assert brought == [["00012", "00013"], [], ["00014"], ["00099"], []]
    assert changed == [[], ["00012", "00013"], ["00012"], ["00012", "00013"], []]
    assert everybody == [["00012", "00013"]] * 2 + [["00012", "00014"], ["00012", "00013", "00099"], []]


def test_counts_and_classes_are_those_of_the_lists(runs):
    for run in runs:
        told = get_people(run, sight=EVERYBODY)
        listed = customer_list(ListQuery(run=run.id, sight=EVERYBODY), now=NOW).rows
        assert told.customers == len(listed)
        for key, customers in told.classes.items():
            assert customers == sum(row.customer_class == key for row in listed)


def test_a_large_run_is_told_by_those_it_brought(runs, monkeypatch):
    monkeypatch.setattr("otokui.domain.exchange.queries.people.EVERY_ROW", 0)
    told = get_people(runs[3], sight=EVERYBODY)
    assert (told.new, told.changed, told.of_new_only) == (1, None, True)
    assert sum(told.classes.values()) == 1


def test_the_result_leads_to_the_people_and_the_chip_away_again(reader, runs, django_assert_max_num_queries):
    run = runs[3].id
    assert f"/imports/{run}/people/" in reader.get(f"/imports/{run}/").content.decode()
    with django_assert_max_num_queries(12):
        people = reader.get(f"/imports/{run}/people/").content.decode()
    for link in (f"?run={run}&amp;touched=new", f"?run={run}&amp;touched=changed", f"?run={run}&amp;class="):
        assert link in people
    with django_assert_max_num_queries(12):
        listed = reader.get(f"/customers/?run={run}&touched=changed&sort=money").content.decode()
    assert f"取込{run}で変わった顧客" in listed
    assert 'href="/customers/?sort=money"' in listed
    assert "取込" + str(run) not in reader.get("/customers/?sort=money").content.decode()


def test_an_import_in_the_history_of_a_customer_leads_to_its_page(reader, runs):
    (hanako,) = people_of_run(runs[2].id, RunPeople.CHANGED)
    path, link = f"/customers/{hanako}/history/", f'href="/imports/{runs[2].id}/"'
    assert link in reader.get(path).content.decode()
    backend = "otokui.domain.accounts.adapters.backend.StaffBackend"
    reader.force_login(staff("orders", "o@example.jp"), backend=backend)
    assert link not in reader.get(path).content.decode()
