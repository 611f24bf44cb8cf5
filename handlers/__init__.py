"""aiogram routers, one file per thing a person can do."""
