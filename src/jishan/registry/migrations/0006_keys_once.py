"""One key says of a row whose village it is; a stay without a change needs no place in an index."""

import django.db.models.deletion
from django.db import migrations, models

from jishan.foundation.triggers import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_append_only"),
        ("registry", "0005_fill_stays"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="stay",
            name="stay_of_change",
        ),
        migrations.AlterField(
            model_name="resident",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organization",
            ),
        ),
        migrations.AlterField(
            model_name="stay",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organization",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                condition=models.Q(("change_id__isnull", False)),
                fields=["village", "change_id"],
                name="stay_of_change",
            ),
        ),
        GuardAppendOnly("Stay"),
    ]
