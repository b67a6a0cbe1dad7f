"""How many forms a scan holds; of those kept before, at least one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0009_import_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='scan',
            name='count',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='banyaknya formulir'),
            preserve_default=False,
        ),
    ]
