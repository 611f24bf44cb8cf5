"""Phrases that staff have at hand, the apology among them."""

from typing import Literal

from pydantic import Field

from bot.sections import Section
from bot.setting_types import Text


class Phrase(Section):
    title: Text = Field(max_length=80)
    language: Literal["zh", "en"]
    category: str = Field(default="", max_length=32)
    """The key of one; "" for all."""
    text: Text = Field(max_length=2000)


_TEXTS = {
    ("en", ""): {
        "Apology": "We are sorry for the trouble this has caused you. We are looking into it now.",
        "Passed on": "Your issue is recorded and has been passed on to the colleagues concerned.",
        "More to know": "So that we can solve it at once, please tell us which page or address it is about, what you "
        "did and what you saw. A screenshot helps.",
        "Please check": "It should work again now. Please look once more, and tell us here if anything is still open.",
        "We will call": "A colleague will call you at the time you wished. Can we do anything else for you until then?",
    },
    ("en", "complaint"): {
        "Thanks for telling us": "Thank you for telling us. What you describe has been recorded, and you will be told "
        "the result of our inquiry.",
    },
    ("zh", ""): {
        "致歉": "给您带来不便，我们深表歉意。我们正在为您核实处理。",
        "已转交": "您的问题已登记并转交相关部门，核实后会给您答复。",
        "补充信息": "为了给您解决问题，请补充：出现问题的页面或地址、您的操作步骤、看到的提示。如有截图请一并附上。",
        "请您验证": "现在应该已经恢复，请您再试一下。如果还有问题，请直接在这里回复。",
        "回电": "同事会在您方便的时间给您回电。在此之前，还有什么可以帮您的吗？",
    },
    ("zh", "complaint"): {
        "感谢反馈": "感谢您的反馈。您说的情况我们已记录，调查结果会明确告知您。",
    },
}
PHRASES = tuple(
    Phrase.model_validate({"title": title, "language": language, "category": category, "text": text})
    for (language, category), texts in _TEXTS.items()
    for title, text in texts.items()
)
