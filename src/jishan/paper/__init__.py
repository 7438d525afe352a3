"""What is printed: typst sources, their fonts, QR codes. Knows no table and decides nothing."""
