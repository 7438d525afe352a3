from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "jishan.trials"
    label = "trials"
    verbose_name = "试算"
