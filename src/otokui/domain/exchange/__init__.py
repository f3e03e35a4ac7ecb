"""Import and export of the shop's books.

Import 取込 · run 取込履歴 · mapping 対応表 · match key 照合キー · policy 登録方法 · dry run 試行 ·
rejected row 不採用行 · undo 取消.
"""
