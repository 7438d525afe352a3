"""The days that a form takes: those that a scheme document can hold (1900 to 2199)."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
_SAID = gettext_lazy("请写 1900 年到 2199 年之间的一天。")
OF_DOCUMENTS = (MinValueValidator(FIRST, _SAID), MaxValueValidator(LAST, _SAID))
