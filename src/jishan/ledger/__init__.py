"""The one book (台账): accounts, postings (凭证), entries (分录), the passbook (存折)."""
