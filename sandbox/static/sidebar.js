// The side menu: who one acts as, the app's Home, channels and direct messages.

import { h, icon, iconButton, reconcile, setText, unseen } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar, languageTag, partBadge } from "./people.js";

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
  const people = state.people.filter((person) => person.part !== "bot");
  openMenu(
    anchor,
    t("switchPerson"),
    people.map((person) => ({
      node: personCard(person, t),
      isChosen: person.id === state.me,
      data: { testid: `person-${person.id}` },
      choose: () => desk.actAs(person.id),
    })),
    "menu-people",
  );
}

const PRESENCES = ["active", "away", "quiet", "holiday", "ill"];

function openPresence(anchor, desk) {
  const { state, t } = desk;
  openMenu(
    anchor,
    t("presence"),
    PRESENCES.map((name) => ({
      label: t(name),
      isChosen: name === state.presence,
      data: { testid: `presence-${name}` },
      choose: () => desk.do({ do: "be", presence: name }),
    })),
  );
}

function entry(key, href, testid) {
  return h("li", { data: { key } }, h("a", { class: "entry", href, data: { testid } }));
}

/** Draw one line of the menu. What a screen reader hears is the name, then how much is unread. */
function drawEntry(item, { mark, name, unread = 0, isHere, note = "", isDim = false }, t) {
  const link = item.firstElementChild;
  link.className = ["entry", isHere && "is-here", unread && "is-unread", isDim && "is-dim"].filter(Boolean).join(" ");
  if (isHere) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  const picture = JSON.stringify([name, unread, note, t("languageShort")]);
  if (link.dataset.picture === picture) return;
  link.dataset.picture = picture;
  link.replaceChildren(
    mark(),
    h("span", { class: "entry-name" }, name),
    ...(note ? [unseen(note)] : []),
    ...(unread
      ? [unseen(t("unread", unread)), h("span", { class: "unread", "aria-hidden": "true" }, String(unread))]
      : []),
  );
}

const channelNote = (channel, t) =>
  [channel.private && t("privateChannel"), !channel.is_member && t("notJoined")].filter(Boolean).join(", ");

/** Build the menu inside `root`. */
export function createSidebar(root, desk) {
  const teamMark = h("span", { class: "team-mark", "aria-hidden": "true" });
  const teamName = h("p", { class: "team-name" });
  const close = iconButton("close", "", {
    class: "button button-icon on-frame drawer-close",
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
  const presenceWord = h("span");
  const presence = h(
    "button",
    {
      type: "button",
      class: "button button-small on-frame presence",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { testid: "presence" },
    },
    h("span", { class: "presence-mark", "aria-hidden": "true" }),
    presenceWord,
    icon("chevron"),
  );
  presence.addEventListener("click", () => openPresence(presence, desk));
  const homes = h("ul", { class: "entries" }, entry("home", "#/home", "home-tab"));
  const channelsTitle = h("h2", { class: "sidebar-title" });
  const channels = h("ul", { class: "entries" });
  const directTitle = h("h2", { class: "sidebar-title" });
  const direct = h("ul", { class: "entries" });
  root.replaceChildren(
    h("div", { class: "team" }, teamMark, teamName, close),
    switcher,
    presence,
    h("div", { class: "sidebar-lists" }, homes, channelsTitle, channels, directTitle, direct),
  );
  root.addEventListener("click", (event) => event.target.closest("a.entry") && desk.closeDrawer());

  return {
    update(state, route) {
      const { t } = desk;
      const me = desk.person(state.me);
      setText(teamMark, state.team.name.slice(0, 1).toUpperCase());
      setText(teamName, state.team.name);
      close.setAttribute("aria-label", t("closeMenu"));
      close.dataset.tip = t("closeMenu");
      setText(label, t("actingAs"));
      const picture = JSON.stringify([me, t("languageShort")]);
      if (card.dataset.picture !== picture) {
        card.dataset.picture = picture;
        card.replaceChildren(...personCard(me, t), icon("chevron"));
      }
      setText(presenceWord, t(state.presence));
      presence.setAttribute("aria-label", `${t("presence")}, ${t(state.presence)}`);
      presence.dataset.presence = state.presence;
      setText(channelsTitle, t("channels"));
      setText(directTitle, t("directMessages"));
      drawEntry(homes.firstElementChild, { mark: () => icon("home"), name: t("appHome"), isHere: route.isHome }, t);
      const list = (parent, kind, describe) =>
        reconcile(
          parent,
          state.conversations.filter((each) => each.kind === kind),
          (each) => each.id,
          (each) => entry(each.id, `#/${each.id}`, `conversation-${each.id}`),
          (item, each) =>
            drawEntry(
              item,
              { name: each.name, unread: each.unread, isHere: route.id === each.id, ...describe(each) },
              t,
            ),
        );
      list(channels, "channel", (channel) => ({
        mark: () => icon(channel.private ? "lock" : "hash"),
        note: channelNote(channel, t),
        isDim: !channel.is_member,
      }));
      list(direct, "dm", (dm) => ({ mark: () => avatar(desk.person(dm.with), "avatar-small") }));
      directTitle.hidden = !direct.children.length;
    },
  };
}
