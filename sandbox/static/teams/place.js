// The main column: the head of a channel or chat, and what lies under it.

import { h, icon, setText } from "../dom.js";
import { avatar } from "../people.js";
import { listed } from "../words.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";

/** Build the main column inside `root`. */
export function createPlace(root, desk) {
  const title = h("h1", { class: "place-title", tabindex: "-1", data: { testid: "place-title" } });
  const topic = h("p", { class: "place-topic" });
  const absent = h("p", { class: "place-note", hidden: true });
  const head = h("header", { class: "place-head" }, h("div", { class: "place-line" }, title, topic, absent));
  const conversation = createConversation(desk);
  const composer = createComposer(desk);
  root.replaceChildren(head, conversation.pane, composer.form);

  function topicOf(found) {
    const { t } = desk;
    if (found.kind === "channel") return t("channelOf", desk.state.team.name);
    return found.kind === "chat" ? t("chatNote") : t("groupNote", listed(found.people, t));
  }

  const markOf = (found) => {
    if (found.kind === "channel") return icon("channel");
    return avatar(found.kind === "chat" ? desk.app() : { name: found.name, color: 6 }, "avatar-small");
  };

  return {
    composer,
    conversation,
    title,
    update(state, found) {
      const picture = JSON.stringify([found.id, found.name]);
      if (title.dataset.picture !== picture) {
        title.dataset.picture = picture;
        title.replaceChildren(markOf(found), h("span", {}, found.name));
      }
      setText(topic, topicOf(found));
      absent.hidden = found.bot_is_member;
      setText(absent, desk.t("botAbsent", desk.appName()));
      conversation.update(found, state.messages[found.id] ?? []);
      composer.update(found);
    },
  };
}
