"""The door of this room: what other rooms may ask and do. Values are in `types`, news in `events`."""

from otokui.domain.customers.actions.attach_file import (
    attach_file,
    count_file_download,
    hide_file,
    note_file,
    unhide_file,
)
from otokui.domain.customers.actions.bulk_change import start_bulk_change, undo_bulk_change, why_not_tasks
from otokui.domain.customers.actions.clean_up import clean_up
from otokui.domain.customers.actions.create_customer import create_customer
from otokui.domain.customers.actions.define_attribute import define_attribute
from otokui.domain.customers.actions.edit_customer import edit_customer, edit_point
from otokui.domain.customers.actions.ensure_customers import ensure_customers, ensure_customers_by_code
from otokui.domain.customers.actions.ensure_text_attributes import ensure_text_attributes
from otokui.domain.customers.actions.erase_customer import ask_to_erase
from otokui.domain.customers.actions.find_pairs import answer_pair, find_pairs
from otokui.domain.customers.actions.follow_up import create_follow_up, finish_follow_up, move_follow_up
from otokui.domain.customers.actions.holders import list_holders, reassign_customer, register_holder
from otokui.domain.customers.actions.keep_customers import hold_customers, keep_customers, known_as
from otokui.domain.customers.actions.log_export import (
    count_export_download,
    keep_export,
    log_export,
    note_export_job,
    note_unwritable,
)
from otokui.domain.customers.actions.look_through import ask_to_look_through, look_through
from otokui.domain.customers.actions.mark_complaint import mark_complaint
from otokui.domain.customers.actions.mark_deal import end_deal, open_deal
from otokui.domain.customers.actions.merge_customers import merge_customers
from otokui.domain.customers.actions.merge_group import merge_group, unmerge_group
from otokui.domain.customers.actions.note_knowledge import (
    forget_household,
    forget_preference,
    note_household,
    note_preference,
    rewrite_preference,
)
from otokui.domain.customers.actions.note_referrers import note_referrers
from otokui.domain.customers.actions.observe import note_observation, see_household
from otokui.domain.customers.actions.plan_follow_ups import drop_follow_ups, plan_follow_ups
from otokui.domain.customers.actions.record_and_plan import NextStep, record_and_plan
from otokui.domain.customers.actions.record_consent import record_consent
from otokui.domain.customers.actions.record_contact import record_contact
from otokui.domain.customers.actions.restore_change import RestoredChange, restore_change
from otokui.domain.customers.actions.restore_review import OF_REVIEW, restore_review
from otokui.domain.customers.actions.restore_row import restore_row
from otokui.domain.customers.actions.restore_value import (
    is_restorable,
    restore_in_history,
    restore_value,
)
from otokui.domain.customers.actions.review_list import review_again, review_list, save_review_settings
from otokui.domain.customers.actions.settle_follow_up import (
    Asked,
    Settled,
    TakenAlready,
    settle_follow_up,
    unsettle_follow_up,
)
from otokui.domain.customers.actions.take_contact_back import take_contact_back
from otokui.domain.customers.actions.undo_run import begin_undo, foresee_undo, undo_part, undo_run
from otokui.domain.customers.actions.unmerge_customers import unmerge_customers
from otokui.domain.customers.actions.update_customer import update_customer
from otokui.domain.customers.actions.write_contact_person import write_contact_person
from otokui.domain.customers.actions.write_customers import write_customers
from otokui.domain.customers.adapters.erased_keys import erased_among
from otokui.domain.customers.adapters.postal import Town, towns_of
from otokui.domain.customers.adapters.seen import may_see, of_seen_customer
from otokui.domain.customers.models.labels import label
from otokui.domain.customers.models.refusals import words_for as problem_words
from otokui.domain.customers.queries.agenda import get_agenda
from otokui.domain.customers.queries.alike import Alike, find_alike
from otokui.domain.customers.queries.attachments import get_attachment, list_attachments, search_attachments
from otokui.domain.customers.queries.bulk_changes import (
    count_unchanged,
    find_bulk_change,
    ids_of_bulk_change,
    list_bulk_changes,
    whose_bulk_change,
)
from otokui.domain.customers.queries.called import ids_called
from otokui.domain.customers.queries.chosen import gather, is_chosen, these
from otokui.domain.customers.queries.codes import all_codes
from otokui.domain.customers.queries.consents import consenting
from otokui.domain.customers.queries.customer import (
    ErasedAway,
    MergedAway,
    UnknownCustomer,
    customer_names,
    get_completeness,
    get_customer,
    get_customer_file,
    list_attributes,
    list_own_fields,
    name_and_honorific,
)
from otokui.domain.customers.queries.deals import find_open_deal
from otokui.domain.customers.queries.details import details_of
from otokui.domain.customers.queries.doorstep import doorsteps, find_at_door
from otokui.domain.customers.queries.erasing import erased_of, find_erasure
from otokui.domain.customers.queries.exports import find_export, list_disclosures, list_exports
from otokui.domain.customers.queries.flaws import (
    count_flawed,
    get_review_settings,
    ids_flawed,
    list_clean_ups,
    list_flawed,
)
from otokui.domain.customers.queries.follow_ups import list_follow_ups, with_open_follow_up
from otokui.domain.customers.queries.guards import (
    Guard,
    agenda_at_hand,
    list_refusals,
    register_guard,
    why_not_contact,
    why_not_contact_many,
)
from otokui.domain.customers.queries.having import (
    by_reading,
    first_by_reading,
    ids_complaining,
    ids_having,
    ids_living_at,
    ids_measuring,
    ids_owning,
    ids_with_reason,
)
from otokui.domain.customers.queries.held import plan_erasure, tell_person
from otokui.domain.customers.queries.history import (
    find_last_change,
    list_history,
    tell_in_history,
)
from otokui.domain.customers.queries.judging import newcomers_of_run
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.queries.listing import (
    count_customers,
    count_ids,
    customer_ids,
    estimate_ids,
    list_customer_ids,
    list_customers,
    walk_customers,
)
from otokui.domain.customers.queries.match import ids_by_code, match_customers
from otokui.domain.customers.queries.merges import find_merge, list_merges, survivor_of
from otokui.domain.customers.queries.merging import plan_group, plan_merge
from otokui.domain.customers.queries.notes import search_notes
from otokui.domain.customers.queries.of_run import ids_brought_by_run, ids_changed_by_run
from otokui.domain.customers.queries.of_staff import ids_looked_after_by
from otokui.domain.customers.queries.pairs import count_pairs, find_pair, list_apart, list_pairs
from otokui.domain.customers.queries.reach import get_reach
from otokui.domain.customers.queries.readings import propose_reading
from otokui.domain.customers.queries.review_history import list_review_history
from otokui.domain.customers.queries.search import search_by_phone, search_customers
from otokui.domain.customers.queries.sight import (
    hidden,
    in_sight,
    only_visible,
    seen_among,
    sight_sql,
    visible,
)
from otokui.domain.customers.queries.tags import tags_in_use
from otokui.domain.customers.queries.telling import tell_plan
from otokui.domain.customers.queries.timeline import list_timeline
from otokui.domain.customers.queries.told_words import search_told_words
from otokui.domain.customers.queries.weighing import register_activity, register_weight
from otokui.domain.customers.rules.checks import why_not_answer
from otokui.domain.customers.rules.contacting import quiet_until, why_not_at_this_hour, why_not_to_taste
from otokui.domain.customers.rules.edits import mark, person_seen, seen_in, value_of
from otokui.domain.customers.rules.forms import input_of
from otokui.domain.customers.rules.observing import AT_THE_COUNTER, special_care_in, special_care_words

__all__ = [
    "AT_THE_COUNTER",
    "OF_REVIEW",
    "Alike",
    "Asked",
    "ErasedAway",
    "Guard",
    "MergedAway",
    "NextStep",
    "RestoredChange",
    "Settled",
    "TakenAlready",
    "Town",
    "UnknownCustomer",
    "agenda_at_hand",
    "all_codes",
    "answer_pair",
    "ask_to_erase",
    "ask_to_look_through",
    "attach_file",
    "begin_undo",
    "by_reading",
    "clean_up",
    "consenting",
    "count_customers",
    "count_export_download",
    "count_file_download",
    "count_flawed",
    "count_ids",
    "count_pairs",
    "count_unchanged",
    "create_customer",
    "create_follow_up",
    "customer_ids",
    "customer_names",
    "define_attribute",
    "details_of",
    "doorsteps",
    "drop_follow_ups",
    "edit_customer",
    "edit_point",
    "end_deal",
    "ensure_customers",
    "ensure_customers_by_code",
    "ensure_text_attributes",
    "erased_among",
    "erased_of",
    "estimate_ids",
    "find_alike",
    "find_at_door",
    "find_bulk_change",
    "find_erasure",
    "find_export",
    "find_last_change",
    "find_merge",
    "find_open_deal",
    "find_pair",
    "find_pairs",
    "finish_follow_up",
    "first_by_reading",
    "foresee_undo",
    "forget_household",
    "forget_preference",
    "gather",
    "get_agenda",
    "get_attachment",
    "get_completeness",
    "get_customer",
    "get_customer_file",
    "get_reach",
    "get_review_settings",
    "hidden",
    "hide_file",
    "hold_customers",
    "ids_brought_by_run",
    "ids_by_code",
    "ids_called",
    "ids_changed_by_run",
    "ids_complaining",
    "ids_flawed",
    "ids_having",
    "ids_living_at",
    "ids_looked_after_by",
    "ids_measuring",
    "ids_of_bulk_change",
    "ids_owning",
    "ids_with_reason",
    "in_sight",
    "input_of",
    "is_chosen",
    "is_restorable",
    "keep_customers",
    "keep_export",
    "known_as",
    "label",
    "lines_of",
    "list_apart",
    "list_attachments",
    "list_attributes",
    "list_bulk_changes",
    "list_clean_ups",
    "list_customer_ids",
    "list_customers",
    "list_disclosures",
    "list_exports",
    "list_flawed",
    "list_follow_ups",
    "list_history",
    "list_holders",
    "list_merges",
    "list_own_fields",
    "list_pairs",
    "list_refusals",
    "list_review_history",
    "list_timeline",
    "log_export",
    "look_through",
    "mark",
    "mark_complaint",
    "match_customers",
    "may_see",
    "merge_customers",
    "merge_group",
    "move_follow_up",
    "name_and_honorific",
    "newcomers_of_run",
    "note_export_job",
    "note_file",
    "note_household",
    "note_observation",
    "note_preference",
    "note_referrers",
    "note_unwritable",
    "of_seen_customer",
    "only_visible",
    "open_deal",
    "person_seen",
    "plan_erasure",
    "plan_follow_ups",
    "plan_group",
    "plan_merge",
    "problem_words",
    "propose_reading",
    "quiet_until",
    "reassign_customer",
    "record_and_plan",
    "record_consent",
    "record_contact",
    "register_activity",
    "register_guard",
    "register_holder",
    "register_weight",
    "restore_change",
    "restore_in_history",
    "restore_review",
    "restore_row",
    "restore_value",
    "review_again",
    "review_list",
    "rewrite_preference",
    "save_review_settings",
    "search_attachments",
    "search_by_phone",
    "search_customers",
    "search_notes",
    "search_told_words",
    "see_household",
    "seen_among",
    "seen_in",
    "settle_follow_up",
    "sight_sql",
    "special_care_in",
    "special_care_words",
    "start_bulk_change",
    "survivor_of",
    "tags_in_use",
    "take_contact_back",
    "tell_in_history",
    "tell_person",
    "tell_plan",
    "these",
    "towns_of",
    "undo_bulk_change",
    "undo_part",
    "undo_run",
    "unhide_file",
    "unmerge_customers",
    "unmerge_group",
    "unsettle_follow_up",
    "update_customer",
    "value_of",
    "visible",
    "walk_customers",
    "whose_bulk_change",
    "why_not_answer",
    "why_not_at_this_hour",
    "why_not_contact",
    "why_not_contact_many",
    "why_not_tasks",
    "why_not_to_taste",
    "with_open_follow_up",
    "write_contact_person",
    "write_customers",
]
