"""The demo shop おとくい商店: invented people with true habits, the same on every machine.

`demo_shop(last_day)` is a pure function; every customer draws from a random source of their own, so customer
17 buys the same things whether the shop has 100 or 5,000 customers.
"""
