"""Who our customers are, how to reach them, what they allow, and every contact with them.

Customer 顧客 (person 個人, company 法人) · contact person 担当者 · code 顧客番号 · household 世帯 ·
preference 嗜好・ニーズ · consent 同意 · attribute 独自項目 · contact 対応 · follow-up フォロー予定 ·
guard お声がけの制限 · completeness 顔が見えている.
"""
