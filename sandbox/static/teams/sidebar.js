// The side menu: who one acts as, chats, and the team with its channels.

import { h, icon, iconButton, reconcile, setText, unseen } from "../dom.js";
import { openMenu } from "../menu.js";
import { avatar, languageTag, partBadge } from "../people.js";

function personCard(person, t) {
  return [
    avatar(person),
    h(
      "span",
      { class: "person-words" },
      h("span", { class: "person-name" }, person.name),
      h("span", { class: "person-title" }, person.title),
    ),
    h("span", { class: "person-marks" }, partBadge(person, t), languageTag(person)),
  ];
}

function openSwitch(anchor, desk) {
  const { state, t } = desk;
  openMenu(
    anchor,
    t("switchPerson"),
    state.people
      .filter((person) => person.part !== "bot")
      .map((person) => ({
        node: personCard(person, t),
        isChosen: person.id === state.me,
        data: { testid: `person-${person.id}` },
        choose: () => desk.actAs(person.id),
      })),
    "menu-people",
  );
}

const entry = (conversation) =>
  h(
    "li",
    {},
    h("a", {
      class: "entry",
      href: `#/${encodeURIComponent(conversation.id)}`,
      data: { testid: `conversation-${conversation.id}` },
    }),
  );

function markOf(conversation, desk) {
  if (conversation.kind === "channel") return [];
  const shown = conversation.kind === "chat" ? desk.app() : { name: conversation.name, color: 6 };
  return [avatar(shown, "avatar-small")];
}

/** Draw one line of the menu. What a screen reader hears is the name, then how much is unread. */
function drawEntry(item, conversation, isHere, desk) {
  const { t } = desk;
  const link = item.firstElementChild;
  const { name, unread } = conversation;
  link.className = ["entry", isHere && "is-here", unread && "is-unread"].filter(Boolean).join(" ");
  if (isHere) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  const picture = JSON.stringify([name, unread, desk.locale]);
  if (link.dataset.picture === picture) return;
  link.dataset.picture = picture;
  link.replaceChildren(
    ...markOf(conversation, desk),
    h("span", { class: "entry-name" }, name),
    ...(unread
      ? [unseen(t("unread", unread)), h("span", { class: "unread", "aria-hidden": "true" }, String(unread))]
      : []),
  );
}

/** Build the menu inside `root`. */
export function createSidebar(root, desk) {
  const close = iconButton("close", "", {
    class: "button button-icon drawer-close",
    onclick: () => desk.closeDrawer(),
  });
  const label = h("span", { class: "switch-label" });
  const card = h("span", { class: "switch-card" });
  const switcher = h(
    "button",
    {
      type: "button",
      class: "switch",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { testid: "person-switch" },
    },
    label,
    card,
  );
  switcher.addEventListener("click", () => openSwitch(switcher, desk));
  const chatsTitle = h("h2", { class: "sidebar-title" });
  const chats = h("ul", { class: "entries" });
  const teamsTitle = h("h2", { class: "sidebar-title" });
  const teamName = h("h3", { class: "team-line" }, h("span", { class: "team-mark", "aria-hidden": "true" }), h("span"));
  const channels = h("ul", { class: "entries entries-channels" });
  const neighbour = h("a", { class: "entry neighbour", hidden: true, data: { testid: "neighbour" } }, icon("swap"), h("span"));
  root.replaceChildren(
    h("div", { class: "drawer-line" }, close),
    switcher,
    h("div", { class: "sidebar-lists" }, chatsTitle, chats, teamsTitle, teamName, channels),
    neighbour,
  );
  root.addEventListener("click", (event) => event.target.closest("a.entry") && desk.closeDrawer());

  return {
    update(state, open) {
      const { t } = desk;
      const me = desk.person(state.me);
      close.setAttribute("aria-label", t("closeMenu"));
      setText(label, t("actingAs"));
      const picture = JSON.stringify([me, desk.locale]);
      if (card.dataset.picture !== picture) {
        card.dataset.picture = picture;
        card.replaceChildren(...personCard(me, t), icon("chevron"));
      }
      setText(chatsTitle, t("chats"));
      setText(teamsTitle, t("teams"));
      setText(teamName.firstElementChild, state.team.name.slice(0, 1).toUpperCase());
      setText(teamName.lastElementChild, state.team.name);
      const list = (parent, isWanted) =>
        reconcile(
          parent,
          state.conversations.filter(isWanted),
          (each) => each.id,
          entry,
          (item, each) => drawEntry(item, each, each === open, desk),
        );
      list(chats, (each) => each.kind !== "channel");
      list(channels, (each) => each.kind === "channel");
      neighbour.hidden = !state.neighbour;
      if (state.neighbour) neighbour.href = `${state.neighbour}?as=${encodeURIComponent(state.me)}`;
      setText(neighbour.lastElementChild, t("toSlack"));
    },
  };
}
