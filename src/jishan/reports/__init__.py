"""Spreadsheets and statistics (报表). Owns nothing, reads all; the only room that writes Excel."""
