// The bar on top: whose sandbox this is, what time it is there, and how to move that time.

import { h, icon, iconButton, setText, whileBusy } from "./dom.js";
import { openPanel } from "./menu.js";
import { cityOf, dateOf, dayKey, fieldValue, hourOf, shortDateOf } from "./time.js";

/** A button with a long label and a short one for narrow windows. */
function timeButton(name, testid, onclick) {
  const long = h("span", { class: "wide-only" });
  const short = h("span", { class: "narrow-only" });
  const node = h(
    "button",
    { type: "button", class: "button on-frame", data: { testid }, onclick },
    icon(name),
    long,
    short,
  );
  return {
    node,
    name(longText, shortText) {
      setText(long, longText);
      setText(short, shortText);
    },
  };
}

function openSetting(anchor, desk, move) {
  const { t } = desk;
  const { zone } = desk.state.clock;
  const field = h("input", {
    type: "datetime-local",
    class: "text-input",
    id: "clock-field",
    required: true,
    value: fieldValue(desk.now(), zone),
    data: { testid: "clock-input" },
  });
  const form = h(
    "form",
    { class: "clock-form", "aria-label": t("setClockLong") },
    h("label", { for: "clock-field" }, t("newTime", cityOf(zone))),
    field,
    h("button", { type: "submit", class: "button button-primary", data: { testid: "clock-apply" } }, t("setIt")),
  );
  const close = openPanel(anchor, form, { first: field });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    move({ set: field.value });
  });
}

/** Build the bar inside `root`. The returned `tick()` redraws the time; it tells whether the day changed. */
export function createBar(root, desk) {
  const menu = iconButton("menu", "", {
    class: "button button-icon on-frame drawer-open",
    "aria-expanded": "false",
    onclick: () => desk.openDrawer(),
  });
  const brand = h("p", { class: "brand" }, icon("horn"), h("span", { class: "brand-name" }));
  const date = h("span", { class: "wide-only" });
  const shortDate = h("span", { class: "narrow-only" });
  const hour = h("strong", { class: "clock-hour" });
  const city = h("span", { class: "clock-city" });
  const time = h(
    "time",
    { class: "clock-time", data: { testid: "clock" } },
    icon("clock"),
    date,
    shortDate,
    " ",
    hour,
    " ",
    city,
  );
  const yours = h("span", { class: "clock-yours" });
  const plus = timeButton("plus", "clock-plus-hour", () => move({ advance_seconds: 3600 }));
  const next = timeButton("forward", "clock-next-day", () => move({ next_working_day: "09:30" }));
  const set = timeButton("calendar", "clock-set", () => openSetting(set.node, desk, move));
  set.node.setAttribute("aria-expanded", "false");
  const group = h(
    "div",
    { class: "clock", role: "group" },
    h("div", { class: "clock-face" }, time, yours),
    plus.node,
    next.node,
    set.node,
  );
  const offline = h("p", { class: "offline", hidden: true });
  const about = h(
    "button",
    {
      type: "button",
      class: "button on-frame about-open",
      "aria-expanded": "false",
      "aria-controls": "about",
      data: { testid: "about-open" },
    },
    icon("help"),
    h("span", { class: "wide-only" }),
  );
  about.addEventListener("click", () => desk.toggleAbout());
  root.replaceChildren(menu, brand, group, offline, about);

  async function move(how) {
    await whileBusy(group, async () => {
      desk.announce(desk.t("movingClock"));
      if (!(await desk.moveClock(how))) return;
      const { zone } = desk.state.clock;
      desk.announce(desk.t("itIsNow", dateOf(desk.now(), desk.locale, zone), hourOf(desk.now(), desk.locale, zone)));
    });
  }

  let day = "";
  function tick() {
    const { clock, me } = desk.state;
    const now = desk.now();
    const own = desk.person(me).tz;
    time.setAttribute("datetime", now.toISOString());
    setText(date, dateOf(now, desk.locale, clock.zone));
    setText(shortDate, shortDateOf(now, desk.locale, clock.zone));
    setText(hour, hourOf(now, desk.locale, clock.zone));
    setText(city, cityOf(clock.zone));
    const ownHour = own ? hourOf(now, desk.locale, own) : hour.textContent;
    setText(yours, ownHour === hour.textContent ? "" : desk.t("forYou", ownHour));
    const before = day;
    day = dayKey(now, own || clock.zone);
    return before !== "" && before !== day;
  }

  return {
    tick,
    about,
    menu,
    update() {
      const { t } = desk;
      menu.setAttribute("aria-label", t("menu"));
      menu.dataset.tip = t("menu");
      setText(brand.lastElementChild, t("sandbox"));
      group.setAttribute("aria-label", t("clock"));
      plus.name(t("plusHour"), t("plusHourShort"));
      next.name(t("nextDay"), t("nextDayShort"));
      set.name(t("setClock"), t("setClock"));
      about.setAttribute("aria-label", t("whatIsThis"));
      setText(about.lastElementChild, t("whatIsThis"));
      setText(offline, t("offline"));
      tick();
    },
    setConnected(isConnected) {
      offline.hidden = isConnected;
    },
  };
}
