"""The retention mathematics: Arrow tables in, Arrow tables out. No Django, no clock, no shop's database.

    lines ──ledger──► entries ──engine──► state rows ──derive──► customers, reorders
                                   └──fitting──► RunParameters ──┘

`run.analyse_lines` is the whole way in one call. Words: purchase (購入: an order day with net > 0), class
(区分: prospect first toddler steady trend best = 見込み・初回・よちよち・こつこつ・流行・優良), state
(状態: active dormant dead = 現役・休眠・死滅), A (平均顧客単価), state row (all that is remembered of one
customer, or of one customer and product), run parameters (what a run froze: A, cuts, priors, limits).

Import the module you need: `settings` and `parameters` load no library at all, `schema` pyarrow; scipy is
loaded only when a model is evaluated, numba only to compile.
"""
