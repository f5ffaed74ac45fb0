"""Component ids of the register page."""

GRID = "register-grid"
SCOPE = "register-scope"
DAYS = "register-days"
REFRESH = "register-refresh"
TICK = "register-tick"
COUNT = "register-count"
