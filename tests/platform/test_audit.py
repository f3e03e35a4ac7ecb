"""The history of changes, seen from accounts' tables."""

import contextlib

import pgtrigger
import pytest
from django.db import connection, transaction
from pghistory.models import Context

from otokui.core.platform.audit import changing, contexts_of_run
from otokui.domain.accounts.models import Team

TeamEvent = Team._meta.get_field("events").related_model

pytestmark = pytest.mark.django_db


def test_insert_keeps_the_new_row_update_and_delete_the_old_one():
    team = Team.objects.create(name="北")
    Team.objects.filter(pk=team.pk).update(name="南")
    Team.objects.filter(pk=team.pk).delete()
    assert list(TeamEvent.objects.order_by("pgh_id").values_list("pgh_label", "name")) == [
        ("insert", "北"),
        ("update", "北"),
        ("delete", "南"),
    ]


def test_nothing_is_kept_of_an_update_that_changes_nothing():
    Team.objects.create(name="北")
    Team.objects.update(name="北")
    assert TeamEvent.objects.filter(pgh_label="update").count() == 0


def test_copy_and_raw_bulk_updates_are_kept_with_their_cause():
    with transaction.atomic(), changing(cause="import", run=7, staff=3), connection.cursor() as cursor:
        with cursor.copy("COPY accounts_team (name) FROM STDIN") as copy:
            copy.write_row(["北"])
            copy.write_row(["南"])
        connection.connection.execute("UPDATE accounts_team SET name = name || '班'")
    events = TeamEvent.objects.filter(pgh_context_id__in=contexts_of_run(7))
    assert sorted(events.values_list("pgh_label", "name")) == [
        ("insert", "北"),
        ("insert", "南"),
        ("update", "北"),
        ("update", "南"),
    ]
    assert {event.pgh_context.metadata["staff"] for event in events.select_related("pgh_context")} == {3}
    assert contexts_of_run(8).count() == 0


def test_the_cause_ends_with_its_block_and_the_outer_one_returns():
    with transaction.atomic():
        with changing(cause="outer", run=1):
            with changing(cause="inner", run=2):
                Team.objects.create(name="内")
            Team.objects.create(name="外")
        Team.objects.create(name="無")
    causes = dict(TeamEvent.objects.values_list("name", "pgh_context__metadata__cause"))
    assert causes == {"内": "inner", "外": "outer", "無": None}


def test_the_cause_ends_even_when_an_error_is_caught_inside_the_transaction():
    with transaction.atomic():
        with pytest.raises(ValueError), changing(cause="import", run=1):
            raise ValueError("the caller goes on")
        Team.objects.create(name="北")
    assert TeamEvent.objects.get().pgh_context_id is None


@pytest.mark.django_db(transaction=True)
def test_a_cause_needs_a_transaction():
    with pytest.raises(RuntimeError), changing(cause="edit"):
        pass


def test_a_rolled_back_change_takes_its_cause_along_and_the_next_one_brings_its_own():
    with transaction.atomic(), changing(cause="edit", staff=3):
        with contextlib.suppress(LookupError), transaction.atomic():
            Team.objects.create(name="北")
            raise LookupError
        Team.objects.create(name="南")
        Team.objects.create(name="東")
    causes = TeamEvent.objects.values_list("name", "pgh_context__metadata__cause")
    assert set(causes) == {("南", "edit"), ("東", "edit")}
    assert Context.objects.count() == 1


def test_the_triggers_call_functions_that_catch_no_errors():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE proname IN ('_pgh_attach_context', '_pgtrigger_should_ignore')"
        )
        sources = dict(cursor.fetchall())
    assert len(sources) == 2
    assert not [name for name, source in sources.items() if "EXCEPTION" in source]


def test_a_trigger_that_is_to_be_ignored_is():
    with transaction.atomic(), pgtrigger.ignore():
        Team.objects.create(name="北")
    Team.objects.create(name="南")
    assert TeamEvent.objects.values_list("name").get() == ("南",)
