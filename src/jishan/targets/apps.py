from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "jishan.targets"
    label = "targets"
    verbose_name = "目标计划"
