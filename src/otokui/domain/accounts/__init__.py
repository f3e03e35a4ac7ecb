"""Who works here and what they may do.

Business 事業者 · staff スタッフ · team チーム · role 役割 · permission 権限.
"""
