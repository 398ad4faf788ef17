// Dates and times as the acting person reads them, in a named time zone.

const formats = new Map();

function format(locale, zone, options) {
  const key = JSON.stringify([locale, zone, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  return formats.get(key);
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Tell the hour and minute, on 24 hours: `09:30`. */
export const hourOf = (at, locale, zone) =>
  format(locale, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** Tell the whole date with its weekday, as a title. */
export const dateOf = (at, locale, zone) =>
  capital(format(locale, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at));

/** Tell the date in little room: `Mon 23 Nov`. */
export const shortDateOf = (at, locale, zone) =>
  capital(format(locale, zone, { weekday: "short", day: "numeric", month: "short" }).format(at));

/** Tell the civil date as `2026-11-23`. */
export const dayKey = (at, zone) =>
  format("en-CA", zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** Tell the wall time as a datetime-local field wants it: `2026-11-23T09:30`. */
export const fieldValue = (at, zone) => `${dayKey(at, zone)}T${hourOf(at, "en-GB", zone)}`;

/** Name the place of a zone: `Europe/Paris` is Paris. */
export const cityOf = (zone) => zone.split("/").pop().replaceAll("_", " ");

/** Head a day of messages: today, yesterday, or the date. */
export function dayTitle(at, now, locale, zone, t) {
  const day = dayKey(at, zone);
  if (day === dayKey(now, zone)) return t("today");
  if (day === dayKey(new Date(now.getTime() - 86_400_000), zone)) return t("yesterday");
  const isThisYear = day.slice(0, 4) === dayKey(now, zone).slice(0, 4);
  const year = isThisYear ? {} : { year: "numeric" };
  return capital(format(locale, zone, { weekday: "long", day: "numeric", month: "long", ...year }).format(at));
}

const SLACK_DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};
SLACK_DATES.date_pretty = SLACK_DATES.date;
SLACK_DATES.date_short_pretty = SLACK_DATES.date_short;
SLACK_DATES.date_long_pretty = SLACK_DATES.date_long;

/** Fill a Slack date pattern such as `{date_short} at {time}`; null when the stamp is no number. */
export function slackDate(seconds, pattern, locale, zone) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (all, name) =>
    SLACK_DATES[name] ? format(locale, zone, SLACK_DATES[name]).format(at) : all,
  );
}
