"""Who asks for a superior, and who only names one, or a program that is called so."""

import pytest

from bot.escalation import asks_for_manager
from bot.office.rules import Rules

ASKED = """
Let me speak to your manager
I want a manager
I want the manager: our domain has expired
get me the MANAGER
ｍａｎａｇｅｒ please
Manager!
找manager来
my boss, your boss
have your manager call me
I'd like to talk with a supervisor now
put me through to the management
Please escalate this to your supervisor
can I speak to someone in management
where is your sales manager?
我要见你们领导
发票开错了，叫你们经理来
找经理
我要找你们经理投诉
让你们老板给我回电话
我要投诉你们经理
请负责人联系我
帮我转接主管
我想跟领导反映
你们公司的负责人呢
经理呢？
我要经理
"""
NAMED = """
The file manager does not open
your file manager is broken
I want a file manager
I need the password manager
cannot log in to the domain manager
Task manager shows 100%
management of DNS records: mismanagerial
your management console is down
I am the manager of a shop
Our manager wants to know why
I need manager access for a user
the managers' menu, micromanagerial
How do I get to the file manager?
网站负责人要换成谁
备案负责人信息填错了
更换负责人
项目经理说网站打不开
文件管理器打不开
我是公司经理
需要负责人签字吗
老板让我问一下续费
找不到负责人一栏
我和经理说过了
"""
WORDS = Rules().manager_words


@pytest.mark.parametrize("text", ASKED.strip().splitlines())
def test_asking_for_a_superior_is_heard(text: str) -> None:
    assert asks_for_manager(text, WORDS)


@pytest.mark.parametrize("text", NAMED.strip().splitlines())
def test_naming_one_is_no_asking(text: str) -> None:
    assert not asks_for_manager(text, WORDS)
