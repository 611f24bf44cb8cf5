"""Rules of the office: when a ticket goes up a level, and what an answer should not say."""

from typing import Annotated

from pydantic import Field

from bot.sections import Section
from bot.setting_types import Text

Words = Annotated[tuple[Text, ...], Field(max_length=200)]


class Rules(Section):
    accept_within_minutes: int = Field(default=60, ge=5, le=100_000)
    """Of working time; then the ticket goes up a level, and after as long again one more."""
    slipped_promise: bool = True
    """A promise that was not kept goes up a level."""
    low_rating: bool = True
    """A rating of 1 or 2 goes to the management."""
    complaints: bool = True
    """A ticket of the category "complaint" goes to handling at once."""
    manager_words: Words = (
        *("manager", "your boss", "supervisor", "management"),
        *("经理", "主管", "领导", "负责人", "老板"),
    )
    """Whoever asks for them gets the management; of these, titles alone (`bot.superiors`) have to be asked for."""
    urgent_words: Words = (
        *("everything is down", "all sites are down", "data loss", "hacked", "cannot pay"),
        *("全站打不开", "服务器宕机", "数据丢失", "被黑", "无法付款"),
    )
    """Matters with these disturb people outside working hours as well."""
    follow_up_days: int = Field(default=2, ge=0, le=60)
    """Working days after resolving until staff call to hear whether all is well; 0: never."""
    promising_words: Words = (
        *("right away", "immediately", "within the hour", "today", "tomorrow", "by tonight", "next week", "soon"),
        *("马上", "立刻", "立即", "今天", "明天", "今晚", "下周", "很快", "尽快解决"),
    )
    """Promises of time, when no promised time stands on the ticket."""
    blaming_words: Words = (
        *("your fault", "your mistake", "you should have", "you did not", "not our problem"),
        *("是你", "你自己", "您自己的问题", "你没有", "不是我们的问题", "你应该早"),
    )
    forbidden_words: Words = (
        *("impossible", "no idea", "whatever", "calm down", "not my job", "read the manual"),
        *("不可能", "不知道", "不归我管", "没办法", "随便", "你急什么", "规定就是这样"),
    )
