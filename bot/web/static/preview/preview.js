// The preview of a playbook: draws what /playbook.json says, and again whenever /changes tells of something new.

import { h, reconcile, setText } from "/sandbox/dom.js";
import { drawPlatforms } from "./preview-cards.js";

const byId = (id) => document.getElementById(id);
const seen = { picture: null, language: "", only: false, wanted: "" };
const shown = new WeakMap();

/** Word a key in the language that the bot speaks on this page. */
const t = (key) => seen.picture.words[seen.language][key] ?? key;

const slug = (text) => text.replace(/[^\w]+/g, "-");
const isWanted = (item) =>
  (!seen.only || item.problems.length > 0) &&
  (!seen.wanted || JSON.stringify([item.title, item.where, item.drawings]).toLowerCase().includes(seen.wanted));

function problem(number) {
  const found = seen.picture.problems[number];
  return h(
    "li",
    { class: found.blocks ? "problem is-error" : "problem" },
    h("p", {}, h("strong", {}, t(found.blocks ? "error" : "advice")), " ", h("code", {}, found.where)),
    h("p", {}, found.said[seen.language]),
    found.excerpt && h("pre", {}, found.excerpt),
  );
}

const problems = (numbers) => numbers.length > 0 && h("ul", { class: "problems" }, numbers.map(problem));

/** Draw an entry once it comes near the window; one that is not looked at costs nothing. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) drawCards(target);
  },
  { rootMargin: "600px" },
);

function drawCards(article) {
  near.unobserve(article);
  const { item, stage } = shown.get(article);
  const drawings = item.drawings[seen.language];
  if (drawings) drawPlatforms(stage, drawings, { locale: seen.language, t, report: reportParseEvents });
  article.dataset.drawn = "true";
}

function reportParseEvents(events) {
  document.body.dataset.parseEvents = String(Number(document.body.dataset.parseEvents ?? 0) + events.length);
  for (const event of events) console.warn(`Adaptive Card: ${event}`);
}

function createItem() {
  return h("article", { class: "item", tabindex: "-1" });
}

function updateItem(article, item) {
  article.hidden = !isWanted(item);
  const picture = JSON.stringify([item, item.problems.map((number) => seen.picture.problems[number]), seen.language]);
  if (shown.get(article)?.picture === picture) return;
  article.id = slug(item.key);
  const stage = h("div", { class: "stage" });
  shown.set(article, { picture, item, stage });
  delete article.dataset.drawn;
  article.dataset.testid = "item";
  article.dataset.item = item.key;
  const isDrawn = Boolean(item.drawings[seen.language]);
  article.replaceChildren(
    ...[
      h("header", {}, h("h4", {}, item.title || item.where), h("code", {}, item.where)),
      problems(item.problems),
      isDrawn ? stage : h("p", { class: "unreadable" }, t("unreadable")),
    ].filter(Boolean),
  );
  if (new URLSearchParams(location.search).has("all")) drawCards(article);
  else near.observe(article);
}

function createKind() {
  return h("section", { class: "kind" }, h("h3", {}), h("div", { class: "entries" }));
}

function updateKind(section, kind, playbook) {
  const [heading, entries] = section.children;
  section.id = slug(`${playbook.id} ${kind.file}`);
  setText(heading, `${t(`kinds.${kind.file}`)} · ${kind.items.length}`);
  reconcile(entries, kind.items, (item) => item.key, createItem, updateItem);
  section.hidden = !kind.items.some(isWanted);
}

function updatePlaybook(section, playbook) {
  const [heading, kinds] = section.children;
  setText(heading, playbook.name);
  heading.lang = playbook.language;
  const filled = playbook.kinds.filter((kind) => kind.items.length > 0);
  reconcile(kinds, filled, (kind) => kind.name, createKind, (node, kind) => updateKind(node, kind, playbook));
  section.hidden = !filled.some((kind) => kind.items.some(isWanted));
}

function contents() {
  const links = seen.picture.playbooks.flatMap((playbook) => [
    h("h2", { lang: playbook.language }, playbook.name),
    h(
      "ul",
      {},
      playbook.kinds
        .filter((kind) => kind.items.length > 0)
        .map((kind) => {
          const count = kind.items.reduce((sum, item) => sum + item.problems.length, 0);
          return h(
            "li",
            {},
            h(
              "a",
              { href: `#${slug(`${playbook.id} ${kind.file}`)}` },
              t(`kinds.${kind.file}`),
              h("span", { class: "count" }, ` ${kind.items.length}`),
              count > 0 && h("span", { class: "badge" }, ` ⚠ ${count}`),
            ),
          );
        }),
    ),
  ]);
  byId("contents").replaceChildren(...links);
}

function labels() {
  document.documentElement.lang = seen.language;
  document.title = t("title");
  for (const [id, key] of [["title", "title"], ["close", "close"], ["language-label", "language"], ["nothing", "nothing"]])
    setText(byId(id), t(key));
  setText(byId("search-label"), t("search"));
  byId("search").placeholder = t("search");
  setText(byId("only-label"), t("only_problems"));
  byId("contents").setAttribute("aria-label", t("contents"));
  const [french, english] = byId("language").options;
  setText(french, t("french"));
  setText(english, t("english"));
  byId("language").value = seen.language;
}

function draw() {
  labels();
  const { picture } = seen;
  const state = byId("state");
  setText(state, t(picture.is_usable ? "usable" : "unusable"));
  state.classList.toggle("is-error", !picture.is_usable);
  const elsewhere = byId("elsewhere");
  elsewhere.hidden = picture.elsewhere.length === 0;
  // Mistakes are open before the eyes; advice waits until somebody looks.
  if (picture.elsewhere.some((number) => picture.problems[number].blocks)) elsewhere.open = true;
  setText(elsewhere.firstElementChild, `${t("elsewhere")} · ${picture.elsewhere.length}`);
  elsewhere.lastElementChild.replaceChildren(...[problems(picture.elsewhere)].filter(Boolean));
  contents();
  reconcile(
    byId("playbooks"),
    picture.playbooks,
    (playbook) => playbook.id,
    () => h("section", { class: "playbook" }, h("h2", {}), h("div", {})),
    updatePlaybook,
  );
  byId("nothing").hidden = picture.playbooks.some((each) => each.kinds.some((kind) => kind.items.some(isWanted)));
}

async function load() {
  const answer = await fetch("/playbook.json", { cache: "no-store" });
  const picture = await answer.json();
  if (!picture.playbooks) return;
  const isFirst = seen.picture === null;
  seen.picture = picture;
  const asked = new URLSearchParams(location.search).get("lang");
  if (isFirst) seen.language = ["fr", "en"].includes(asked) ? asked : (picture.playbooks[0]?.language ?? "en");
  draw();
  document.body.dataset.ready = "true";
  if (isFirst && location.hash) document.querySelector(location.hash)?.scrollIntoView();
}

function listen() {
  const changes = new EventSource("/changes");
  changes.addEventListener("message", load);
  changes.addEventListener("error", () => {
    if (seen.picture) setText(byId("state"), t("lost"));
  });
}

byId("language").addEventListener("change", (event) => {
  seen.language = event.target.value;
  draw();
});
byId("only").addEventListener("change", (event) => {
  seen.only = event.target.checked;
  draw();
});
byId("search").addEventListener("input", (event) => {
  seen.wanted = event.target.value.trim().toLowerCase();
  draw();
});
document.body.dataset.parseEvents = "0";
listen();
