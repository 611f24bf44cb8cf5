"""A message as plain clauses: what typing habits add (width, case, emoji tones, spaces, smileys) is taken away."""

import re
import unicodedata

# Phrases are known in simplified characters; these are the traditional ones that small talk and the move use.
_SIMPLIFIED = str.maketrans(
    "謝嗎麼請問羣為網頁鏈頻後還這裡裏個們沒關閉時間號開轉換說發給廣歡復喚務師經總點貼對幫謝應瞭讚聯絡繫聊訊",
    "谢吗么请问群为网页链频后还这里里个们没关闭时间号开转换说发给广欢复唤务师经总点贴对帮谢应了赞联络系聊讯",
)
_SMILE = re.compile(r"(?<!\w)(?:[:;=]-?[)dp3*]+|x-?d+|<3|\^[_.]?\^)(?!\w)")
_FROWN = re.compile(r"(?<!\w)(?:[:;=]['’]?-?[(/|]+|t_t|qaq|orz)(?!\w)")
_MENTION = re.compile(r"(?<!\w)@\w+")
# Apostrophes, joiners, direction marks, emoji's variants and skin tones.
_DROPPED = re.compile(
    "['’‘`´\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20e3\ufe0e\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_BREAK = re.compile(r"[!-/:-@\[-`{-~。、「」『』《》〈〉【】“”„«»·‧•–—…\r\n]+")
_SPACE = re.compile(r"\s+")
_SPACE_AT_HAN = re.compile("(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")
_TOKEN = re.compile("[\u4e00-\u9fff]|[^\\W_\u4e00-\u9fff]+|\\S")


def clauses_of(text: str) -> list[str]:
    """The parts between punctuation and line ends, without blanks beside Chinese characters; never an empty one."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    plain = _FROWN.sub("😞", _SMILE.sub("\n", _MENTION.sub("\n", plain)))
    plain = _DROPPED.sub("", plain)
    clauses = (_SPACE_AT_HAN.sub("", _SPACE.sub(" ", part).strip()) for part in _BREAK.split(plain))
    return [clause for clause in clauses if clause]


def tokens_of(clause: str) -> list[tuple[str, int]]:
    """Words of letters and digits, single Chinese characters, single symbols; each with its place in the clause."""
    return [(found[0], found.start()) for found in _TOKEN.finditer(clause)]
