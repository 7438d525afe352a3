from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "jishan.helping"
    label = "helping"
    verbose_name = "帮扶"
