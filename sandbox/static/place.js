// The main column: the head of a conversation or of the app's Home, and what lies under it.

import { drawBlocks } from "./blockkit.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { h, icon, keepingFocus, setText, whileBusy } from "./dom.js";
import { avatar } from "./people.js";

function tab(key, href, label, isHere) {
  return h("a", { class: "tab", href, "aria-current": isHere ? "page" : null, data: { key } }, label);
}

/** Build the main column inside `root`. */
export function createPlace(root, desk) {
  const title = h("h1", { class: "place-title", tabindex: "-1", data: { testid: "place-title" } });
  const topic = h("p", { class: "place-topic" });
  const absent = h("p", { class: "place-note", hidden: true });
  const tabs = h("nav", { class: "tabs", hidden: true });
  const head = h("header", { class: "place-head" }, h("div", { class: "place-line" }, title, topic, absent), tabs);
  const conversation = createConversation(desk);
  const composer = createComposer(desk);
  const joinText = h("p");
  const joinButton = h("button", { type: "button", class: "button button-primary", data: { testid: "join" } });
  const join = h("div", { class: "join", hidden: true }, joinText, joinButton);
  const homeBody = h("div", { class: "home-body blocks", tabindex: "-1" });
  const homeEmpty = h("div", { class: "home-empty" });
  const home = h("div", { class: "home", hidden: true, data: { testid: "home" } }, homeEmpty, homeBody);
  root.replaceChildren(head, conversation.pane, join, composer.form, home);

  let shown = null;
  joinButton.addEventListener("click", () =>
    whileBusy(joinButton, () => desk.do({ do: "join", conversation: shown.id })),
  );

  function drawTitle(marks, words) {
    const picture = JSON.stringify([words, marks[0].outerHTML]);
    if (title.dataset.picture === picture) return;
    title.dataset.picture = picture;
    title.replaceChildren(...marks, h("span", {}, words));
  }

  function drawTabs(app, dm, isHome) {
    const { t } = desk;
    tabs.hidden = !dm;
    if (!dm) return;
    const picture = JSON.stringify([dm.id, isHome, t("home")]);
    if (tabs.dataset.picture === picture) return;
    tabs.dataset.picture = picture;
    tabs.setAttribute("aria-label", t("views", app.name));
    keepingFocus(
      tabs,
      () =>
        tabs.replaceChildren(
          tab("home", "#/home", t("home"), isHome),
          tab("messages", `#/${dm.id}`, t("messages"), !isHome),
        ),
      title,
    );
  }

  function showConversation(state, found) {
    const { t } = desk;
    const isDm = found.kind === "dm";
    const other = isDm ? desk.person(found.with) : null;
    drawTitle(
      [isDm ? avatar(other, "avatar-small") : icon(found.private ? "lock" : "hash")],
      isDm ? other.name : found.name,
    );
    setText(topic, found.topic ?? "");
    const app = desk.app();
    absent.hidden = isDm || found.bot_is_member !== false || !app;
    setText(absent, app ? t("botAbsent", app.name) : "");
    drawTabs(app, isDm && other === app ? found : null, false);
    conversation.update(found, state.messages[found.id] ?? []);
    const isOutside = found.is_member === false;
    join.hidden = !isOutside;
    composer.form.hidden = isOutside;
    if (isOutside) {
      setText(joinText, t("joinText", desk.titleOf(found)));
      setText(joinButton, t("join"));
    } else composer.update(found);
  }

  function showHome(state) {
    const { t } = desk;
    const app = desk.app();
    const dm = state.conversations.find((each) => each.kind === "dm" && each.with === app?.id);
    drawTitle([app ? avatar(app, "avatar-small") : icon("home")], app?.name ?? t("appHome"));
    setText(topic, t("appHome"));
    absent.hidden = true;
    drawTabs(app, dm, true);
    const blocks = state.home?.blocks ?? [];
    homeEmpty.hidden = blocks.length > 0;
    const words = [t("noHome"), t("noHomeText", app?.name ?? "")];
    if (homeEmpty.dataset.picture !== words.join()) {
      homeEmpty.dataset.picture = words.join();
      homeEmpty.replaceChildren(icon("home"), h("p", { class: "beginning-title" }, words[0]), h("p", {}, words[1]));
    }
    const context = {
      ...desk.context(),
      headingLevel: 2,
      press: (action) => desk.do({ do: "press", action, home: true }),
    };
    keepingFocus(homeBody, () => drawBlocks(homeBody, blocks, context), homeBody);
  }

  return {
    composer,
    conversation,
    title,
    update(state, route) {
      const found = state.conversations.find((each) => each.id === route.id) ?? null;
      shown = found;
      home.hidden = !route.isHome;
      conversation.pane.hidden = route.isHome;
      if (route.isHome) {
        join.hidden = true;
        composer.form.hidden = true;
        showHome(state);
      } else showConversation(state, found);
    },
  };
}
