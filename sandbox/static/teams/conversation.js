// The posts of a channel with their replies, or the messages of a chat, kept in place while new ones arrive.

import { h, icon, isAtBottom, reconcile, setText } from "../dom.js";
import { dayKey, dayTitle } from "../time.js";
import { createMessage, drawMessage } from "./message.js";

/** Gather messages: a channel's by the post they hang on, a chat's each alone. A reply whose post is gone stands for itself. */
function threadsOf(messages, isChannel) {
  const threads = new Map();
  for (const message of messages) {
    const thread = isChannel ? threads.get(message.thread) : null;
    if (thread) thread.push(message);
    else threads.set(isChannel ? message.thread : message.id, [message]);
  }
  return [...threads.values()];
}

/** Put day headings between threads, by the day on which each began. */
function rowsOf(messages, conversation, desk) {
  const rows = [];
  let day = "";
  for (const thread of threadsOf(messages, conversation.kind === "channel")) {
    const at = new Date(thread[0].at);
    const key = dayKey(at, desk.zone);
    if (key !== day) rows.push({ key: `day-${key}`, day: dayTitle(at, desk.now(), desk.locale, desk.zone, desk.t) });
    rows.push({ key: thread[0].id, thread });
    day = key;
  }
  return rows;
}

/** reply button -> the message that its thread hangs on */
const ROOTS = new WeakMap();

function createThread(desk) {
  const root = h("div", { class: "thread-root" });
  const count = h("h3", { class: "reply-count" });
  const replies = h("div", { class: "replies" });
  const reply = h(
    "button",
    { type: "button", class: "button button-small button-quiet reply", data: { testid: "reply" } },
    icon("reply"),
    h("span"),
  );
  reply.addEventListener("click", () => desk.reply(ROOTS.get(reply)));
  return h("section", { class: "thread", data: { testid: "thread" } }, root, count, replies, reply);
}

function drawThread(section, [first, ...replies], conversation, desk) {
  const [root, count, list, reply] = section.children;
  const draw = (node, message) => drawMessage(node, message, conversation, desk);
  const keyOf = (message) => message.id;
  section.classList.toggle("is-post", conversation.kind === "channel");
  section.classList.toggle("is-private", first.private);
  reconcile(root, [first], keyOf, createMessage, draw);
  count.hidden = list.hidden = !replies.length;
  setText(count, desk.t("replies", replies.length));
  reconcile(list, replies, keyOf, createMessage, draw);
  reply.hidden = conversation.kind !== "channel" || first.private;
  ROOTS.set(reply, first);
  setText(reply.lastElementChild, desk.t("reply"));
  reply.setAttribute("aria-label", desk.t("replyTo", desk.nameOf(first.sender)));
}

function beginning(conversation, desk) {
  const { t } = desk;
  const isChat = conversation.kind !== "channel";
  const title = t(isChat ? "emptyChat" : "emptyPosts", conversation.name);
  return [
    h("span", { class: "beginning-mark", "aria-hidden": "true" }, icon(isChat ? "chat" : "channel")),
    h("p", { class: "beginning-title" }, title),
    h("p", {}, conversation.kind === "group" ? "" : t(isChat ? "emptyChatHint" : "emptyPostsHint")),
  ];
}

/** Build the pane that shows one conversation at a time. */
export function createConversation(desk) {
  const start = h("div", { class: "beginning" });
  const scroller = h("div", { class: "log-scroll" });
  const below = h(
    "button",
    { type: "button", class: "below", hidden: true, data: { testid: "new-below" } },
    icon("down"),
    h("span"),
  );
  const pane = h("div", { class: "log-pane" }, scroller, below);
  let log = null;
  let list = null;
  let shown = "";
  let last = 0;

  // Whoever is at the end stays there as messages arrive, but never past the beginning of what is new.
  let isFollowing = true;
  let firstNew = null;
  let top = 0;
  function follow() {
    if (!isFollowing) return;
    const end = scroller.scrollHeight - scroller.clientHeight;
    const limit = firstNew?.isConnected
      ? firstNew.getBoundingClientRect().top - log.getBoundingClientRect().top - 64
      : end;
    scroller.scrollTop = Math.min(end, limit);
    if (limit < end) isFollowing = false;
  }
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

  const messages = () => [...list.querySelectorAll(".message")];

  /** Remember where what is new begins, and offer to go there when the reader is elsewhere. */
  function welcome(news) {
    if (!news.length) return;
    const first = messages().find((each) => each.dataset.message === news[0].id) ?? null;
    if (isFollowing || below.hidden) firstNew = first;
    // A reply may come in the middle of what is in view.
    const box = firstNew?.getBoundingClientRect();
    const view = scroller.getBoundingClientRect();
    const isInView = box && box.top < view.bottom - 40 && box.bottom > view.top + 40;
    below.hidden = isFollowing || isInView;
    setText(below.lastElementChild, desk.t(news.some((each) => each.private) ? "newForYou" : "newBelow"));
  }

  /** Only one message is in the tab order; the arrow keys move to others. */
  function makeCurrent(article) {
    for (const each of messages()) each.tabIndex = each === article ? 0 : -1;
  }

  function walk(event) {
    if (!event.target.classList.contains("message")) return;
    const all = messages();
    const here = all.indexOf(event.target);
    const next = { ArrowUp: all[here - 1], ArrowDown: all[here + 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** A fresh log for another conversation: a live region must not read out what was already there. */
  function begin(conversation) {
    list = h("div", { class: "log-list" });
    log = h(
      "div",
      {
        class: `log log-${conversation.kind}`,
        role: "log",
        "aria-live": "polite",
        data: { testid: "message-list", conversation: conversation.id },
      },
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
    last = 0;
    start.replaceChildren(...beginning(conversation, desk));
  }

  return {
    pane,
    update(conversation, found) {
      const key = JSON.stringify([desk.state.me, conversation.id, desk.locale]);
      const isNew = key !== shown;
      if (isNew) {
        shown = key;
        begin(conversation);
      }
      log.setAttribute("aria-label", desk.t("messagesOf", conversation.name));
      reconcile(
        list,
        rowsOf(found, conversation, desk),
        (row) => row.key,
        (row) => (row.thread ? createThread(desk) : h("h2", { class: "day" }, h("span"))),
        (node, row) =>
          row.thread
            ? drawThread(node, row.thread, conversation, desk)
            : setText(node.firstElementChild, row.day),
      );
      if (!messages().some((each) => each.tabIndex === 0)) makeCurrent(messages().at(-1));
      welcome(isNew ? [] : found.filter((each) => Number(each.id) > last));
      last = Math.max(last, ...found.map((each) => Number(each.id)));
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
