from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("honors", "0001_initial")]

    operations = [
        GuardAppendOnly("Ranking"),
        GuardAppendOnly("ConferredTitle"),
    ]
