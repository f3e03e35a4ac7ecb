"""Pages that compose many rooms (窓口): 顧客一覧 customer list, 顧客ページ customer page.

顔 face: everything the page of one customer shows. 行 row: one customer in the list. 構成 shares: customers
by class and state. No tables of its own.
"""
