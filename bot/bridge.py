"""The bridge: what admins wish for is weighed, done, or put to a second admin, wherever they wish it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.deliveries import Button, Draft, Purpose
from bot.grants import Grant, NobodyThere, NoReason, Scope
from bot.helm import Helm
from bot.languages import choose
from bot.people import People
from bot.proposals import OwnProposal, Proposal, ProposalOver
from bot.sections import Company
from bot.storage import colleagues, deliveries, grants, impact, proposals, targets, transitions
from bot.storage.database import Database
from bot.texts import proposals as proposal_words
from bot.weighed import Weighed
from bot.wishes import Wish


@dataclass(frozen=True, slots=True)
class Bridge:
    database: Database
    company: Company
    people: People
    second_admin: bool
    outbox: Bell
    agenda: Bell

    async def weigh(self, wish: Wish, now: datetime, reason: str = "") -> Weighed:
        """Raises what the act refuses, as `Helm.look` does, and NobodyThere; a grant's reason may be asked later."""
        async with self.database.reading() as tx:
            return await self._weigh(self._helm(tx, 0, "", now), wish, reason or "?")

    async def steer(self, wish: Wish, reason: str, *, by: tuple[int, str], now: datetime) -> Weighed | Proposal:
        """Done, or put to the other admins. ``by``: the admin's id and name. Raises as `weigh` does, NoReason."""
        async with self.database.transaction() as tx:
            await transitions.hold(
                tx
            )  # of two who propose at once, the later one's takes the place of the earlier one's
            helm = self._helm(tx, *by, now)
            weighed = await self._weigh(helm, wish, reason)
            done: Weighed | Proposal = weighed
            if self.needs_second(wish):
                if not reason.strip():
                    raise NoReason
                done = await proposals.add(tx, wish, reason, by_id=by[0], by_name=by[1], now=now)
                await self._ask_others(tx, done, weighed, now)
            else:
                await helm.carry_out(wish, reason)
        self._ring()
        return done

    def needs_second(self, wish: Wish) -> bool:
        return self.second_admin and wish.is_weighty

    async def confirm(self, proposal_id: int, *, by: tuple[int, str], now: datetime) -> tuple[Proposal, Weighed]:
        """Raises OwnProposal, ProposalOver, and what the act refuses by now."""
        async with self.database.transaction() as tx:
            proposal = await self._settle(tx, proposal_id, accepted=True, by=by, now=now)
            helm = self._helm(tx, *by, now, f"{proposal.by_name} ({proposal.by_id})")
            weighed = await self._weigh(helm, proposal.wish, proposal.reason)
            await helm.carry_out(proposal.wish, proposal.reason)
            await self._tell_proposer(tx, proposal, by[1], now)
        self._ring()
        return proposal, weighed

    async def decline(self, proposal_id: int, *, by: tuple[int, str], now: datetime) -> Proposal:
        """Also by whoever proposed it. Raises ProposalOver."""
        async with self.database.transaction() as tx:
            proposal = await self._settle(tx, proposal_id, accepted=False, by=by, now=now)
            if proposal.by_id != by[0]:
                await self._tell_proposer(tx, proposal, by[1], now)
        self._ring()
        return proposal

    async def take_back(self, grant_id: int, reason: str, *, by: tuple[int, str], now: datetime) -> Grant | None:
        """None when it was taken back before. Raises LookupError."""
        async with self.database.transaction() as tx:
            ended = await self._helm(tx, *by, now).end_grant(grant_id, reason)
        self._ring()
        return ended

    def _helm(self, tx: AsyncConnection, admin_id: int, name: str, now: datetime, proposed_by: str = "") -> Helm:
        return Helm(tx, self.company.zone, admin_id, name, now, proposed_by)

    async def _weigh(self, helm: Helm, wish: Wish, reason: str) -> Weighed:
        outcome = await helm.look(wish, reason)
        name = await targets.look_up(helm.tx, wish.scope, wish.scope_id)
        if name is None:
            raise NobodyThere
        about = None if wish.scope is Scope.ALL else grants.channels_of(wish.scope, wish.scope_id)
        return Weighed(
            wish,
            await transitions.current(helm.tx),
            outcome,
            await impact.of_all(helm.tx, self.people.everyone, about=about),
            name,
        )

    async def _settle(
        self, tx: AsyncConnection, proposal_id: int, *, accepted: bool, by: tuple[int, str], now: datetime
    ) -> Proposal:
        await transitions.hold(tx)  # first, as `steer` does: else each could wait for the other
        try:
            proposal = await proposals.get(tx, proposal_id)
        except LookupError:
            raise ProposalOver from None
        if accepted and proposal.by_id == by[0]:
            raise OwnProposal
        settled = await proposals.settle(tx, proposal_id, accepted=accepted, by_id=by[0], by_name=by[1], now=now)
        if not settled:
            raise ProposalOver
        return await proposals.get(tx, proposal_id)

    async def _ask_others(self, tx: AsyncConnection, proposal: Proposal, weighed: Weighed, now: datetime) -> None:
        others = sorted(set(self.people.admins) - {proposal.by_id})
        own = await colleagues.languages_of(tx, others)
        for admin in others:
            spoken = choose(own.get(admin), self.company.language)
            said = proposal_words.proposal_asked(spoken, proposal, weighed, self.company.zone)
            confirm = Button(proposal_words.confirm_proposal(spoken), data=f"steer:confirm:{proposal.id}")
            decline = Button(proposal_words.decline_proposal(spoken), data=f"steer:decline:{proposal.id}")
            asked = Draft(f"proposal/{proposal.id}", admin, Purpose.NOTICE, said, buttons=((confirm, decline),))
            await deliveries.plan(tx, asked, now)

    async def _tell_proposer(self, tx: AsyncConnection, proposal: Proposal, name: str, now: datetime) -> None:
        own = await colleagues.languages_of(tx, [proposal.by_id])
        said = proposal_words.proposal_settled(choose(own.get(proposal.by_id), self.company.language), proposal, name)
        told = Draft(f"proposal/{proposal.id}/settled", proposal.by_id, Purpose.NOTICE, said)
        await deliveries.plan(tx, told, now)

    def _ring(self) -> None:
        self.agenda.ring()
        self.outbox.ring()
