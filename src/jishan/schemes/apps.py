from django.apps import AppConfig


class SchemesConfig(AppConfig):
    name = "jishan.schemes"
    label = "schemes"
    verbose_name = "积分方案"
