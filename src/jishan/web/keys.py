"""A key for every form: sent twice, it does the step once."""

import secrets


def new_key() -> str:
    return secrets.token_urlsafe(16)
