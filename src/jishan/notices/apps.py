from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jishan.notices"
    label = "notices"
    verbose_name = "公示"
