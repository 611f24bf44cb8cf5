"""Questions about the move itself: why, until when, where the link is, whether one may still write here.

A clause counts only as a whole. "The website" may be the customer's own, which is broken: it counts only as what one
has to use or does not want to use. What is broken about the platform itself is a matter.
"""

import re
from enum import Enum

# Names that patterns use as {name}. Here and below an indented line goes on with the one above.
_NAMES = r"""
台 = (?:那个|这个|你们的?|新的?|咱们的?)?(?:问题|工单|新)?(?:平台|platform|portal)(?:网站)?
站 = (?:那个|这个|你们的?|新的?)?(?:问题|工单|新)?(?:平台|工单系统|网站|网页|网上|platform|portal|website)
    (?:上面?|里面?)?
群 = (?:这个?|我们的?|本|咱们?这个?)?(?:微信|聊天|客服|tg|telegram|电报)?(?:群聊?|group|聊天室|chat|频道)
里 = (?:这里|这儿|{群}|这个(?:聊天)?窗口)
处 = (?:这里|这儿|这边|微信|电报|telegram|tg|{群}|这个(?:聊天)?窗口)(?:里面?|上面?|中)?
说 = (?:提问|咨询|反馈|沟通|联系|发消息|发信息|报修|问|说|提|发|聊|找)(?:问题|消息|话)?(?:你们|客服)?
交 = (?:来|去)?(?:提交|{说})?(?:问题|工单)?
关 = (?:关闭|关掉|关停|关|解散|停用|停掉|撤|close)
时 = (?:什么时候|啥时候|几号|哪天|何时|哪一天|几月几号|多久)
能 = (?:能不能|可不可以|能|可以|不能|不可以|不让|不给)
尾 = (?:是吗|对吗|是吧|了|吗|么|嘛|呢|啊|呀|吧|哦)*
we = (?:i|we|you|u)
must = (?:have to|need to|must|got to|gotta)
go = (?:use|using|go to|go on|go through|move to|switch to|change to|write on|write to|register on)
desk = (?:(?:the|your|this|that|a|some) )?(?:(?:new|issue|support|ticket) ){0,2}
    (?:website|platform|portal|desk|web page)
chat = (?:(?:this|the) (?:chat|group|group chat|chat group)|this (?:channel|conversation|chat room))
ask = (?:write|writing|ask|asking|text|message|chat|chatting|post|contact|talk|reach|report)(?: to)?
    (?: you| u| questions| a question| my questions| messages| problems)?
here = (?:in |to |at )?(?:here|this (?:chat|group|channel))
close = (?:closed|closes|closing|close|ending|ends|end|shutting down|shut down|shut|going away|go away|goes away|gone
    |over)
now = (?: (?:anymore|any more|now|then|in (?:the )?future|later|again|instead|from now on|at all|too|please|pls|still
    |soon|(?:after|until) (?:that|next month|the (?:move|deadline|switch|change))))*
"""

_QUESTION = r"""
(?:为什么|为啥|干嘛|干吗|凭什么)(?:现在|突然|一定|非)*(?:要|得|必须|让我们?|叫我们?)(?:用|去|上|到)+{站}{交}{尾}
(?:为什么|为啥|干嘛|干吗|凭什么)(?:现在|突然|一定|非)*(?:要|得|必须)?(?:改|换|搬|转|移)(?:用|到|去|成){台}{交}{尾}
(?:我们?|大家|以后|今后|现在|是不是)*(?:一定|非|必须|只能|都)+(?:要|得)?(?:用|去|上|到|在)+{站}{交}(?:不可|才行)?{尾}
(?:我们?|就是|真的|实在)*(?:不想|不愿意?|不要|不喜欢|懒得)(?:用|去|上|到)+{站}{交}(?:啊|呀|呢|吗|嘛)*
(?:我们?|为什么|为啥|以后|今后|现在|是不是|还|就|再)*{能}(?:再|继续)?在?{处}{说}{尾}
(?:我们?|就|只)*想在{处}{说}{尾}
(?:就|直接)在{处}{说}(?:不行|可以|行不行|不可以|不好){尾}
{里}(?:到底|是不是|以后)*{时}(?:会|要|被|就)*{关}{尾}
(?:到底)?{时}(?:会|要)?{关}(?:掉)?{群}{尾}
{里}(?:真的|是不是|以后|马上|快)*(?:会|要|被)+{关}{尾}
(?:为什么|为啥)要?{关}(?:掉)?{群}{尾}
{里}(?:以后)?还?(?:能|可以)?(?:用到|开到|保留到|到){时}{尾}
{群}(?:以后)?还(?:能|会|可以)?(?:继续)?(?:用|在|保留){尾}
(?:{群}|这里|聊天){关}(?:了|掉)*(?:之后|以后|后)?我?们?(?:怎么|怎样|如何|去哪|在哪)(?:里|儿)?{说}{尾}
过渡期(?:是|到|有|还有)*(?:{时}|几天|多少天)(?:结束|为止|截止|呢)?{尾}
(?:{站}的?)?(?:链接|网址|link)(?:是|在)*(?:哪里|哪儿|哪|多少|呢|有吗){尾}
{台}的?(?:入口|地址)(?:是|在)*(?:哪里|哪儿|哪|多少|呢){尾}
(?:请|麻烦|帮忙|把|再)*(?:发|给)(?:我|一下|下)*(?:{站}的?)?(?:链接|网址|link){尾}
(?:请|麻烦|帮忙|把|再)*(?:{站}的?(?:链接|网址|link)|{台}的?地址|链接|网址|link)
    (?:请|麻烦|能|再)*(?:发|给)(?:给|我|一下|下|一个|个|一遍)*{尾}
{台}(?:是|在)*(?:什么|干什么的|哪里|哪儿|哪){尾}
(?:so )?why (?:do |must |should |would |did |are )?{we} (?:really |now |suddenly |all )*(?:{must} )?{go} {desk}{now}
(?:so )?(?:do |must |shall )?{we} (?:really |still |now |all )*{must} {go} {desk}{now}
(?:so )?(?:do|must|shall) {we} (?:really |still |now |all )*(?:{must} )?{go} {desk}{now}
(?:{we} )?(?:really )?(?:(?:dont|do not) (?:really )?(?:want to|wanna|like to|like|wish to)|wont|will not|refuse to)
     {go} {desk}(?: (?:now|instead|at all|please))*
(?:so )?(?:why |how long |until when |till when )?(?:can|could|may|cant|can not|cannot|will|am|are) {we}
     (?:still |no longer |not |just |really |be able to |allowed to |keep )*{ask} (?:{here}|by chat|on telegram){now}
(?:so )?{we} (?:can|cant|cannot|can not|may) (?:still |no longer |not |just )*{ask} {here}{now}
(?:how long|until when|till when|can|will|may) (?:can |will |may )?{we} (?:still )?(?:be able to )?use
     this (?:chat|group){now}
(?:when|what day|which day|what date|on what day) (?:does|will|is|are|do) (?:you )?(?:going to )?{chat}
     (?:be |going to |going to be |get |being )*{close}{now}
(?:is|will|does|why is|why will|why does) this (?:chat|group) (?:really |be |going to |now |being |soon )*{close}
    (?: soon| down| for good| forever| now)*
(?:when|why) (?:are|will|do) you (?:be )?{close} {chat}{now}
how long (?:will|is|does) {chat} (?:still |stay |remain |be |keep )*(?:open|last|available|there){now}
how (?:do|can|will|would|should) {we} {ask} (?:after|when|once|if) (?:{chat}|chat) (?:is |has |will be |gets )?{close}
what happens (?:to this (?:chat|group)|(?:after|when|once) {chat} (?:is )?{close}){now}
(?:where|wheres|what|whats|which) (?:is |was |do i find |can i find )?(?:the|that|your) (?:new )?
    (?:link|platform|portal){now}
(?:where|wheres|what|whats) (?:is |was )?(?:the|that) (?:link|address|url) (?:to|of|for) {desk}{now}
(?:(?:can|could|would|will) {we} )?(?:please |pls )?(?:send|resend|give|share|post)(?: me| us)? the link
    (?: (?:to|of) {desk})?{now}
{we} (?:need|lost|cant find|dont have|didnt get) the link(?: (?:to|of) {desk})?{now}
why are {we} (?:moving|changing|switching) to {desk}
"""

# They go with such a question; alone they say nothing of the move.
_ASIDE = r"""
(?:好|太|真|很)(?:麻烦|复杂|不方便){尾}
在?{处}(?:更|最|比较|挺|很)?(?:方便|好|快|习惯){尾}
(?:要|需要)(?:注册|账号|登录){尾}
(?:the )?chat (?:is|was) (?:so |much |way )?(?:fine|good|better|easier|ok|faster)
its (?:so |too )?(?:annoying|complicated|difficult)
"""

# "The platform" may be the product that the customer bought (and wants no more), "the change" one of prices.
_AMBIGUOUS = r"""
(?:我们?|就是|真的|实在)*(?:不想|不愿意?|不要)用{站}{尾}
(?:{we} )?(?:really )?(?:dont|do not) (?:really )?(?:want to|wish to) use {desk}{now}
{台}(?:怎么|如何|怎样)(?:登录|注册|使用|用|进去|进|上){尾}
(?:怎么|如何)(?:登录|注册|使用|用|进){台}{尾}
{台}(?:要|需要)(?:注册|账号|登录){尾}
(?:截止日期|截止时间|最后期限)(?:是|到)?{时}?{尾}
how (?:do|can|to)(?: {we})? (?:use|open|find|log in to|log into|register on|sign up on) {desk}
(?:do|will|would) {we} (?:need|have) (?:an )?(?:account|login|password|to register|to sign up)
     (?:for|on|to use|in) {desk}
why (?:the|this) (?:change|move|switch|new platform|new website)
when is the deadline
"""

# Without one of these no pattern fits: they spare most matters the patterns.
_SIGN = re.compile(
    "平台|网|群|这里|这儿|这边|微信|电报|窗口|聊天|频道|过渡期|链接|截止|期限|方便|麻烦|复杂|注册|账号|登录"
    "|platform|portal|website|desk|web page|chat|group|channel|conversation|link|here|telegram|tg"
    "|deadline|why th|annoying|complicated|difficult"
)


class AboutMove(Enum):
    QUESTION = "question"
    ASIDE = "aside"
    AMBIGUOUS = "ambiguous"


def _lines(text: str) -> list[str]:
    return re.sub(r"\n {4}", "", text).strip().splitlines()


def _pattern(templates: str) -> re.Pattern[str]:
    names = dict(line.split(" = ", 1) for line in _lines(_NAMES))
    text = "|".join(_lines(templates))
    while (filled := re.sub(r"\{([^\W\d]+)\}", lambda found: names[found[1]], text)) != text:
        text = filled
    return re.compile(text)


_PATTERNS = {
    AboutMove.QUESTION: _pattern(_QUESTION),
    AboutMove.ASIDE: _pattern(_ASIDE),
    AboutMove.AMBIGUOUS: _pattern(_AMBIGUOUS),
}


def about_move(clause: str) -> AboutMove | None:
    """``clause`` is the whole or the end of one of ``clauses_of`` a message."""
    if not _SIGN.search(clause):
        return None
    return next((what for what, pattern in _PATTERNS.items() if pattern.fullmatch(clause)), None)
