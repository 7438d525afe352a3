"""The roles that a document names, as the roles of appointments."""

from jishan.core.access import Role

ROLES = {
    "grid_worker": Role.GRID_WORKER,
    "clerk": Role.CLERK,
    "secretary": Role.SECRETARY,
    "panel": Role.PANEL_MEMBER,
    "representatives": Role.PANEL_MEMBER,
    "supervisor": Role.SUPERVISOR,
    "township_officer": Role.TOWNSHIP_OFFICER,
}
