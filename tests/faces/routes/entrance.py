"""The entrance and the overview."""

from tests.faces.routes import STAFF_ROLES, Line

LINES = {
    "front": Line("public", lambda world, scope: {}),
    "login": Line("public", lambda world, scope: {}),
    "card-login": Line("public", lambda world, scope: {}),
    "logout": Line("public", lambda world, scope: {}, method="post", ok=302),
    "my-posts": Line(
        "staff",
        lambda world, scope: {},
        allowed=frozenset(
            {
                "clerk",
                "secretary",
                "grid",
                "panel",
                "supervisor",
                "shop",
                "township",
                "county",
                "outsider",
                "other_township",
            }
        ),
        ok=302,
    ),
    "overview": Line(
        "staff",
        lambda world, scope: {"place": {"own": "qingshi", "township": "shiban"}[scope]},
        allowed=frozenset({"township", "county"}),
        by_scope={"township": frozenset({"other_township", "county"})},
        hidden=dict.fromkeys(("own", "township"), frozenset(STAFF_ROLES)),
        scopes=("own", "township"),
    ),
}
