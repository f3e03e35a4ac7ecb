"""What the status column of an order file says: whether a line is a sale, was returned or was called off."""

import unicodedata

_RETURNED = (
    "返品",
    "返金",
    "返却",
    "払戻",
    "払い戻",
    "returned",
    "return",
    "refunded",
    "refund",
    "credit",
    "赤伝",
)
_RED = ("赤", "red")  # a correction in a sales ledger; 赤ワイン is not one
# Carts that never became orders stand in EC-CUBE's books as 購入処理中 and 決済処理中.
_CANCELLED = (
    "取消", "取り消し", "取消し", "キャンセル", "cancel", "void", "無効", "削除",
    "購入処理中", "決済処理中", "abandoned",
)  # fmt: skip
_NEGATIONS = ("可", "前", "なし", "以外", "not ", "non", "partially")


def read_status(text: str) -> str:
    """`returned`, `cancelled`, or "" for a sale: 注文取消し, キャンセル済, 返品完了, Refunded."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if not plain or any(word in plain for word in _NEGATIONS):
        return ""
    if any(word in plain for word in _CANCELLED):
        return "cancelled"
    return "returned" if plain in _RED or any(word in plain for word in _RETURNED) else ""
