from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "jishan.registry"
    label = "registry"
    verbose_name = "名册"
