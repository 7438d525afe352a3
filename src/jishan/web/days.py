"""The days that a form takes: those that a scheme document can hold."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from jishan.core.scheme.values import FIRST_DAY, LAST_DAY

_SAID = gettext_lazy("请写 1900 年到 2199 年之间的一天。")
OF_DOCUMENTS = (MinValueValidator(FIRST_DAY, _SAID), MaxValueValidator(LAST_DAY, _SAID))
