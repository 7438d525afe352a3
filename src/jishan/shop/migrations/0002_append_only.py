from django.db import migrations

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        GuardAppendOnly("StockMovement"),
    ]
