"""The entrance, the overview, the rules."""

from tests.faces.routes import OFFICE, STAFF_ROLES, Line, village_only

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
    "rules": Line(
        "staff",
        village_only,
        allowed=OFFICE,
        by_scope={
            "village": frozenset({"outsider", "township"}),
            "township": frozenset({"other_township"}),
        },
        scopes=("own", "village", "township"),
    ),
    "rules-one": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.version_id(scope)},
        allowed=OFFICE,
        by_scope={"village": frozenset()},
        hidden={"village": OFFICE},
        scopes=("own", "village"),
    ),
    "rules-export": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.version_id(scope)},
        allowed=OFFICE,
        by_scope={"village": frozenset()},
        hidden={"village": OFFICE},
        scopes=("own", "village"),
    ),
    "rules-draft": Line(
        "staff",
        village_only,
        allowed=frozenset({"secretary"}),
        method="post",
        data=lambda world, scope: {"file": world.scheme_file()},
        ok=302,
    ),
    "rules-vote": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.draft_id()},
        allowed=frozenset({"secretary"}),
        method="post",
        data=lambda world, scope: world.vote(),
        ok=302,
    ),
    "rules-file": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.voted_id()},
        allowed=frozenset({"township"}),
        method="post",
        data=lambda world, scope: {"number": "青政备1号"},
        ok=302,
    ),
    "rules-adopt": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.filed_id()},
        allowed=frozenset({"secretary"}),
        method="post",
        data=lambda world, scope: {"day": world.tomorrow()},
        ok=302,
    ),
}
