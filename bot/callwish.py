"""The wish to be called, and its time, in customers' own words. Pure rules for Chinese and English.

Precision goes first: who is not understood still has the button, and what they wrote is kept either way.
"""

import re
from dataclasses import dataclass

from bot.clauses import clauses_of
from bot.phone import without_phone

TIMES = ("any", "morning", "afternoon")
"""What is offered as buttons. A wish is one of these, or the customer's own words."""
LONGEST_WISH = 200
# No message with such a wish is longer; this also bounds the work that a hostile text can cause.
_LONGEST_TEXT = 1000
_LONGEST_CLAUSE = 30

# In every pattern a possessive quantifier (`*+`) keeps the work linear: nothing optional is also a core's beginning.
_NUMBER_ZH = "(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
_WHEN_ZH = (
    f"{_NUMBER_ZH}点(?:半|[0-9]{{1,2}}分?)?钟?(?:之前|以前|之后|以后|左右|前|后)?"
    "|(?:下?周|星期)[一二三四五六日天末]|今天|明天|后天|今晚|上午|中午|下午|晚上|早上|上班时间|工作时间"
    "|一会儿?|稍后|晚点|等下|等会儿?|尽快|尽早|马上|现在|立刻|立即|赶紧|速速?|及时"
)
_BEFORE_ZH = (
    f"(?:{_WHEN_ZH}|能不能|可不可以|能否|可否|可以|是否|希望|麻烦|烦请|劳烦|请问|请|最好|直接|还是|帮忙"
    "|需要|想要|想让|想请|想|要求|要|能|让|叫|派|安排|有人|找人|个人|人员|人"
    "|你们|您们|您|你|贵司|客服|技术|工程师|经理|负责人|领导|老板|老师|同事|专员|师傅|售后"
    "|方便的话|方便时|方便|有空的话|有空|有时间|的时候|时|就|再|先|快点|快|都|也|那|我要|我想|我希望|我需要"
    "|🙏)*+"
)
_ME_ZH = "(?:我们这边|我这边|我们|我司|本人|咱们|我)"
_CORE_ZH = (
    f"(?:(?:给|跟|和|与|同){_ME_ZH}(?:回|打|来|拨|通)(?:一个|一下|一通|个|下|通)?(?:电话|电|call)"
    f"|(?:回|打|拨)(?:一个|一下|个|下)?(?:电话|电|call)(?:给|到){_ME_ZH}"
    f"|(?:回|打|拨){_ME_ZH}的?(?:电话|手机号?|座机|号码)"
    f"|(?:打|拨|回电|回拨|致电|call)给?{_ME_ZH}(?:的?(?:电话|手机|号码))?(?<!打我)(?<!打我们)(?<!打咱们)"
    "|(?:回|来|打)(?:一个|一下|个|下)电话(?:过来|来)?|回电话?|回拨"
    f"|电话(?:联系|沟通|回复|回访|通知|说)(?:一下|下)?(?:{_ME_ZH})?|(?:用|通过)电话(?:联系|沟通|说)(?:{_ME_ZH})?)"
)
_AFTER_ZH = (
    f"(?:{_WHEN_ZH}|phonenumber|我的|电话|手机|号码|是|一下|下|可以吗|可以么|好不好|行不行|好吗|行吗|好么|可否"
    "|谢谢你|谢谢您|谢谢|谢了|过来|详谈|沟通|聊聊|聊|说明|解释|处理|解决|确认|吧|吗|么|嘛|啊|呀|哈|哦|呗|了解|[!🙏])*+"
)

_HOUR_EN = r"[0-9]{1,2}(?: ?[0-9]{2})?(?: ?(?:am|pm|oclock|h))?"
_DAY_EN = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WHEN_EN = (
    f"(?:at|after|before|around|by|from|until|till|between|and|to) {_HOUR_EN}"
    f"|(?:on |this |next )?{_DAY_EN}|(?:this |in the |in an |tomorrow )?(?:morning|afternoon|evening|hour)"
    "|as soon as possible|as soon as you can|asap|right now|right away|at once|immediately|urgently|now|today"
    "|tomorrow|tonight|soon|quickly|any ?time|when you can|when you have time|when you are free|when possible"
    "|if possible|if you can"
)
_BEFORE_EN = (
    f"(?:(?:{_WHEN_EN}|hi|hello|please|pls|plz|kindly|can|could|would|will|may|you guys|you|u|someone|somebody|anyone"
    "|one of you|your|the|an? (?=engineer|manager|technician|expert|colleague)|technical|support|service|engineer"
    "|manager|technician|team|staff|boss|supervisor|colleague|expert|have|ask|tell|let|just|better|rather|i|we|need|want|like"
    "|would like|id like|wed like|get|receive|request|arrange|schedule|to|and|so|then|or|but|also|maybe|urgent) )*+"
)
_A_CALL = "(?:quick |phone |short )?(?:call back|callback|call|ring|buzz)"
_CORE_EN = (
    r"(?:(?:call|phone|ring|telephone) (?:me|us)(?: back| up)?"
    f"|give (?:me|us) an? {_A_CALL}(?: back)?"
    "|a (?:quick |phone )?(?:call back|callback|call from (?:you|someone|your team))|a (?:quick )?phone call)"
)
_AFTER_EN = (
    f"(?: (?:{_WHEN_EN}|please|pls|plz|thanks|thank you|thx|first|directly|instead|again|about (?:this|it|that)"
    "|regarding (?:this|it|that)|from (?:you|someone|your team|support)"
    "|(?:at|on|under)(?: my)?(?: (?:phone|mobile|cell|number))? phonenumber|phonenumber"
    "|on (?:my|the) (?:phone|mobile|cell)|to (?:discuss|talk|explain)(?: this| it)?|ok|okay|sir|madam|🙏))*+"
)
_WISH = re.compile(f"{_BEFORE_ZH}{_CORE_ZH}{_AFTER_ZH}|{_BEFORE_EN}{_CORE_EN}{_AFTER_EN}")
# Alone it would be a word of programmers.
_NOUN_WISH = re.compile(
    "(?:(?:please|pls|plz) (?:callback|call back)"
    f"|(?:callback|call back) (?:please|pls|plz|requested|needed)){_AFTER_EN}"
)
_TRADITIONAL = str.maketrans("電話絡係過來鐘", "电话络系过来钟")

_TIME = re.compile(
    f"{_WHEN_ZH}|白天|傍晚|午后|午休|下班|上班|随时|都行|都可以|什么时候都|任何时间|不方便|方便|小时|分钟|之后|以后|之前|只|不要|别"
    "|经理|负责人|领导|[0-9]{1,2}(?:点|时|到)"
    rf"|\b(?:{_WHEN_EN}|whenever|noon|lunch|evenings?|mornings?|afternoons?|weekdays?|weekends?|hours?|minutes?|only"
    r"|not (?:before|after|on|in)|after|before|between|later|all day|manager|[0-9]{1,2} ?(?:am|pm|h|oclock))\b"
    # "14:00 - 17:00" comes in such pieces.
    "|^[0-9]{1,2}(?: (?:and|to|or) [0-9]{1,2})?$"
)
# Such words tell of a matter, whatever time they name.
_TROUBLE = re.compile(
    "打不开|收不到|发不|登不|登录|不能|无法|不了|坏了|报错|错误|故障|问题|网站|邮箱|邮件|域名|服务器|发票|付款|续费|退款|投诉|还没|怎么|为什么"
    r"|\b(?:error|errors|down|broken|problem|problems|issue|working|works|cannot|cant|doesnt|didnt|isnt|wont|website"
    r"|site|server|domain|email|emails|mail|invoice|payment|refund|hosting|bug|crash\w*|since|stopped|failed|fails|why"
    r"|how|help)\b"
)


@dataclass(frozen=True, slots=True)
class CallWish:
    phone: str | None
    """Where the message names the number too."""


def call_wish_in(text: str) -> CallWish | None:
    """Whether some clause of the message says "call me", as a whole and nothing else."""
    if len(text) > _LONGEST_TEXT:
        return None
    rest, phone = without_phone(text)
    clauses = [clause.translate(_TRADITIONAL) for clause in clauses_of(rest)]
    wished = any(_WISH.fullmatch(clause) or _NOUN_WISH.fullmatch(clause) for clause in clauses)
    return CallWish(phone) if wished else None


def is_time_wish(text: str) -> bool:
    """Whether this answers "when suits you?": "only between 14 and 17", "the manager only", and no matter."""
    if len(text) > LONGEST_WISH or "?" in text or "？" in text:
        return False
    clauses = [clause.translate(_TRADITIONAL) for clause in clauses_of(text)]
    return (
        bool(clauses)
        and all(len(clause) <= 2 * _LONGEST_CLAUSE for clause in clauses)
        and any(_TIME.search(clause) for clause in clauses)
        and not any(_TROUBLE.search(clause) for clause in clauses)
    )
