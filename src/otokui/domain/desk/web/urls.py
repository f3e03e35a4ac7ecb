"""Addresses of the desk's pages."""

from django.urls import path

from otokui.domain.desk.web.customer import customer
from otokui.domain.desk.web.customers import customers, shares

urlpatterns = [
    path("customers/", customers, name="customers"),
    path("customers/shares/", shares, name="customer_shares"),
    path("customers/<int:customer_id>/", customer, name="customer"),
]
