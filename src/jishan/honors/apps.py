from django.apps import AppConfig


class HonorsConfig(AppConfig):
    name = "jishan.honors"
    label = "honors"
    verbose_name = "荣誉"
