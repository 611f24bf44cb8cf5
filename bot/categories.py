"""What customers may report and which department handles it: the five categories of the mission are the default."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field, model_validator

from bot.sections import Section
from bot.setting_types import Key, Text

_NAME_MEND = 'write a text, or one for each language: {zh = "...", en = "..."}'
_KEY_MEND = "write a letter a-z, then up to 31 of a-z, 0-9, _ and -"


class Name(Section):
    """A name in each language; a plain text in the configuration stands for all of them."""

    zh: Text = Field(description=_NAME_MEND)
    en: Text = Field(description=_NAME_MEND)

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, value: Any) -> Any:
        if value == "":
            raise ValueError("is empty")
        return {"zh": value, "en": value} if isinstance(value, str) else value

    def in_language(self, code: str) -> str:
        return self.zh if code == "zh" else self.en


class Department(Section):
    key: Key = Field(description=_KEY_MEND)
    name: Name = Field(description=_NAME_MEND)


class Category(Section):
    """Keywords, in any language, are what hints at this category in a chat message."""

    key: Key = Field(description=_KEY_MEND)
    name: Name = Field(description=_NAME_MEND)
    department: str = Field(description="name the key of one of [[departments]]")
    keywords: tuple[Text, ...] = Field(default=(), description='list words such as ["dns", "域名"]')
    hint: Name | None = Field(default=None, description=_NAME_MEND)
    """What to tell, so that it can be solved at once."""


COMPLAINT = "complaint"
"""The category that is answered with a word of apology."""

DEPARTMENTS = (
    Department(key="service", name=Name(zh="客户服务部", en="Customer service")),
    Department(key="engineering", name=Name(zh="技术部", en="Engineering")),
    Department(key="hosting", name=Name(zh="运维部", en="Hosting")),
    Department(key="management", name=Name(zh="管理层", en="Management")),
)

CATEGORIES = (
    Category(
        key="hosting",
        name=Name(zh="域名与主机", en="Domain and hosting"),
        department="hosting",
        hint=Name(
            zh="请写明域名或主机、出现问题的时间，以及您看到的提示。",
            en="Name the domain or server, when it began, and the message that you see.",
        ),
        keywords=(
            *("domain", "dns", "hosting", "server", "ssl", "certificate", "renew", "mailbox", "nameserver"),
            *("域名", "解析", "备案", "主机", "服务器", "空间", "证书", "续费", "邮箱", "宕机"),
        ),
    ),
    Category(
        key="bug",
        name=Name(zh="故障报告", en="Bug report"),
        department="engineering",
        hint=Name(
            zh="请写明页面地址、您的操作步骤、看到的提示，附上截图最好。",
            en="Tell the page's address, what you did and what you saw; a screenshot helps most.",
        ),
        keywords=(
            *("bug", "error", "crash", "broken", "fails", "failed", "not working", "doesn't work", "404", "500"),
            *("报错", "出错", "错误", "故障", "崩溃", "异常", "打不开", "不能用", "用不了", "乱码", "白屏"),
        ),
    ),
    Category(
        key="question",
        name=Name(zh="使用咨询", en="Question"),
        department="service",
        hint=Name(
            zh="请写明您想完成什么，以及您做到了哪一步。",
            en="Tell what you would like to do, and how far you have come.",
        ),
        keywords=(
            *("how do i", "how can i", "how to", "where is", "where can i", "question"),
            *("请问", "怎么", "怎样", "如何", "哪里", "在哪", "能不能", "可以吗"),
        ),
    ),
    Category(
        key="advice",
        name=Name(zh="技术咨询", en="Technical advice"),
        department="engineering",
        hint=Name(
            zh="请写明您的系统与版本、想实现的功能和期望的时间。",
            en="Tell your system and its version, what it should do, and by when.",
        ),
        keywords=(
            *("api", "integrate", "integration", "plugin", "upgrade", "migrate", "recommend", "advice"),
            *("接口", "对接", "插件", "二次开发", "升级", "迁移", "方案", "技术支持"),
        ),
    ),
    Category(
        key=COMPLAINT,
        name=Name(zh="投诉与建议", en="Complaint or suggestion"),
        department="management",
        hint=Name(
            zh="请写明事情的经过、时间和涉及的人员或问题单，以及您希望的处理结果。",
            en="Tell what happened and when, which issue or person it is about, and what you would like us to do.",
        ),
        keywords=(
            *("complaint", "complain", "unacceptable", "disappointed", "refund", "suggestion", "suggest"),
            *("投诉", "不满", "差评", "退款", "态度", "太慢", "建议", "意见"),
        ),
    ),
)


def name_of_category(categories: Sequence[Category], key: str, language: str) -> str:
    """Its key, where the configuration has it no longer."""
    named = (category.name for category in categories if category.key == key)
    name = next(named, None)
    return key if name is None else name.zh if language == "zh" else name.en


class Names(Mapping[str, str]):
    """The names of departments or categories by their keys, in one language: always as they are now."""

    def __init__(self, named: Sequence[Category] | Sequence[Department], code: str) -> None:
        self._named = named
        self._code = code

    def __getitem__(self, key: str) -> str:
        for one in self._named:
            if one.key == key:
                return one.name.in_language(self._code)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter([one.key for one in self._named])

    def __len__(self) -> int:
        return len(self._named)
