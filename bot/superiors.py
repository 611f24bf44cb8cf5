"""How somebody asks for a superior: "speak to your manager", 找经理. A "file manager" is none. Pure rules."""

TITLES = frozenset({"manager", "boss", "supervisor", "management", "经理", "主管", "领导", "负责人", "老板"})
"""Words that mean other things as well, so that they count only where such a person is asked for."""

_KIND = "(?:(?:general|senior|line|team|department|duty|shift|service|sales|support|customer|regional|real) ){0,3}"
_WHOSE = "(?:(?:a|an|the|some|any|another|your|you|somebody in|someone in|someone from) ){0,2}"
_TO = "(?:to|with)"
_ASKING = (
    f"(?:(?:speak|talk|complain|chat) (?:[a-z]+ )?{_TO}|turn to"
    f"|(?:escalate|pass|forward|report|hand|give) (?:(?:this|it|me|that|my case) )?(?:on )?(?:over )?to"
    f"|(?:transfer|connect|put) (?:me|us) (?:through )?{_TO}"
    "|(?:want|like|need|wish|demand|let me|have) to see"
    "|(?:get|give|bring|fetch|find|send) (?:me |us )?|(?:want|need|demand|contact|reach|involve|ask for|call) ?)"
)
_THING = (
    "(?! ?(?:access|account|app|api|button|console|dashboard|extension|fee|function|interface|login|menu|module|page"
    "|panel|password|permission|platform|plugin|portal|port|program|rights|role|screen|software|system|tool|ui|user)"
    "s?(?![a-z0-9]))"
)
_NOT_BEFORE, _NOT_AFTER = "(?<![a-z0-9])", "(?![a-z0-9])"

_YOURS_ZH = "(?:你们|您们|贵公司|贵司|你方|您那边|你那边|你家)"
_KIND_ZH = "(?:的|个|位|一|总|大|副|公司|部门|客服|值班|技术|售后|销售|上级|高级|那边|这边){0,4}"
_ASKING_ZH = (
    f"(?:找|叫|喊|(?<!常)见|联系|转接|转给|转到|转|投诉到|投诉给|投诉|换(?={_YOURS_ZH}|个|一个|位)"
    "|(?<![需只主重不])要求?|(?:要|想|能|可以|直接|让我)(?:跟|和|向|与))(?:一下|到|下)?"
)
_CALLING_ZH = "(?:来|出|给|回|联系|处理|接|打|跟我|和我|解决)"
_THING_ZH = "(?!字段|信息|姓名|一栏|身份|手机号|邮箱|账号|账户|权限|角色|审批|签字|签名|同意|批准|盖章|证件|资料|变更)"


def asking_for(title: str) -> str:
    """The pattern, for folded text."""
    who = f"{_NOT_BEFORE}{title}s?{_NOT_AFTER}" if title.isascii() else title
    person, person_zh = who + _THING, who + _THING + _THING_ZH
    begins = r"(?:^|[.!?,;:。！？，；：] ?)"
    return "|".join(
        (
            f"{_NOT_BEFORE}(?:your|ur) {_KIND}{person}",
            f"{_NOT_BEFORE}{_ASKING} ?{_WHOSE}{_KIND}{person}",
            f"{begins}(?:the |a )?{person},? ?(?:please|now|immediately|呢|[!！?？]|$)",
            f"{_YOURS_ZH}{_KIND_ZH} ?{person_zh}",
            f"{_ASKING_ZH}{_YOURS_ZH}?{_KIND_ZH} ?{person_zh}",
            f"(?:请|让|麻烦){_KIND_ZH} ?{person_zh}.{{0,4}}{_CALLING_ZH}",
        )
    )
