from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        GuardAppendOnly("Posting"),
        GuardAppendOnly("Entry"),
    ]
