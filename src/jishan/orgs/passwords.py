"""How passwords and PINs are hashed: Argon2id at the size that OWASP names as sufficient.

19 MiB, two rounds, one lane: Django's own setting (100 MiB, eight lanes) takes the better part of
a second on a village's old PC, and a login page that slow is a way to stop the server.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Named `argon2` like Django's own, so that a hash made by either is checked by this one."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
