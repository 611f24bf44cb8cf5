// Dates and times as people read them, in the demo's time zone when it has one.

import { locale } from "./words.js";

let timezone; // undefined: the browser's own

export function setTimezone(name) {
  timezone = name;
}

function format(date, options) {
  return new Intl.DateTimeFormat(locale(), { timeZone: timezone, ...options }).format(date);
}

/** "14:05" of a message's date (Unix seconds). */
export function timeOf(seconds) {
  return format(new Date(seconds * 1000), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "Tue, 15 December" of a message's date: also what tells one day from the next. */
export function dayOf(seconds) {
  return format(new Date(seconds * 1000), { weekday: "short", day: "numeric", month: "long" });
}

/** "Tue, 15 Dec 2026, 14:05" */
export function momentOf(date) {
  return format(date, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
