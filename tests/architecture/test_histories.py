"""Every business table keeps its history, and there is a place where it is read."""

from django.apps import apps
from django.urls import get_resolver

from tests.architecture.test_addresses import patterns

SHOWN = {
    "accounts.Business": "shop_history",
    "accounts.Staff": "staff_history",
    "accounts.Team": "team_history",
    "customers.AttributeDefinition": "own_field_history",
    "customers.ReviewRules": "review_rules_history",
    "customers.BulkChange": "customer_bulk_change",
    "customers.Merge": "merges",
    "customers.Pair": "review_same",
    "customers.ExportLog": "exports",
    "insights.SavedList": "saved_list_history",
    "purchases.Order": "order_history",
    "purchases.OrderLine": "order_history",
    "purchases.OrderAttachment": "order_history",
    "purchases.Product": "product_history",
    "purchases.ProductRelation": "product_history",
    "purchases.ProductCategory": "catalogued_history",
    "purchases.Shop": "catalogued_history",
    "exchange.MappingTemplate": "mapping_history",
    **{
        f"customers.{name}": "customer_history"
        for name in [
            "Customer",
            "Phone",
            "Mail",
            "Address",
            "ContactPerson",
            "Household",
            "Preference",
            "Observation",
            "Consent",
            "Attachment",
            "Contact",
            "FollowUp",
            "OpenDeal",
        ]
    },
    "campaigns.WhyAnswer": "customer_history",
}
NOT_SHOWN = {"insights.ListLook": "how one person looks at the list is nobody else's business"}
NOT_KEPT = {
    "platform.StoredFile": "content, named by its own hash; whoever attaches it keeps the history",
    "platform.FileText": "derived",
    "platform.JobRecord": "is itself the record of what happened",
    "platform.ScheduledTime": "when the clock last called",
    "platform.KeptAnswer": "an answer given once",
    "customers.BulkChangeRow": "a journal itself",
    "customers.MergedRow": "append-only",
    "customers.CleanUpRun": "append-only",
    "customers.Erasure": "is itself the record of what happened",
    "customers.ErasedKey": "append-only",
    "customers.FlawMark": "derived",
    "purchases.PurchaseSummary": "derived",
    "purchases.ProductSummary": "derived",
    "insights.ReorderAnswer": "append-only, taken back by a further row",
    "insights.RuleVersion": "a version each",
    "insights.Run": "append-only",
    "insights.Reorder": "derived",
    "insights.Standing": "derived",
    "insights.StandingChange": "append-only",
    "insights.Survey": "derived",
    "insights.SurveyColumn": "derived",
    "campaigns.PlanVersion": "a version each",
    "campaigns.PlanDay": "append-only",
    "campaigns.Occasion": "derived",
    "exchange.ImportRun": "is itself the record of what happened",
}


def test_every_business_table_is_tracked_and_its_history_is_read_somewhere():
    ours = {model for model in apps.get_models() if model.__module__.startswith("otokui.")}
    events = {model for model in ours if hasattr(model, "pgh_tracked_model")}
    tracked = {model.pgh_tracked_model._meta.label for model in events}
    others = {model._meta.label for model in ours - events} - tracked
    assert tracked == SHOWN.keys() | NOT_SHOWN.keys(), "say where its history is read"
    assert others == NOT_KEPT.keys(), "track it, or say why not"
    there = {pattern.name for pattern in patterns(get_resolver())}
    assert set(SHOWN.values()) <= there
