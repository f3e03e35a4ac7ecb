"""What the purchases say about each customer: class, state, next order, and why.

Rules 判定ルール · run 判定 · parameters 基準値 · class 顧客区分 · state 稼働状態 · standing 現在の区分 ·
class history 区分の履歴 · rule line 決め手 · reorder 次回注文 · due そろそろ · overdue 遅れ · answer 返答 ·
preview 試算 · candidate 今日の候補.

A standing is a function of the customer's own purchases, the frozen parameters of its run and the day; it
stores only what stays true until the next purchase or until the day on which time alone changes it.
"""
