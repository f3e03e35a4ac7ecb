"""What was bought: orders, their lines, products, shops, and the exact summary of each customer.

Order 注文 · line 明細 · sale 販売 · reversal 返品・取消 · guest ゲスト · shop 店舗・売場 · channel 販路 ·
product 商品 · category 分類 · stock 在庫 · refill 詰替 · accessory 付属品 · sample サンプル ·
trigger きっかけ · purchase (one order day) 購入.
"""
