"""Every address of the editor."""

from jishan.web.office.editor import outline, part, pick, start

urlpatterns = [
    *start.urlpatterns,
    *outline.urlpatterns,
    *pick.urlpatterns,
    *part.urlpatterns,
]
