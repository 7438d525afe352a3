from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "jishan.moving"
    label = "moving"
    verbose_name = "迁转"
