// The page: holds what the workplace last said, keeps it fresh, and carries what the person does.

import { ActError, act, fetchState, moveClock, openStream } from "./api.js";
import { createAbout } from "./about.js";
import { createBar } from "./clock.js";
import { h, icon, setText } from "./dom.js";
import { createViews } from "./modals.js";
import { createNotices } from "./notices.js";
import { createPlace } from "./place.js";
import { createSidebar } from "./sidebar.js";
import { languageOf, wordsIn } from "./words.js";

const at = (id) => document.getElementById(id);
const STRANGER = { name: "", title: "", part: "employee", locale: "en-US", color: 0 };

let as = new URLSearchParams(location.search).get("as");
let stream = null;
let fetching = null;
let next = null;
let seenAtMs = 0;
let lastRead = "";
let isLeaving = false;
let wasConnected = true;

/** What every part of the page may ask of the others. */
const desk = {
  state: null,
  t: wordsIn(languageOf(navigator.language)),
  locale: navigator.language,
  zone: "UTC",
  namesSeen: "",
  person: (id) =>
    desk.state.people.find((each) => each.id === id) ?? { ...STRANGER, id, name: desk.t("unknownPerson") },
  nameOf: (id) => desk.person(id).name,
  app: () => desk.state.people.find((each) => each.part === "bot") ?? null,
  appName: () => desk.app()?.name ?? "",
  channelName: (id) => desk.state.conversations.find((each) => each.id === id && each.kind === "channel")?.name ?? null,
  titleOf: (conversation) => (conversation.kind === "dm" ? desk.nameOf(conversation.with) : `#${conversation.name}`),
  usualConversation,
  context: () => ({
    me: desk.state.me,
    locale: desk.locale,
    zone: desk.zone,
    t: desk.t,
    nameOf: desk.nameOf,
    channelName: desk.channelName,
  }),
  /** The workplace's time: what it last said, plus what has passed here since while its clock runs. */
  now() {
    const { clock } = desk.state;
    return new Date(Date.parse(clock.now) + (clock.running ? performance.now() - seenAtMs : 0));
  },
  say: (text) => notices.say(text || desk.t("broken")),
  announce: (text) => setText(at("status"), text),
  do: carry,
  press: (view, action) => carry({ do: "press", action, view: view.id }),
  submit: (view, values) => carry({ do: "submit", view: view.id, values }),
  close: (view) => carry({ do: "close", view: view.id }),
  async moveClock(how) {
    return attempt(() => moveClock(how));
  },
  actAs,
  go(id) {
    about.closeIfOver();
    location.hash = `#/${id}`;
  },
  compose(id, text) {
    about.closeIfOver();
    location.hash = `#/${id}`;
    render();
    place.composer.write(text);
  },
  focusBack(node) {
    if (node && node !== document.body) node.focus({ preventScroll: true });
    else if (currentRoute().isHome) place.title.focus({ preventScroll: true });
    else place.conversation.focusLast();
  },
  followOn: () => place.conversation.followOn(),
  openDrawer: () => setDrawer(true),
  closeDrawer: () => setDrawer(false),
  toggleAbout: () => about.toggle(),
};

const notices = createNotices(at("notices"), desk);
const views = createViews(desk);
const neighbour = h("a", { class: "entry", hidden: true, data: { testid: "neighbour" } }, icon("swap"), "Microsoft Teams");
let bar;
let sidebar;
let place;
let about;

function build() {
  bar = createBar(at("bar"), desk);
  sidebar = createSidebar(at("sidebar"), desk);
  place = createPlace(at("main"), desk);
  about = createAbout(at("about"), desk, bar.about);
  at("sidebar").append(neighbour);
  setInterval(() => bar.tick() && render(), 1000);
}

/** Do something that changes the workplace, then look again. Returns whether it went well; failures are said aloud. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ActError)) throw error;
    desk.say(error.message);
    await refresh();
    return false;
  }
  await refresh();
  return true;
}

function carry(what) {
  const person = as;
  return attempt(() => act(person, what));
}

/** Look at the workplace once more. Many calls at once make at most one more look after the present one. */
function refresh() {
  if (!fetching) {
    fetching = look().finally(() => (fetching = null));
    return fetching;
  }
  next ??= fetching.then(() => {
    next = null;
    return refresh();
  });
  return next;
}

async function look() {
  const person = as;
  let state;
  try {
    state = await fetchState(person);
  } catch (error) {
    if (!(error instanceof ActError)) throw error;
    if (!desk.state) await startAgain(error);
    return;
  }
  if (person !== as || isLeaving) return;
  const speaker = as ? null : someoneWhoSpeaksLike(navigator.language, state);
  if (speaker) {
    as = speaker;
    void refresh();
    return;
  }
  seenAtMs = performance.now();
  take(state);
}

/** Nobody was asked for: choose an employee who speaks the visitor's language, unless the workplace's choice does already. */
function someoneWhoSpeaksLike(locale, { people, me }) {
  const speaks = (person) => languageOf(person.locale) === languageOf(locale);
  if (speaks(people.find((each) => each.id === me))) return null;
  return people.find((each) => each.part === "employee" && speaks(each))?.id ?? null;
}

/** The first look failed: an unknown person in the address, or a workplace that is still waking up. */
async function startAgain(error) {
  if (as && error.message) as = null;
  else desk.say(error.message);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  void refresh();
}

function take(state) {
  desk.state = state;
  const me = desk.person(state.me);
  desk.t = wordsIn(languageOf(me.locale));
  desk.locale = me.locale;
  desk.zone = me.tz || state.clock.zone;
  desk.namesSeen = JSON.stringify([
    state.people.map((each) => [each.id, each.name]),
    state.conversations.map((each) => each.id),
  ]);
  if (as !== state.me) as = state.me;
  const isFirst = !bar;
  if (isFirst) build();
  if (!stream) listen();
  render();
  if (isFirst && currentRoute().isHome) void carry({ do: "open_home" });
}

function listen() {
  stream?.close();
  const address = new URL(location.href);
  address.searchParams.set("as", as);
  history.replaceState(null, "", address);
  stream = openStream(as, {
    onChange: (version) => (version === undefined || version !== desk.state?.version) && refresh(),
    onConnected,
  });
}

function onConnected(isConnected) {
  if (isConnected !== wasConnected) desk.announce(desk.t(isConnected ? "online" : "offline"));
  wasConnected = isConnected;
  bar.setConnected(isConnected);
}

/** Tell what the address asks for, or what this person would look at first. */
function currentRoute() {
  const wanted = location.hash.replace(/^#\//, "");
  if (wanted === "home") return { isHome: true, id: null };
  const { conversations } = desk.state;
  const found =
    conversations.find((each) => each.id === wanted) ??
    // Another person's direct messages became this one's.
    conversations.find((each) => each.kind === "dm" && wanted.startsWith("D"));
  return { isHome: false, id: (found ?? usualConversation()).id };
}

/** Choose where the app last spoke to this person alone, else the first channel it is in. */
function usualConversation() {
  const { conversations, messages } = desk.state;
  const shared = conversations.filter((each) => each.kind === "channel" && each.is_member && each.bot_is_member);
  return shared.find((each) => messages[each.id]?.some((one) => one.ephemeral)) ?? shared[0] ?? conversations[0];
}

function render() {
  const { state } = desk;
  const route = currentRoute();
  const hash = `#/${route.isHome ? "home" : route.id}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
  document.documentElement.lang = languageOf(desk.locale);
  setText(at("skip"), desk.t("skip"));
  setText(at("new-tab-hint"), desk.t("newTab"));
  bar.update();
  sidebar.update(state, route);
  place.update(state, route);
  views.update(state.views);
  notices.update(state);
  about.update(state, route);
  neighbour.hidden = !state.neighbour;
  if (state.neighbour) neighbour.href = `${state.neighbour}?as=${encodeURIComponent(state.me)}`;
  const unread = state.conversations.reduce((sum, each) => sum + each.unread, 0);
  const name = route.isHome
    ? desk.t("appHome")
    : desk.titleOf(state.conversations.find((each) => each.id === route.id));
  document.title = `${unread ? `(${unread}) ` : ""}${name} · ${state.team.name}`;
  markRead(route);
}

/** Tell the workplace that the open conversation was read, once for each new last message. */
function markRead(route) {
  if (route.isHome || document.hidden || desk.state.me !== as) return;
  const found = desk.state.conversations.find((each) => each.id === route.id);
  if (!found.unread) return;
  const key = JSON.stringify([as, found.id, desk.state.messages[found.id]?.at(-1)?.ts, found.unread]);
  if (key === lastRead) return;
  lastRead = key;
  void carry({ do: "read", conversation: found.id });
}

function actAs(id) {
  if (id === as) return;
  as = id;
  views.update([]);
  listen();
  if (currentRoute().isHome) void carry({ do: "open_home" });
  else void refresh();
  setDrawer(false);
}

function setDrawer(isOpen) {
  if (document.body.classList.contains("has-drawer") === isOpen) return;
  document.body.classList.toggle("has-drawer", isOpen);
  at("main").inert = isOpen;
  at("about").inert = isOpen;
  bar.menu.setAttribute("aria-expanded", String(isOpen));
  (isOpen ? at("sidebar").querySelector(".drawer-close") : bar.menu).focus();
}

addEventListener("hashchange", () => {
  if (!desk.state) return;
  render();
  const { isHome } = currentRoute();
  if (isHome) void carry({ do: "open_home" });
  // On a touch screen the keyboard would jump up over what one came to read.
  if (isHome || matchMedia("(pointer: coarse)").matches) place.title.focus();
  else place.composer.focus();
});
document.addEventListener("visibilitychange", () => desk.state && !document.hidden && refresh());
addEventListener("pagehide", () => (isLeaving = true));
addEventListener("pageshow", () => (isLeaving = false));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(":popover-open")) setDrawer(false);
});
document.addEventListener("click", (event) => {
  if (document.body.classList.contains("has-drawer") && event.target === at("frame")) setDrawer(false);
});
at("skip").addEventListener("click", (event) => {
  event.preventDefault();
  place?.composer.focus();
});

void refresh();
