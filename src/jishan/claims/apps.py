from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "jishan.claims"
    label = "claims"
    verbose_name = "申报"
