"""Class programmes (クラス別プログラム): what to do for each class and state, when, how, and what never.

Words: programme プログラム, step ステップ, trigger きっかけ, aim 目的, way 方法, occasion 機会 (a step
that is due for one customer, once), plan 計画 (all programmes, in versions), never しないこと, why not more
回数の理由.
"""
