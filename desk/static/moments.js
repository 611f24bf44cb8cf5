// Times in the reader's own time zone, and promised ones in words: "tomorrow 17:00", "today 18:00 (in 2 hours)".
// Without this script they stand in the company's zone.

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const NEAR_HOURS = 6;

// British English puts the day before the month, as the server does.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const format = (options) => new Intl.DateTimeFormat(language, { hourCycle: "h23", ...options });
const whole = format({ dateStyle: "long" });
const named = format({ dateStyle: "full", timeStyle: "long" });
const clock = format({ hour: "2-digit", minute: "2-digit" });
const weekday = format({ weekday: "long" });
const date = format({ day: "numeric", month: "long" });
const comma = language === "en-GB" ? "," : "";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

function inWords(moment, now) {
  const days = Math.round((midnight(moment) - midnight(now)) / (24 * HOUR));
  const day = days >= 0 && days < 2 ? relative.format(days, "day") : days > 0 && days < 7 ? weekday.format(moment) : date.format(moment);
  const left = moment - now;
  if (left <= 0 || left > NEAR_HOURS * HOUR) return `${day} ${clock.format(moment)}`;
  const soon = left < HOUR ? relative.format(Math.max(1, Math.round(left / MINUTE)), "minute") : relative.format(Math.round(left / HOUR), "hour");
  return document.documentElement.lang.startsWith("zh") ? `${day} ${clock.format(moment)}（${soon}）` : `${day} ${clock.format(moment)} (${soon})`;
}

function word(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const text = "inWords" in time.dataset ? inWords(moment, new Date()) : `${whole.format(moment)}${comma} ${clock.format(moment)}`;
  time.title = named.format(moment);
  if (time.textContent !== text) time.textContent = text;
}

function wordAll(within) {
  for (const time of within.querySelectorAll("time[datetime]")) word(time);
}

wordAll(document);
setInterval(wordAll, MINUTE, document);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) wordAll(node);
  }
}).observe(document.getElementById("main"), { childList: true, subtree: true });
