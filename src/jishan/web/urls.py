"""Every address of the pages. One list a subject; each subject's module holds its own."""

from django.urls import include, path

_SUBJECTS = (
    "entry",
    "overview",
    "counter",
    "codes",
    "board",
    "passbook",
    "villager",
    "villager_notices",
    "grid",
    "grid_record",
    "grid_paper",
    "office.desk",
    "office.claims",
    "office.review",
    "office.notices",
    "office.ledger",
    "office.closing",
    "office.rankings",
    "office.inspections",
    "office.rules",
    "office.roster",
    "office.roster_import",
    "office.goods",
    "office.audit",
)

urlpatterns = [path("", include(f"jishan.web.{subject}")) for subject in _SUBJECTS]
