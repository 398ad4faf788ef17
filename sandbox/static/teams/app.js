// The Teams page: holds what the workplace last said, keeps it fresh, and carries what the person does.

import { createAbout } from "../about.js";
import { ActError, act, fetchState, moveClock, openStream } from "../api.js";
import { createBar } from "../clock.js";
import { setText } from "../dom.js";
import { createNotices } from "../notices.js";
import { languageOf } from "../words.js";
import { createDialogs } from "./dialogs.js";
import { createPlace } from "./place.js";
import { createSidebar } from "./sidebar.js";
import { wordsIn } from "./words.js";

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
  language: languageOf(navigator.language),
  locale: navigator.language,
  zone: "UTC",
  namesSeen: "",
  person: (id) =>
    desk.state.people.find((each) => each.id === id) ?? { ...STRANGER, id, name: desk.t("unknownPerson") },
  nameOf: (id) => desk.person(id).name,
  app: () => desk.state.people.find((each) => each.part === "bot"),
  appName: () => desk.app().name,
  usualConversation,
  /** The workplace's time: what it last said, plus what has passed here since while its clock runs. */
  now() {
    const { clock } = desk.state;
    return new Date(Date.parse(clock.now) + (clock.running ? performance.now() - seenAtMs : 0));
  },
  say: (text) => notices.say(text || desk.t("broken")),
  announce: (text) => setText(at("status"), text),
  do: carry,
  async moveClock(how) {
    return attempt(() => moveClock(how));
  },
  actAs,
  go(id) {
    about.closeIfOver();
    location.hash = hashOf(id);
  },
  compose(id, text) {
    desk.go(id);
    render();
    place.composer.write(text);
  },
  edit: (message) => place.composer.edit(message),
  reply: (message) => place.composer.reply(message),
  focusBack(node) {
    if (node && node !== document.body) node.focus({ preventScroll: true });
    else place.conversation.focusLast();
  },
  followOn: () => place.conversation.followOn(),
  openDrawer: () => setDrawer(true),
  closeDrawer: () => setDrawer(false),
  toggleAbout: () => about.toggle(),
};

/** The note for newcomers names the first slash command; here that is the app's mention. */
const newcomersDesk = Object.create(desk, {
  state: { get: () => ({ ...desk.state, commands: [{ command: `@${desk.appName()}` }] }) },
});

const notices = createNotices(at("notices"), desk);
const dialogs = createDialogs(desk);
let bar;
let sidebar;
let place;
let about;

function build() {
  bar = createBar(at("bar"), desk);
  sidebar = createSidebar(at("sidebar"), desk);
  place = createPlace(at("main"), desk);
  about = createAbout(at("about"), newcomersDesk, bar.about);
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
  desk.language = languageOf(me.locale);
  desk.t = wordsIn(desk.language);
  desk.locale = me.locale;
  desk.zone = me.tz || state.clock.zone;
  desk.namesSeen = JSON.stringify(state.people.map((each) => [each.id, each.name]));
  if (as !== state.me) as = state.me;
  if (!bar) build();
  if (!stream) listen();
  render();
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

const hashOf = (id) => `#/${encodeURIComponent(id)}`;

/** Find the conversation that the address asks for, or the one this person would look at first. */
function openConversation() {
  const wanted = decodeURIComponent(location.hash.replace(/^#\//, ""));
  const { conversations } = desk.state;
  return (
    conversations.find((each) => each.id === wanted) ??
    // Another person's chat became this one's.
    conversations.find((each) => each.kind === "chat" && (wanted === "chat" || wanted.startsWith("a:"))) ??
    usualConversation()
  );
}

/** Choose the channel in which the app last posted, else the first. */
function usualConversation() {
  const { conversations, messages } = desk.state;
  const shared = conversations.filter((each) => each.kind === "channel" && each.bot_is_member);
  const ofApp = (each) => messages[each.id]?.filter((one) => one.sender === "bot") ?? [];
  const mine = shared.filter((each) => ofApp(each).some((one) => spokenIn(one, desk.language)));
  return mine[0] ?? shared.find((each) => ofApp(each).length) ?? shared[0] ?? conversations[0];
}

/** Tell whether a card seems to be in a language, by its most telling letters and words. */
function spokenIn({ card }, language) {
  const isFrench = /[éèàçê]/.test(JSON.stringify(card?.body ?? ""));
  return Boolean(card) && isFrench === (language === "fr");
}

function render() {
  const { state } = desk;
  const found = openConversation();
  if (location.hash !== hashOf(found.id)) history.replaceState(null, "", hashOf(found.id));
  document.documentElement.lang = desk.language;
  setText(at("skip"), desk.t("skip"));
  setText(at("new-tab-hint"), desk.t("newTab"));
  bar.update();
  sidebar.update(state, found);
  place.update(state, found);
  dialogs.update(state.dialogs);
  notices.update(state);
  about.update(state, found);
  const unread = state.conversations.reduce((sum, each) => sum + each.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${found.name} · ${state.team.name}`;
  markRead(found);
}

/** Tell the workplace that the open conversation was read, once for each new last message. */
function markRead(found) {
  if (document.hidden || desk.state.me !== as || !found.unread) return;
  const key = JSON.stringify([as, found.id, desk.state.messages[found.id]?.at(-1)?.id, found.unread]);
  if (key === lastRead) return;
  lastRead = key;
  void carry({ do: "read", conversation: found.id });
}

function actAs(id) {
  if (id === as) return;
  as = id;
  dialogs.update([]);
  listen();
  void refresh();
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
  // On a touch screen the keyboard would jump up over what one came to read.
  if (matchMedia("(pointer: coarse)").matches) place.title.focus();
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
