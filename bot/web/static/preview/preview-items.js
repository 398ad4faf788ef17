// The entries of the preview, in their playbooks and kinds: each with its problems, drawn when it comes near the window.

import { h, reconcile, setText, unseen } from "/sandbox/dom.js";
import { drawPlatforms } from "./preview-cards.js";

/** Characters that fit a line of a card, and the height of that line in rem: how much room an entry takes before it is drawn. */
const LINE = { characters: 55, height: 1.5, around: 3.5 };

const drawsAll = new URLSearchParams(location.search).has("all");
const known = new WeakMap();
const nearby = new WeakSet();

/** Turn the name of anything into one for an address. */
export const slug = (text) => text.replace(/[^\p{L}\p{N}_~]+/gu, "-");

/** Write words as they are looked for: without capitals and accents, and with one kind of apostrophe and space. */
export const plainly = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").replace(/\s+/g, " ").toLowerCase();

/** Tell whether an entry is among those that are looked for. */
export const isWanted = (item, view) =>
  (!view.only || item.problems.length > 0) && (!view.wanted || item.sought.includes(view.wanted));

/** List problems. `view`: t, language, picture. */
export function problemList(numbers, view) {
  return numbers.length > 0 && h("ul", { class: "problems" }, numbers.map((number) => problem(number, view)));
}

function problem(number, { picture, t, language }) {
  const found = picture.problems[number];
  return h(
    "li",
    { class: found.blocks ? "problem is-error" : "problem" },
    h("p", {}, h("strong", {}, t(found.blocks ? "error" : "advice")), " ", h("code", {}, found.where)),
    h("p", {}, found.said[language]),
    found.excerpt && h("pre", {}, found.excerpt),
  );
}

/** How many problems of each sort; a mark that screen readers say in words. */
export function badges(numbers, { picture, t }) {
  const mistakes = numbers.filter((number) => picture.problems[number].blocks).length;
  const counts = [["mistakes", "⚠", mistakes], ["advices", "•", numbers.length - mistakes]];
  return counts
    .filter(([, , count]) => count > 0)
    .map(([key, sign, count]) =>
      h("span", { class: `badge badge-${key}`, title: `${t(key)} ${count}` }, ` ${sign} `, unseen(`${t(key)} `), `${count}`),
    );
}

/** Draw what comes near the window. What is far keeps what it has, so that nothing moves under the reader's eyes. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) nearby.add(target);
      else nearby.delete(target);
      if (isIntersecting) drawIfStale(target);
    }
  },
  { rootMargin: "600px" },
);

function drawIfStale(article) {
  const own = known.get(article);
  if (!own || own.drawn === own.wanted) return;
  own.drawn = own.wanted;
  const { item, language, view } = own;
  if (item.drawings[language]) drawPlatforms(own.stage, item.drawings[language], { locale: language, t: view.t, report: view.report });
  else own.stage.replaceChildren(h("p", { class: "unreadable" }, view.t("unreadable")));
  article.dataset.drawn = "true";
}

function named(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** Bring an anchor of the page to the top, once everything around it has its height. */
export function reveal(hash) {
  const target = document.getElementById(named(hash));
  for (let round = 0; target && round < 3; round += 1) {
    target.scrollIntoView();
    for (const article of document.querySelectorAll("article.item:not([hidden])")) {
      const { top, bottom } = article.getBoundingClientRect();
      if (bottom > -600 && top < innerHeight + 600) drawIfStale(article);
    }
  }
}

function createItem() {
  const title = h("h4", {});
  const where = h("code", {});
  const found = h("div", {});
  const stage = h("div", { class: "stage" });
  const article = h("article", { class: "item", data: { testid: "item" } }, h("header", {}, title, where), found, stage);
  known.set(article, { title, where, found, stage, drawn: "" });
  near.observe(article);
  return article;
}

function updateItem(article, item, playbook, view) {
  const own = known.get(article);
  article.hidden = !isWanted(item, view);
  if (own.turn === view.turn) return;
  const language = view.languageOf(playbook);
  Object.assign(own, { turn: view.turn, item, view, language });
  article.id = slug(item.key);
  article.dataset.item = item.key;
  setText(own.title, item.title || item.where);
  own.title.lang = own.stage.lang = playbook.language ?? language;
  setText(own.where, item.where);
  updateProblems(own);
  own.wanted = JSON.stringify([item.drawings[language] ?? null, language, view.language]);
  if (own.drawn === own.wanted) return;
  delete article.dataset.drawn;
  if (drawsAll || nearby.has(article)) drawIfStale(article);
  else if (own.drawn === "") own.stage.replaceChildren(roomFor(item.said[language]?.[0] ?? ""));
}

function updateProblems(own) {
  const { item, view } = own;
  const face = JSON.stringify([item.problems.map((number) => view.picture.problems[number]), view.language]);
  if (own.face !== face) own.found.replaceChildren(...[problemList(item.problems, view)].filter(Boolean));
  own.face = face;
}

/** Something as tall as an entry will be, so that the page is as long before it is drawn. */
function roomFor(said) {
  const lines = said.split("\n").reduce((sum, line) => sum + 0.3 + Math.ceil((line.length || 1) / LINE.characters), 0);
  const room = h("div", {});
  room.style.height = `${said ? LINE.around + lines * LINE.height : 3}rem`;
  return room;
}

function updateKind(section, kind, playbook, view) {
  const [heading, entries] = section.children;
  const shown = kind.items.filter((item) => isWanted(item, view)).length;
  section.id = slug(`${playbook.key} ${kind.file}`);
  section.hidden = shown === 0;
  setText(heading, `${view.t(`kinds.${kind.file}`)} · ${shown < kind.items.length ? `${shown} / ` : ""}${kind.items.length}`);
  reconcile(entries, kind.items, (item) => item.key, createItem, (node, item) => updateItem(node, item, playbook, view));
}

function updatePlaybook(section, playbook, view) {
  const [heading, kinds] = section.children;
  setText(heading, playbook.name);
  heading.lang = playbook.language ?? view.languageOf(playbook);
  const filled = playbook.kinds.filter((kind) => kind.items.length > 0);
  const create = () => h("section", { class: "kind" }, h("h3", {}), h("div", { class: "entries" }));
  reconcile(kinds, filled, (kind) => kind.name, create, (node, kind) => updateKind(node, kind, playbook, view));
  section.hidden = !filled.some((kind) => kind.items.some((item) => isWanted(item, view)));
}

/** Show all playbooks. `view`: picture, t, language of the page, languageOf(playbook), only, wanted, report, and `turn`, which counts the pictures. */
export function drawPlaybooks(parent, view) {
  const create = () => h("section", { class: "playbook" }, h("h2", {}), h("div", {}));
  reconcile(parent, view.picture.playbooks, (each) => each.key, create, (node, each) => updatePlaybook(node, each, view));
}
