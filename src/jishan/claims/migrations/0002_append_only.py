from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        GuardAppendOnly("Evidence"),
        GuardAppendOnly("Decision"),
        GuardAppendOnly("PeriodClose"),
    ]
