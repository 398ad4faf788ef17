// The messages of one conversation, by days, kept in place while new ones arrive.

import { h, icon, isAtBottom, reconcile, setText } from "./dom.js";
import { createMessage, drawMessage } from "./message.js";
import { dayKey, dayTitle } from "./time.js";

const SAME_BREATH_MS = 5 * 60_000;

/** Put day headings between messages, and tell which messages follow on from the one before. */
function rowsOf(messages, desk) {
  const rows = [];
  let day = "";
  let previous = null;
  for (const message of messages) {
    const at = new Date(message.at);
    const key = dayKey(at, desk.zone);
    if (key !== day) rows.push({ key: `day-${key}`, day: dayTitle(at, desk.now(), desk.locale, desk.zone, desk.t) });
    const follows =
      key === day &&
      previous.user === message.user &&
      previous.ephemeral === message.ephemeral &&
      !message.ephemeral &&
      !message.blocks &&
      !previous.blocks &&
      at - new Date(previous.at) < SAME_BREATH_MS;
    rows.push({ key: message.ts, message, follows });
    day = key;
    previous = message;
  }
  return rows;
}

function beginning(conversation, desk) {
  const { t } = desk;
  const isDm = conversation.kind === "dm";
  const name = isDm ? desk.nameOf(conversation.with) : `#${conversation.name}`;
  return [
    h(
      "span",
      { class: "beginning-mark", "aria-hidden": "true" },
      icon(isDm ? "chat" : conversation.private ? "lock" : "hash"),
    ),
    h("p", { class: "beginning-title" }, t(isDm ? "emptyDm" : "emptyChannel", name)),
    h("p", {}, isDm ? "" : conversation.topic || t("emptyHint")),
  ];
}

/** Build the pane that shows one conversation at a time. */
export function createConversation(desk) {
  const start = h("div", { class: "beginning" });
  let log = null;
  let list = null;
  let shown = "";
  let last = "";
  let picture = "";
  const scroller = h("div", { class: "log-scroll" });
  const below = h(
    "button",
    { type: "button", class: "below", hidden: true, data: { testid: "new-below" } },
    icon("down"),
    h("span"),
  );
  const pane = h("div", { class: "log-pane" }, scroller, below);

  // Whoever is at the end stays there as messages arrive, but never past the beginning of what is new.
  let isFollowing = true;
  let firstNew = null;
  let top = 0;
  function follow() {
    if (!isFollowing) return;
    const end = scroller.scrollHeight - scroller.clientHeight;
    const limit = firstNew?.isConnected ? beginningOf(firstNew) : end;
    scroller.scrollTop = Math.min(end, limit);
    if (limit < end) isFollowing = false;
  }
  const beginningOf = (article) => {
    const heading = article.previousElementSibling;
    const from = heading?.matches(".day") ? heading : article;
    return from.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
  };
  below.addEventListener("click", () => {
    below.hidden = true;
    isFollowing = true;
    follow();
    firstNew?.focus({ preventScroll: true });
  });
  scroller.addEventListener("scroll", () => {
    if (isAtBottom(scroller)) {
      below.hidden = true;
      isFollowing = true;
      firstNew = null;
    } else if (scroller.scrollTop < top) isFollowing = false; // A move upwards is the reader's own.
    top = scroller.scrollTop;
  });
  const growth = new ResizeObserver(follow);
  growth.observe(scroller);

  /** Remember where what is new begins, and offer to go there when the reader is elsewhere. */
  function welcome(news) {
    if (!news.length) return;
    if (isFollowing || below.hidden) firstNew = messages().find((each) => each.dataset.ts === news[0].ts) ?? null;
    below.hidden = isFollowing;
    setText(below.lastElementChild, desk.t(news.some((each) => each.ephemeral) ? "newForYou" : "newBelow"));
  }

  const messages = () => [...list.querySelectorAll(":scope > .message")];

  /** Only one message is in the tab order; the arrow keys move to others. */
  function makeCurrent(article) {
    for (const each of messages()) each.tabIndex = each === article ? 0 : -1;
  }

  function walk(event) {
    const article = event.target;
    if (!article.classList.contains("message")) return;
    const all = messages();
    const here = all.indexOf(article);
    const next = { ArrowUp: all[here - 1], ArrowDown: all[here + 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** A fresh log for another conversation: a live region must not read out what was already there. */
  function begin(id) {
    list = h("div", { class: "log-list" });
    log = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", data: { testid: "message-list", conversation: id } },
      start,
      list,
    );
    list.addEventListener("focusin", (event) => event.target.matches(".message") && makeCurrent(event.target));
    list.addEventListener("keydown", walk);
    if (scroller.firstElementChild) growth.unobserve(scroller.firstElementChild);
    scroller.replaceChildren(log);
    growth.observe(log);
    below.hidden = true;
    isFollowing = true;
    firstNew = null;
    last = "";
    picture = "";
  }

  return {
    pane,
    update(conversation, found) {
      const key = `${desk.state.me} ${conversation.id}`;
      const isNew = key !== shown;
      if (isNew) {
        shown = key;
        begin(conversation.id);
      }
      const { t } = desk;
      log.setAttribute("aria-label", t("messagesOf", desk.titleOf(conversation)));
      const head = JSON.stringify([conversation.name, conversation.topic, conversation.private, desk.locale]);
      if (head !== picture) {
        picture = head;
        start.replaceChildren(...beginning(conversation, desk));
      }
      reconcile(
        list,
        rowsOf(found, desk),
        (row) => row.key,
        (row) => (row.message ? createMessage() : h("h2", { class: "day" }, h("span"))),
        (node, row) =>
          row.message ? drawMessage(node, { ...row, conversation }, desk) : setText(node.firstElementChild, row.day),
      );
      if (!messages().some((each) => each.tabIndex === 0)) makeCurrent(messages().at(-1));
      welcome(isNew ? [] : found.filter((each) => each.ts > last));
      last = found.at(-1)?.ts ?? last;
      follow();
    },
    focusLast: () => messages().at(-1)?.focus({ preventScroll: true }),
    /** Go to the end, and stay there until what comes next. */
    followOn() {
      isFollowing = true;
      firstNew = null;
      follow();
    },
  };
}
