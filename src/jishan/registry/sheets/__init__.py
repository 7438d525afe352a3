"""Reading a roster (户籍表) as villages keep it into a preview; plain Python, no table is touched.

`roster.read_roster` is the way in. Nothing here stores, guesses or mends an identity number: what
cannot be read for certain becomes a problem that names its sheet, row and cell.
"""
