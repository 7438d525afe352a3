from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "jishan.orgs"
    label = "orgs"
    verbose_name = "组织"
