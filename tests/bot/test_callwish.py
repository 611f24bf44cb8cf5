"""The wish to be called, in words: found only where a clause says it as a whole."""

import time

import pytest

from bot.callwish import call_wish_in, is_time_wish
from bot.phone import phone_of


@pytest.mark.parametrize(
    "text",
    """
call me
Call me please!
please call me back
can you call me?
Could someone call us back asap
My site is down. Please call me.
Hello, call me
give me a call
pls ring me
I want you to call me
I need a callback
I'd like a callback
Please arrange a call back
call me tomorrow morning
call me after 3pm
call me at 15:30
Call me at +49 170 1234567
have your manager call me
Can the engineer give us a quick call today?
please call me when you can
I need a phone call
callback please
给我回电
给我回电话
请给我回个电话
麻烦打电话给我
打给我
能不能给我打个电话？
请尽快回电
回个电话
让经理给我打电话
让技术给我回个电话，谢谢
网站打不开了，请给我回电
打我电话
打我手机13800138000
电话联系我
电话沟通一下吧
call我
明天上午给我打个电话好吗
下午3点以后给我回电
給我回電話
请致电给我
请安排人给我回电话
有空给我回个电话吧🙏
""".strip().splitlines(),
)
def test_it_is_heard(text: str) -> None:
    assert call_wish_in(text) is not None


@pytest.mark.parametrize(
    "text",
    """
call me back to the old version
you can call me Ann
they didn't call me
nobody called me
did you call me?
don't call me
please do not call me
why did you call me
I will call you
can I call you?
the API call me twice
he told me to call us first
my phone rings
callback
We need a callback url
payment callback failed
打电话没人接，发消息没人回
不要给我打电话
别给我打电话
没给我回电话
昨天给我打电话的人是谁
为什么不给我回电
你们给我打电话了吗
给我打电话的客服态度很差
我给你们打电话了
电话打不通
电话联系不上
打我
没来电
来电显示不对
回电功能坏了
请回复
给我打折
""".strip().splitlines(),
)
def test_it_is_not_heard_in_other_matters(text: str) -> None:
    assert call_wish_in(text) is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("Call me at +49 170 1234567", "+49 170 1234567"),
        ("请打我电话：138 0013 8000", "138 0013 8000"),
        ("call me", None),
    ],
)
def test_a_number_beside_it_is_found(text: str, phone: str | None) -> None:
    wish = call_wish_in(text)
    assert wish is not None
    assert wish.phone == phone


@pytest.mark.parametrize(
    "text",
    """
any time
only between 14 and 17
14:00 - 17:00
only the manager
don't call before noon
weekdays only, not before 9
between 2pm and 4pm please
after 5
tomorrow
下午
随时都可以
明天上午10点后
只要经理
14点到17点
上班时间
""".strip().splitlines(),
)
def test_a_time_or_a_person_is_an_answer(text: str) -> None:
    assert is_time_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "My site has been down since 14:00",
        "另外，邮箱也从昨天下午开始收不到邮件了",
        "Also, x is 5",
        "thanks",
        "明天什么时候？",
        "Order arrived broken after 3 days",
        "",
        "tomorrow " * 23,
    ],
)
def test_a_matter_or_a_question_is_none(text: str) -> None:
    assert not is_time_wish(text)


@pytest.mark.parametrize(
    "text",
    ["请" * 999, "想让" * 499, "please " * 142, "1 " * 499, "(" * 999, "phone is " * 110, "+1 2 3 4 5 6 7 8 9 0 " * 47],
)
def test_a_hostile_text_costs_little_time(text: str) -> None:
    began = time.perf_counter()
    call_wish_in(text)
    phone_of(text)
    is_time_wish(text[:200])
    assert time.perf_counter() - began < 0.5


def test_a_long_text_is_not_searched() -> None:
    assert call_wish_in("call me. " + "x" * 1000) is None
