"""The dialog in which admins steer the transition: whom, which day, why, and the numbers before it is done."""
