from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        GuardAppendOnly("Notice"),
        GuardAppendOnly("NoticeRow"),
        GuardAppendOnly("Strike"),
    ]
