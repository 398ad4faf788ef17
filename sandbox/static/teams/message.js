// One message: who wrote it, what it shows, its reactions and its toolbar.

import { markdown } from "../adaptive.js";
import { h, icon, iconButton, keepingFocus, setText } from "../dom.js";
import { openMenu } from "../menu.js";
import { avatar } from "../people.js";
import { hourOf } from "../time.js";
import { drawCard } from "./card.js";
import { isAddressed } from "./mention.js";
import { drawReactions, reactionTools } from "./reactions.js";

/** article -> its parts and what they showed last */
const PARTS = new WeakMap();

/** Make an empty message; `drawMessage` fills it. */
export function createMessage() {
  const parts = {
    gutter: h("div", { class: "gutter" }),
    mark: h("p", { class: "only-you", hidden: true }, icon("eye"), h("span")),
    byline: h("div", { class: "byline" }),
    body: h("div", { class: "message-body" }),
    own: h("p", { class: "own-view", hidden: true }, icon("eye"), h("span")),
    reactions: h("div", { class: "reactions", hidden: true }),
    toolbar: h("div", { class: "toolbar", role: "toolbar" }),
    seen: {},
  };
  const words = h("div", { class: "message-words" }, parts.mark, parts.byline, parts.body, parts.own, parts.reactions);
  const article = h("article", { class: "message", tabindex: "-1" }, parts.gutter, words, parts.toolbar);
  parts.toolbar.addEventListener("keydown", (event) => walkToolbar(parts.toolbar, event));
  PARTS.set(article, parts);
  return article;
}

function walkToolbar(toolbar, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tools = [...toolbar.children];
  const here = tools.indexOf(document.activeElement);
  if (!step || here < 0) return;
  event.preventDefault();
  const next = tools[(here + step + tools.length) % tools.length];
  for (const tool of tools) tool.tabIndex = tool === next ? 0 : -1;
  next.focus();
}

/** Bring a message up to date; parts that did not change are left alone. */
export function drawMessage(article, message, conversation, desk) {
  const parts = PARTS.get(article);
  const { t, locale, zone } = desk;
  const changed = (name, value) => {
    const picture = JSON.stringify(value);
    if (parts.seen[name] === picture) return false;
    parts.seen[name] = picture;
    return true;
  };
  const isMine = message.sender === desk.state.me;
  article.dataset.testid = message.private ? "private" : "message";
  article.dataset.message = message.id;
  article.classList.toggle("is-private", message.private);
  article.classList.toggle("is-mine", isMine && conversation.kind !== "channel");
  article.classList.toggle("has-card", Boolean(message.card));

  const author = desk.person(message.sender);
  if (changed("head", [author, message.at, message.private, message.edited, locale, zone]))
    drawHead(article, parts, message, author, hourOf(new Date(message.at), locale, zone), t);
  if (changed("body", [message.text, message.card, locale]))
    drawBody(article, parts.body, message, conversation, desk);
  parts.own.hidden = !message.own_view;
  setText(parts.own.lastElementChild, t("ownView"));
  const toggle = (type, on) =>
    desk.do({ do: "react", conversation: conversation.id, message: message.id, type, on });
  if (changed("reactions", [message.reactions, locale, desk.namesSeen]))
    keepingFocus(parts.reactions, () => drawReactions(parts.reactions, message.reactions, desk, toggle), article);
  parts.reacted = message.reactions.filter((each) => each.mine).map((each) => each.type);
  if (changed("toolbar", [locale, message.private, message.text, desk.state.extensions]))
    drawToolbar(article, parts, message, conversation, desk, toggle);
}

function drawHead(article, parts, message, author, hour, t) {
  const isApp = author.part === "bot";
  article.setAttribute("aria-label", [author.name, hour, message.private && t("onlyYou")].filter(Boolean).join(", "));
  parts.mark.hidden = !message.private;
  setText(parts.mark.lastElementChild, t("onlyYou"));
  parts.gutter.replaceChildren(avatar(author));
  parts.byline.replaceChildren(
    h("span", { class: "author" }, author.name),
    ...(isApp ? [h("span", { class: "app-badge" }, t("app"))] : []),
    h("time", { class: "message-time", datetime: message.at }, hour),
    ...(message.edited ? [h("span", { class: "edited" }, t("edited"))] : []),
  );
}

function drawBody(article, body, message, conversation, desk) {
  if (message.card) {
    body.className = "message-body";
    const press = (action, inputs) =>
      desk.do({ do: "press", conversation: conversation.id, message: message.id, action, inputs });
    drawCard(body, message.card, desk, { press, fallback: article });
    return;
  }
  body.className = "message-body prose";
  if (message.sender === "bot") body.innerHTML = markdown(message.text);
  else body.replaceChildren(...withMention(message.text, desk.appName()));
}

/** Show the app's name as a mention where a message begins with it, as Teams does. */
function withMention(text, name) {
  if (!isAddressed(text, name)) return [text];
  return [h("span", { class: "mention" }, name), text.slice(name.length + 1)];
}

function drawToolbar(article, parts, message, conversation, desk, toggle) {
  const { t } = desk;
  parts.toolbar.setAttribute("aria-label", t("toolbar"));
  const more = iconButton("more", t("moreActions"), {
    class: "tool",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { testid: "message-more" },
  });
  more.addEventListener("click", () =>
    openMenu(more, t("moreActions"), [
      ...(message.sender === desk.state.me ? [{ label: t("edit"), choose: () => desk.edit(message) }] : []),
      ...desk.state.extensions.map((each) => ({
        label: each.title,
        detail: desk.appName(),
        choose: () =>
          desk.do({ do: "extension", id: each.id, conversation: conversation.id, message: message.id }),
      })),
      { label: t("copyText"), choose: () => copy(parts.body.innerText, desk) },
    ]),
  );
  const isOn = (type) => parts.reacted.includes(type);
  const tools = [...(message.private ? [] : reactionTools(desk, isOn, toggle)), more];
  tools.forEach((tool, index) => (tool.tabIndex = index ? -1 : 0));
  keepingFocus(parts.toolbar, () => parts.toolbar.replaceChildren(...tools), article);
}

async function copy(text, desk) {
  try {
    await navigator.clipboard.writeText(text);
    desk.announce(desk.t("copied"));
  } catch (error) {
    desk.say(error.message);
  }
}
