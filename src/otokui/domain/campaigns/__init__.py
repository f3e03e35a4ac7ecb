"""Class programmes (区分別プログラム): for each class and state what to do, when, which way, and what never.

Words: programme 区分プログラム, step ステップ, trigger きっかけ, aim 目的, way 方法, occasion 機会 (a step
that is due for one customer, once), plan 計画 (all programmes, in versions), never しないこと, why not more
回数の理由.
"""
