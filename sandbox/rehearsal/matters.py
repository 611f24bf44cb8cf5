"""What simulated customers and staff write, in two languages; made of parts, so that no two matters are alike."""

from random import Random

GREETINGS = {
    "zh": ("你好", "您好", "在吗", "早上好", "下午好", "你好，在吗"),
    "en": ("Hello", "Hi", "Good morning", "Hi there", "Good afternoon"),
}
THANKS = {
    "zh": ("谢谢", "好的，谢谢", "多谢", "非常感谢", "收到，谢谢"),
    "en": ("Thanks", "Thank you", "Great, thanks", "Many thanks", "Ok, thank you"),
}
ABOUT_MOVE = {
    "zh": ("新平台的地址是多少？", "这个群什么时候关闭？", "为什么要换平台？"),
    "en": ("What is the address of the new platform?", "When will this chat close?", "Why do we have to move?"),
}
MATTERS = {
    "zh": (
        "{site} 打不开了，请尽快看一下",
        "{site} 的解析改了半天还没有生效",
        "{site} 的SSL证书过期了，浏览器提示不安全",
        "企业邮箱收不到 {site} 的外部邮件",
        "服务器 {number} 连不上，远程桌面也进不去",
        "磁盘空间满了，服务器 {number} 需要扩容",
        "订单 {number} 付款成功但是状态不更新",
        "{site} 后台登录以后是空白页",
        "{site} 提交表单提示系统错误，错误码 {number}",
        "图片上传到 {site} 总是失败",
        "请问怎么把 {site} 的数据导出来？",
        "请问怎么给 {site} 新增两个邮箱账号？",
        "订单 {number} 的发票怎么开？",
        "我们想把接口升级到新版本，{site} 需要改什么？",
        "{site} 的访问量大了，应该选哪个套餐？",
        "问题 {number} 拖了三天没有人回复，我要投诉",
        "你们上次给 {site} 的报价和账单不一样，请说明",
        "请帮忙把 {site} 恢复到上周的备份",
        "{site} 的域名要过户，需要提交哪些资料？",
        "想请你们把 {site} 的首页速度优化一下",
    ),
    "en": (
        "{site} is down, please have a look at once",
        "The DNS change for {site} is still not visible",
        "The certificate of {site} has expired and browsers warn our visitors",
        "We cannot receive mail at {site} since this morning",
        "Server {number} does not respond, ssh times out",
        "The disk of server {number} is full, we need more space",
        "Order {number} was paid but still shows as open",
        "The back office of {site} shows an empty page after the login",
        "The form on {site} fails with error {number}",
        "Uploading pictures to {site} never finishes",
        "How do I export our data from {site}?",
        "How do I add two mailboxes for {site}?",
        "How can I get the invoice for order {number}?",
        "We want to move {site} to your new API, what has to change?",
        "Which plan do you advise for {site} with twice the traffic?",
        "I complain: nobody has answered about case {number} for three days",
        "The bill for {site} is not what you had offered, please explain",
        "Please restore {site} from last week's backup",
        "We want to transfer the domain {site}, which papers do you need?",
        "Could you make the home page of {site} faster?",
    ),
}
MORE = {
    "zh": (
        "补充一下，是昨天晚上开始的",
        "客户已经在催了",
        "用的是Chrome浏览器",
        "手机上也一样",
        "还有一个页面也是这样",
    ),
    "en": (
        "It began last night",
        "Our own customers are asking already",
        "It happens in Chrome and in Firefox",
        "On the phone it is the same",
        "Another page has this, too",
    ),
}
ANSWERS = {
    "zh": ("已经试过了，还是不行", "可以，就按你们说的办", "我们这边确认过了，资料已经准备好"),
    "en": (
        "We have tried that, it is the same",
        "Yes, please go ahead",
        "We checked on our side and have all you need",
    ),
}
REPLIES = {
    "zh": (
        "您好，我们已经找到原因，正在处理。",
        "您好，已经处理好了，请您再试一下。",
        "您好，步骤已经写在帮助中心，按步骤操作就可以。",
    ),
    "en": (
        "We have found the cause and are working on it.",
        "It is done on our side, please try again.",
        "The steps are in our help pages; that way it works.",
    ),
}
QUESTIONS = {
    "zh": ("您好，请问具体是什么时间出现的？", "您好，方便发一下报错的截图吗？"),
    "en": ("Could you tell us when exactly you saw it?", "Could you send us a picture of what you see?"),
}
NAMES = ("chenguang", "lakeside", "bluebird", "yuanhang", "harbor", "summit", "botong", "oak", "river", "tea", "book")
ENDINGS = ("com", "cn", "net", "shop", "io")


def language_of(tag: str) -> str:
    return "zh" if tag.startswith("zh") else "en"


def matter(language: str, random: Random) -> str:
    site = f"{random.choice(NAMES)}{random.randint(1, 99)}.{random.choice(ENDINGS)}"
    return random.choice(MATTERS[language]).format(site=site, number=random.randint(1000, 9999))
