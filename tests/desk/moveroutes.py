"""Who may see and steer the move: rows for the table of all routes (tests/desk/test_routes.py)."""

BY_STAFF = ("sign-in", "sign-in", "sign-in", 200, 200, "sign-in", "sign-in")
BY_ADMIN = ("sign-in", "sign-in", "sign-in", 403, 200, "sign-in", "sign-in")
BY_ADMIN_DONE = ("sign-in", "sign-in", "sign-in", 403, 303, "sign-in", "sign-in")

MOVE_ROUTES: dict[tuple[str, str], tuple[int | str, ...]] = {
    ("GET", "/staff/move"): BY_STAFF,
    ("GET", "/staff/move.csv"): BY_STAFF,
    ("GET", "/staff/move/people.csv"): BY_STAFF,
    ("GET", "/admin/closing"): BY_ADMIN,
    ("POST", "/admin/closing/rights"): BY_ADMIN_DONE,
    ("GET", "/admin/transition"): BY_ADMIN,
    # Nothing is wished for.
    ("POST", "/admin/transition/wish"): ("sign-in", "sign-in", "sign-in", 403, 422, "sign-in", "sign-in"),
    # There is no such proposal.
    ("POST", "/admin/transition/proposals/{proposal_id}/{deed}"): (
        *("sign-in", "sign-in", "sign-in", 403, 422, "sign-in", "sign-in"),
    ),
    ("POST", "/admin/transition/grants/{grant_id}/end"): BY_ADMIN_DONE,
    ("GET", "/admin/transition/slots"): BY_ADMIN,
    ("GET", "/admin/transition/of"): BY_ADMIN,
    ("GET", "/admin/transition/of/{scope}/{number}"): BY_ADMIN,
    ("POST", "/admin/transition/of/{scope}/{number}"): BY_ADMIN_DONE,
    ("GET", "/admin/people"): BY_ADMIN,
    # Without a file there is nothing to take in.
    ("POST", "/admin/people"): ("sign-in", "sign-in", "sign-in", 403, 422, "sign-in", "sign-in"),
    ("POST", "/admin/people/{contact_id}/revoke"): ("sign-in", "sign-in", "sign-in", 403, 303, "sign-in", "sign-in"),
    ("GET", "/admin/people/invitations"): BY_ADMIN,
    ("GET", "/admin/people/invitations.csv"): BY_ADMIN,
}
