"""設定 → クラスの基準: the rules of the classes, tried before they are saved."""
