"""What small talk is made of. A message is small talk only when nothing but these pieces is in it.

Pieces stand between commas or line ends, an indented line goes on with the one above, and ``(a|b|)`` stands for each of
its alternatives. What is not listed is taken for a matter: a missing piece costs a needless ticket, while a wrong one
could swallow a matter. When in doubt, leave it out.
"""

GREETINGS = """
你(好|们好), 您(好|们好), (大家|各位|老师|客服|亲|同志们)好, 哈(喽|啰|罗), 嗨, 嘿, 喂, 嗨喽
在, (在|还在|在不|在线|您在|你在)(吗|么|嘛|不|没|的吗), 在不在, 忙(吗|不忙), 在忙吗
(有|有没有)(人|客服|人工|技术)(在|在线|)(吗|么|嘛|没|不), 有没有(人|客服)(在|在线|), 人工(客服|)在(线|)(吗|么)
早, (早上|上午|中午|下午|晚上|大家早上|各位早上)好, 早安, 午安, 晚安
(新年|春节|中秋|中秋节|国庆|国庆节|端午|端午节|元旦|元宵|元宵节|圣诞|圣诞节|节日|周末|周五|假期)(快乐|愉快|好|
    安康)
过年好, 恭喜发财, (不好意思|冒昧|)打扰(了|一下|下|您了|你了|您|你|您一下|你一下), 你好吗, 吃了吗, 好久不见
nihao, ninhao, zaima, zai (ma|), zaibuzai
(hi|hello|hey|hallo|hullo|hiya|howdy|heya|hola|bonjour|ciao|привет|здравствуйте|こんにちは|안녕하세요|مرحبا|yo)
helo, hllo, hlelo, ello, hellow, hai, gm, gday, greetings, knock knock
(hi|hello|hey|dear|good morning|good afternoon|good evening|morning|greetings) (all|everyone|everybody|folks|
    support|support team|sir|madam|sir or madam|friend|friends|again|there|boss|dear)
(good|gud|a good|a very good|) (morning|afternoon|evening)(| to you| to all| to you all)
(is|) (anyone|anybody|someone|somebody|any one) (there|here|online|around|available|home)
(are|r|) (you|u|you guys) (there|here|online|around)
how (are|r) (you|u|you guys|things|you all|you doing)(| today), hows (it going|everything|life)
(i|) hope (you are|youre|u r|you all are|this finds you|everyone is|everything is|all is) (well|fine|good|
    doing well|ok|all right)
nice to meet you, happy (new year|holidays|easter|friday|monday|birthday), merry (christmas|xmas)
seasons greetings
👋, 🙋, 🙋‍♀, 🙋‍♂
"""

# Acknowledgements, praise, "it works now" and farewells too.
THANKS = """
谢, (谢谢|多谢|感谢|蟹蟹|跪谢|拜谢|先谢|感恩|谢)(了|啦|哈|哒|)
(谢谢|感谢|多谢)(你|您|你们|您们|大家|各位|老师)(了|啦|)
(十分|非常|特别|真的|真心|万分|太|真是|多多)(感谢|谢谢|感激)(你|您|你们|大家|)(了|啦|)
的(耐心|热心|及时|快速|大力|)(帮助|帮忙|支持|解答|回复|处理|协助|配合|服务|讲解|指导)
xiexie (ni|nin|), xie xie, 3q, 3ks, 3x, (辛苦|麻烦|费心)(你|您|你们|大家|老师|各位)了, 辛苦(了|啦), 好的麻烦了
好, 好(的|哒|嘞|滴|吧|耶|咧|叻), 行, 行(吧|的|嘞), (嗯|恩|哦|噢|奥)(嗯|恩|哦|噢|好|好的|好滴|知道了|明白|收到)
收到(了|啦|), 已(收到|收|阅|知|知悉), 知道(了|啦), 了解(了|), 明白(了|啦|), 懂了, 清楚(了|), 知悉, 没(问题|毛病)
可以的, 成, 妥(了|)
(现在|已经|都|刚刚|目前|我这边|这边|全部|全都|终于|现在已经|都已经|已|)(好|可以|正常|解决|搞定|恢复|恢复正常|
    没问题|ok|能用|弄好|修好|弄好|没事|登上|打开)(了|啦)
我自己(弄|搞|修|处理)好了, 没事(儿|的|), (不用|不需要)了, 不用(谢|客气), 不客气, 没关系, 不谢, 客气了
已(恢复|解决|处理)
(现在|目前|)(正常|恢复正常), 得嘞, 欧克, 嗯呐, ok (啦|了|的)
太(好|棒|赞|牛|强|厉害|给力|贴心)(了|啦), (真|很|非常|超)(棒|好|赞|厉害|给力|不错|满意|专业|贴心), 给力, 厉害
不错, 完美, 满意
点赞, (给|为)(你|你们|您)点(个|)赞, 赞, 棒, 棒棒(的|哒), 牛, (效率|速度)(真|很|好|挺|)(高|快)
(那|)(先|就|我先|我就)这样(吧|了|), (那|)先不打扰(了|你了|您了), 回头(聊|见|再聊), (你|您|你们)先忙, 慢慢来
不(急|着急)
(那|)(我|)(等|等着|等待|静候)(你|您|你们|)(的|)(消息|通知|回复|电话|佳音)(了|吧|)
(那|)我(再|先)(试试|看看|等等|试一下|看一下)
再见, 拜拜, 拜, 回见, 明天见, 下次见, 88, 886, 888, 8888, bai bai, 66, 666, 6666, 哈哈(哈|), 嘿嘿, 嘻嘻
祝(你|您|你们|大家|)(生活|工作|周末|生意|节日)(愉快|顺利|兴隆|快乐)
thank(s| you| u| ya| yu| yuo)(| so much| very much| a lot| again| a million| a bunch| heaps| all| sir| man|
     dear| loads| indeed| kindly| anyway| everybody| everyone| in advance| tons| a ton| for everything| to all|
     both)
(many|much|big|huge|lots of|a thousand|kind|warm) thanks
(thx|tks|thnx|thks|tnx|thanx|thnks|tanks|ty|tyvm|tysm|tnks|thanku|thankyou|thankyu|thansk|tahnks|thaks|txs)
    (| a lot| so much| all| again)
(really|very|so|i really|we really|i|we|its|much|) (appreciated|appreciate it|appreciate that|
    appreciate your help), (very|so) (grateful|kind of you), much obliged
cheers, merci, gracias, danke, grazie, obrigado, спасибо, ありがとう, 감사합니다, شكرا
(ok|okay|okey|oki|okie|okie dokie|k|oke|okok|alright|all right|aight|roger|roger that|copy that|noted|
    noted with thanks|understood|sure|sure thing|fine|very well|sounds good|sounds great|fair enough|gotcha|
    got it|i got it|got that|i see|makes sense|agreed|will do|cool|deal)
received(| with thanks| it), well received, (i|we) (received|have received|got) it
(great|perfect|awesome|excellent|wonderful|brilliant|lovely|super|superb|amazing|fantastic|nice|good|neat|
    beautiful|splendid|terrific|nice one|very good|very nice|good stuff|good to know|good to hear|great to hear|
    great news|good news|well done)
(great|good|nice|excellent|awesome|amazing|fantastic) (job|work|service|support)
(thats|this is|that is|its|it is|that was|all|everything is|everythings|all is) (great|perfect|awesome|
    excellent|wonderful|brilliant|lovely|super|amazing|fantastic|nice|good|fine|cool|ok|okay|very kind|
    kind of you)(| now| again)
(you|youre|you are|you guys are|you all are|u r) (rock|the best|great|awesome|amazing|a star|stars|a legend|
    legends|very kind|so kind|very helpful|welcome|so fast)
(it|its|it is|that|all|everything|everythings|everything is|now it|and it|) (works|working|fixed|solved|
    resolved|fine|sorted|done|ok|okay|good|great|all good) (now|again|perfectly|now perfectly|fine now|well now|
    for me now|fine again)
(that|it|all|everything|problem|issue|now|all|now all|) (works|worked|fixed|solved|resolved|sorted|done)
that (did it|fixed it|solved it|helps|helped|was fast|was quick)
(you|u) can close (it|this|the ticket|this ticket)(| now)
no (problem|problems|prob|worries|thanks|thank you|rush|hurry|need), np, nvm, never mind, nevermind
(im|i am|we are) (all|) (good|fine|happy|set), my pleasure, welcome, take your time
(i|ill|i will|we|well|we will) (wait|be waiting|try|try it|try that|check|have a look|let you know|
    keep you posted|wait for your reply|wait for it|do that), will (wait|try|check|try it|try that)
bye(| bye| now| for now), byebye, goodbye, cya, see (you|ya|u)(| later| soon| tomorrow| then), talk (soon|later)
ttyl, good night, take care
(have a|have|and have a|wish you a|) (good|nice|great|lovely|pleasant|wonderful) (day|one|weekend|evening|week|
    time|holiday|night|afternoon|rest of the day|day ahead), you too, same to you, likewise
(best|kind|warm) regards, all the best, best wishes, lol, haha, hahaha, hehe
👍, 👌, 🙏, 🌹, ❤, 💪, 👏, 🎉, ✅, 🤝, 🫡, 💯, 🥰, 😘, 💐, 🫶, 🙌, ✌, 🆗, ♥, 💖, 💕, 🧡, 💙, 🍻, ☕, ⭐, 🌟, 🥳
🤗, 😍
"""

# They go with small talk and say nothing alone.
FILLERS = """
啊, 呀, 哦, 哈, 啦, 呢, 噢, 喔, 哟, 哇, 诶, 哎, 亲(爱的|), 老师(们|), 客服(人员|小姐姐|小哥哥|老师|)
小(姐姐|哥哥|姐|哥|伙伴), 美女, 帅哥
大神, 大佬, 师傅, 老板, (各位|)(大佬|同事|朋友|朋友们), 各位, 大家, 你, 您, 你们, 请问(下|一下|), 那
for (your|the|all your|all the|that|this)(| quick| fast| kind| great| prompt| good) (help|support|reply|response|answer
    |assistance|time|patience|effort|efforts|work|info|information|update|service|fix|explanation|advice|understanding)
for (everything|helping|helping me|letting me know|letting us know|getting back|getting back to me|explaining
    |looking into it|looking into this|coming back to me)
and, so, then, team, guys, mate, support team, sticker, 🏷
😊, 🙂, 😀, 😃, 😄, 😁, 😆, 😅, 😂, 🤣, 😉, 😌, ☺, 😇, 😎, 🌞, ☀, 🌸, 🌺, 🌷, 🌻, 🍀, ✨, 😋, 🤭, 🍵, 🎈, 🎊, 💗
💓, 💛, 💚, 💜
"""

# With one of these a message is neither small talk nor surely a matter: the customer is asked.
OPEN = """
是(的|), 不是(的|), 对(的|对|), 不对, 嗯, 恩, 没(有|), 有(的|), 可以, 不可以, 不要, 要, 能, 不能, 急, 很急, 加急
算了, 麻烦了, 在线等, 在的
(人工|转人工|找人工|我要人工), (帮|帮帮)(忙|我|下忙|个忙), (想|我想|)(咨询|请教|问)(下|一下)
(我|我们|)(有|还有|想问|想问下|想问一下|想咨询|想咨询下|咨询|咨询下|咨询一下|问下|问一下|请教|请教下|想请教|
    反馈|反馈下)(个|一个|您个|你个|几个|点|)(问题|事|事情|事儿)
yes, yep, yeah, yup, ya, yea, no, nope, nah, not yet, maybe, correct, exactly, right, true, both, none
forget it
please, pls, plz, help, sos, urgent, asap, question, test, testing
(i|we|) (have|had|got|have got) (a|one|another|some) (quick|short|small|little|) (question|questions|problem|
    issue|request|doubt), (quick|another|one) question
(i|we|) need (some|your|) help, (can|could|would) (you|u|someone|somebody|anyone|anybody) help(| me| us)
help (me|us|needed)
(may|can|could) i ask (you|u|) (something|a question|sth)
😞, 😢, 😭, ☹, 🙁, 😔, 😟, 😠, 😡, 🤬, 👎, 💔
"""
