from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial")]

    operations = [
        GuardAppendOnly("TargetReport"),
        GuardAppendOnly("TargetDecision"),
        GuardAppendOnly("TargetAward"),
    ]
