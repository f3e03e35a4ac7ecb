"""Addresses of the desk's pages."""

from django.urls import path

from otokui.domain.desk.web.analysis import (
    analysis,
    analysis_classes,
    analysis_moves,
    analysis_repeat,
    analysis_rfm,
    analysis_table,
    analysis_takings,
)
from otokui.domain.desk.web.analysis_people import analysis_people
from otokui.domain.desk.web.audiences.builder import condition_count, condition_goods, conditions
from otokui.domain.desk.web.audiences.lists import (
    saved_list,
    saved_list_back,
    saved_list_delete,
    saved_list_hide,
    saved_list_new,
    saved_lists,
)
from otokui.domain.desk.web.bulk import bulk, bulk_change, bulk_undo
from otokui.domain.desk.web.catalogue import (
    catalogue,
    catalogued,
    catalogued_history,
    catalogued_restore,
    product_history,
)
from otokui.domain.desk.web.columns import columns
from otokui.domain.desk.web.contacts import complaint, contact, memo_seen, move_task, take_answer_back, task
from otokui.domain.desk.web.customer import customer, product_orders, timeline
from otokui.domain.desk.web.customers import customers, shares
from otokui.domain.desk.web.editing.views import card, field, row
from otokui.domain.desk.web.erase import erase
from otokui.domain.desk.web.exports import export, export_file, export_made, exports
from otokui.domain.desk.web.field import (
    field_find,
    field_known,
    field_offline,
    field_page,
    field_pulse,
    field_worker,
)
from otokui.domain.desk.web.field_acts import field_act
from otokui.domain.desk.web.file import file, file_download, file_picture
from otokui.domain.desk.web.files import (
    customer_files,
    file_note,
    file_remove,
    file_renew,
    file_restore,
    order_files,
)
from otokui.domain.desk.web.group import customer_group
from otokui.domain.desk.web.history import history, restore, restore_all
from otokui.domain.desk.web.new_customer import known_already, new_customer, towns
from otokui.domain.desk.web.offers import deal, offers
from otokui.domain.desk.web.orders import (
    order,
    order_cancel,
    order_customers,
    order_delete,
    order_edit,
    order_goods,
    order_new,
    order_return,
    orders,
)
from otokui.domain.desk.web.person import person
from otokui.domain.desk.web.record_history import (
    order_bring_back,
    order_gone,
    order_history,
    order_restore,
    order_restore_lines,
    orders_gone,
)
from otokui.domain.desk.web.review import review, review_rules
from otokui.domain.desk.web.same import customer_merge, customer_same, merge_undo, merges, review_same
from otokui.domain.desk.web.search import search
from otokui.domain.desk.web.setting_history import (
    review_rules_history,
    review_rules_restore,
    saved_list_history,
    saved_list_restore,
)
from otokui.domain.desk.web.today import glance, progress, today
from otokui.domain.desk.web.today_acts import act, undo

urlpatterns = [
    path("field/", field_page, name="field"),
    path("field/find/", field_find, name="field_find"),
    path("field/known/", field_known, name="field_known"),
    path("field/pulse/", field_pulse, name="field_pulse"),
    path("field/acts/", field_act, name="field_act"),
    path("field/worker.js", field_worker, name="field_worker"),
    path("field/offline/", field_offline, name="field_offline"),
    path("search/", search, name="search"),
    path("today/", today, name="today"),
    path("today/progress/", progress, name="today_progress"),
    path("today/act/", act, name="today_act"),
    path("today/undo/", undo, name="today_undo"),
    path("today/glance/<int:customer_id>/", glance, name="today_glance"),
    path("customers/", customers, name="customers"),
    path("customers/conditions/", conditions, name="customer_conditions"),
    path("customers/conditions/count/", condition_count, name="customer_condition_count"),
    path("customers/conditions/goods/", condition_goods, name="customer_goods"),
    path("customers/bulk/", bulk, name="customer_bulk"),
    path("customers/bulk/<int:change_id>/", bulk_change, name="customer_bulk_change"),
    path("customers/bulk/<int:change_id>/undo/", bulk_undo, name="customer_bulk_undo"),
    path("customers/export/", export, name="customer_export"),
    path("customers/export/<int:export_id>/", export_made, name="customer_export_made"),
    path("customers/export/<int:export_id>/file/", export_file, name="customer_export_file"),
    path("settings/exports/", exports, name="exports"),
    path("customers/columns/", columns, name="customer_columns"),
    path("customers/lists/", saved_lists, name="saved_lists"),
    path("customers/lists/new/", saved_list_new, name="saved_list_new"),
    path("customers/lists/<int:list_id>/", saved_list, name="saved_list"),
    path("customers/lists/<int:list_id>/history/", saved_list_history, name="saved_list_history"),
    path(
        "customers/lists/<int:list_id>/history/<int:event>/restore/",
        saved_list_restore,
        name="saved_list_restore",
    ),
    path("customers/lists/<int:list_id>/delete/", saved_list_delete, name="saved_list_delete"),
    path("customers/lists/<int:list_id>/back/", saved_list_back, name="saved_list_back"),
    path("customers/lists/<slug:key>/hide/", saved_list_hide, name="saved_list_hide"),
    path("customers/shares/", shares, name="customer_shares"),
    path("customers/new/", new_customer, name="customer_new"),
    path("customers/new/known/", known_already, name="customer_known"),
    path("customers/towns/", towns, name="customer_towns"),
    path("customers/review/", review, name="review"),
    path("customers/review/rules/", review_rules, name="review_rules"),
    path("customers/review/rules/history/", review_rules_history, name="review_rules_history"),
    path(
        "customers/review/rules/history/<int:event>/restore/",
        review_rules_restore,
        name="review_rules_restore",
    ),
    path("customers/review/same/", review_same, name="review_same"),
    path("customers/review/merged/", merges, name="merges"),
    path("customers/review/merged/<int:merge_id>/undo/", merge_undo, name="merge_undo"),
    path("customers/<int:customer_id>/", customer, name="customer"),
    path("customers/<int:customer_id>/person/", person, name="customer_person"),
    path("customers/<int:customer_id>/erase/", erase, name="customer_erase"),
    path("customers/<int:customer_id>/same/", customer_same, name="customer_same"),
    path("customers/<int:customer_id>/merge/<int:other_id>/", customer_merge, name="customer_merge"),
    path("customers/<int:customer_id>/merge/", customer_group, name="customer_group"),
    path("analysis/", analysis, name="analysis"),
    path("analysis/classes/", analysis_classes, name="analysis_classes"),
    path("analysis/table/", analysis_table, name="analysis_table"),
    path("analysis/moves/", analysis_moves, name="analysis_moves"),
    path("analysis/rfm/", analysis_rfm, name="analysis_rfm"),
    path("analysis/repeat/", analysis_repeat, name="analysis_repeat"),
    path("analysis/sales/", analysis_takings, name="analysis_takings"),
    path("analysis/people/", analysis_people, name="analysis_people"),
    path("orders/", orders, name="orders"),
    path("orders/gone/", orders_gone, name="orders_gone"),
    path("orders/gone/<int:gone_id>/", order_gone, name="order_gone"),
    path("orders/gone/<int:gone_id>/back/", order_bring_back, name="order_bring_back"),
    path("orders/new/", order_new, name="order_new"),
    path("orders/customers/", order_customers, name="order_customers"),
    path("orders/goods/", order_goods, name="order_goods"),
    path("orders/<int:order_id>/", order, name="order"),
    path("orders/<int:order_id>/files/", order_files, name="order_files"),
    path("customers/<int:customer_id>/files/", customer_files, name="customer_files"),
    path("files/<slug:of>/<int:file_id>/", file, name="file"),
    path("files/<slug:of>/<int:file_id>/download/", file_download, name="file_download"),
    path("files/<slug:of>/<int:file_id>/remove/", file_remove, name="file_remove"),
    path("files/<slug:of>/<int:file_id>/restore/", file_restore, name="file_restore"),
    path("files/<slug:of>/<int:file_id>/renew/", file_renew, name="file_renew"),
    path("files/<slug:of>/<int:file_id>/note/", file_note, name="file_note"),
    path("files/<slug:of>/<int:file_id>/picture/<slug:size>/<int:page>/", file_picture, name="file_picture"),
    path("orders/<int:order_id>/history/", order_history, name="order_history"),
    path("orders/<int:order_id>/history/<int:event>/restore/", order_restore, name="order_restore"),
    path("orders/<int:order_id>/history/<int:event>/lines/", order_restore_lines, name="order_restore_lines"),
    path("settings/shop/names/", catalogue, name="catalogue"),
    path("settings/shop/names/<slug:kind>/<int:row_id>/", catalogued, name="catalogued"),
    path(
        "settings/shop/names/<slug:kind>/<int:row_id>/history/",
        catalogued_history,
        name="catalogued_history",
    ),
    path(
        "settings/shop/names/<slug:kind>/<int:row_id>/history/<int:event>/restore/",
        catalogued_restore,
        name="catalogued_restore",
    ),
    path("products/<int:product_id>/history/", product_history, name="product_history"),
    path("orders/<int:order_id>/edit/", order_edit, name="order_edit"),
    path("orders/<int:order_id>/return/", order_return, name="order_return"),
    path("orders/<int:order_id>/cancel/", order_cancel, name="order_cancel"),
    path("orders/<int:order_id>/delete/", order_delete, name="order_delete"),
    path("customers/<int:customer_id>/cards/<slug:name>/", card, name="customer_card"),
    path("customers/<int:customer_id>/fields/<slug:key>/", field, name="customer_field"),
    path("customers/<int:customer_id>/rows/<slug:kind>/", row, name="customer_row"),
    path("customers/<int:customer_id>/rows/<slug:kind>/<int:row_id>/", row, name="customer_row"),
    path("customers/<int:customer_id>/contact/", contact, name="customer_contact"),
    path("customers/<int:customer_id>/task/", task, name="customer_task"),
    path("customers/<int:customer_id>/task/<int:task_id>/move/", move_task, name="customer_task_move"),
    path("customers/<int:customer_id>/complaint/", complaint, name="customer_complaint"),
    path("customers/<int:customer_id>/offers/", offers, name="customer_offers"),
    path("customers/<int:customer_id>/deal/", deal, name="customer_deal"),
    path("customers/<int:customer_id>/answer/", take_answer_back, name="customer_answer"),
    path("customers/<int:customer_id>/memo-seen/", memo_seen, name="customer_memo_seen"),
    path("customers/<int:customer_id>/timeline/", timeline, name="customer_timeline"),
    path("customers/<int:customer_id>/products/<int:product_id>/", product_orders, name="customer_product"),
    path("customers/<int:customer_id>/history/", history, name="customer_history"),
    path(
        "customers/<int:customer_id>/history/<slug:table>/<int:event>/restore/",
        restore,
        name="customer_restore",
    ),
    path(
        "customers/<int:customer_id>/history/<uuid:change>/restore/",
        restore_all,
        name="customer_restore_all",
    ),
]
