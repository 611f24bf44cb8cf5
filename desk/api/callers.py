"""Which program calls, and whether its token's role covers what it asks for."""

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.params import Depends as Dependency

from bot.casework.case import Doer
from bot.people import Action, may
from bot.storage.sessions import ApiToken
from bot.tickets import Via
from desk.visitors import Reader

Token = Annotated[ApiToken, Reader]


def _holding(action: Action) -> Dependency:
    def check(token: Token) -> ApiToken:
        if not may(token.role, action):
            raise HTTPException(403, f"This token may not: {action}.")
        return token

    dependency: Dependency = Depends(check)
    return dependency


Writer = Annotated[ApiToken, _holding(Action.WRITE_API)]
TransitionReader = Annotated[ApiToken, _holding(Action.READ_TRANSITION)]
DeadlineMover = Annotated[ApiToken, _holding(Action.MOVE_DEADLINE)]
OfficeSetter = Annotated[ApiToken, _holding(Action.SET_OFFICE)]


def doer_of(token: ApiToken) -> Doer:
    """Staff see the token's name beside what it did."""
    return Doer(None, token.name, Via.API)
