"""Addresses of the desk's pages."""

from django.urls import path

from otokui.domain.desk.web.customer import customer
from otokui.domain.desk.web.customers import customers, shares
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

urlpatterns = [
    path("customers/", customers, name="customers"),
    path("customers/shares/", shares, name="customer_shares"),
    path("customers/<int:customer_id>/", customer, name="customer"),
    path("orders/", orders, name="orders"),
    path("orders/new/", order_new, name="order_new"),
    path("orders/customers/", order_customers, name="order_customers"),
    path("orders/goods/", order_goods, name="order_goods"),
    path("orders/<int:order_id>/", order, name="order"),
    path("orders/<int:order_id>/edit/", order_edit, name="order_edit"),
    path("orders/<int:order_id>/return/", order_return, name="order_return"),
    path("orders/<int:order_id>/cancel/", order_cancel, name="order_cancel"),
    path("orders/<int:order_id>/delete/", order_delete, name="order_delete"),
]
