"""What customers write about the default categories: what the suggestion knows before staff have corrected any.

One example a line, by the category's key. Categories of a company's own with other keys learn from their keywords and
from corrections alone.
"""

EXAMPLES = {
    "hosting": """
域名过户需要提交哪些资料
解析改了半天还没有生效
备案号怎么还没下来
备案被退回来了
服务器连不上，远程桌面也进不去
服务器又宕机了，请马上重启
磁盘空间满了，需要扩容
虚拟主机流量用完了
给新域名装一个SSL证书
企业邮箱登录不了，邮件发不出去
发给客户的邮件被退信
收不到外部邮件
新建两个邮箱账号
FTP账号密码忘了
数据库连不上，数据库密码能重置吗
整个网站都打不开了，ping不通
把网站恢复到上周的备份
请绑定一个新的二级域名
IP被攻击了，能换一个IP吗
云主机内存要加到16G
机房今天是不是在维护
CDN节点刷新一下缓存
transfer the domain to another registrar
our dns records are wrong, please change the A record
cname for the subdomain
nameserver change not visible yet
the server does not respond, ssh times out
please reboot the vps
need https for the second domain
mailbox full, cannot send email
emails bounce or land in spam
create an email account for a new colleague
mx and spf record for our mail
ftp password does not work
more disk space and memory for our hosting plan
restore last night's backup
the database server refuses connections
bandwidth exceeded, site suspended
cpu load is very high on the machine
ip address blocked by the firewall
""",
    "bug": """
页面一直在加载，转圈圈
提交表单提示系统错误
后台打开是空白页
图片上传失败
图片显示不出来
订单状态不更新
付款成功但是没有到账
价格显示不对，金额算错了
登录后自动退出
短信没有发出去
搜索没有结果
数据丢了，记录不见了
数量和实际不一致
手机端排版错乱
小程序闪退
app打开就崩溃
更新以后就不能用了
昨天还好好的，今天就不行了
还是一样的问题，没有解决
又出现了同样的错误
按钮点不了，菜单不显示
打印不出来
接口返回500错误
重复扣款了
nothing happens when I click the button
error message when saving
the form cannot be submitted
app crashes on start
white screen after login
upload fails every time
total is calculated wrong
the order was paid but shows as open
I get logged out all the time
search does not find anything
the layout is broken on mobile
data disappeared since the last update
export file is empty
duplicate orders are created
it does not work anymore
exception in thread main, stack trace
undefined variable, fatal error on line 10
""",
    "question": """
请问密码在哪里修改
怎么添加新的用户
怎么开通会员功能
如何设置运费
在哪里可以看到统计
一年费用是多少
价格是多少，有优惠吗
节假日有人值班吗
你们几点上班
需要准备什么材料
我的问题什么时候能处理好
上次反馈的事情有结果了吗
有没有操作说明或者教程
这个功能怎么用
可不可以换一个套餐
公司改名了怎么变更信息
账号可以给几个人用
订单能取消吗
想请教一下怎么操作
请给我回个电话
联系谁开账单
what does this status mean
how much does the plan cost
can I change the plan later
is it possible to rename the account
do you offer a discount
what is the status of my request
who is my contact person
can we pay by bank transfer
where can I see the statistics
which documents do you need
does the plan include support
how do I set the shipping costs
""",
    "advice": """
API怎么调用，有示例代码吗
数据要从旧系统迁移过来，有什么方案
升级到新版本对现有功能有影响吗
用哪个插件比较好
能做二次开发吗，源码给不给
访问量大了，架构怎么优化
并发高的时候怎么配置服务器比较合理
要不要上缓存，用redis合适吗
想做一个app和网站共用数据
小程序怎么和后台打通
单点登录怎么实现
技术上可行吗，工作量多大
推荐一个稳定的方案
数据库怎么设计比较好
多语言网站怎么做
有没有SDK
负载均衡怎么配
is there an sdk or sample code
what is the best way to migrate our data
should we upgrade php before the new release
will the new version be compatible with our theme
how should we design the database
what setup do you advise for high traffic
is redis or memcached better for the cache
single sign on with our active directory
we plan a mobile app that uses your backend
can your engineers advise on the architecture
connect the shop with our warehouse software
which framework would you suggest for the frontend
how do we sync stock between two systems
development of a custom module
technical requirements for the integration
""",
    "complaint": """
等了好几天没有人处理
你们效率太低，一拖再拖
每次都推给别人
要求退款，赔偿我们的损失
我要找你们领导
没有人负责吗
到底什么时候给个说法
这么贵还这么难用
说话不算话
再这样就不续约了，我们换别家
差评，太不专业了
问了多少遍了还不回
乱收费，我没有买这个
因为你们我们损失了很多客户
快点处理，等不了了
垃圾服务，气死了
希望能加个筛选
提个建议，界面可以再简单一点
字体能不能大一点，希望改进
意见反馈
worst service ever
waiting for days without any reply
I have asked three times already
let me speak to your boss
your employee was rude and unfriendly
way too expensive for this quality
why does nobody care
promised to call back and never did
suggestion: add an option to sort the list
it would be nice to have a dark theme
please add a feature to filter by date
""",
}
