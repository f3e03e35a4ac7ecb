"""Plain Python that every room uses: errors, Japanese text, names, phones, addresses, money, days."""
