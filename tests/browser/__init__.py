"""Journeys in a real Chromium, against the product's own server and static files."""
