// The preview of a playbook: draws what /playbook.json says, and again whenever /changes tells of something new.

import { h, keepingFocus, setText } from "/sandbox/dom.js";
import { badges, drawPlaybooks, isWanted, plainly, problemList, reveal, slug } from "./preview-items.js";

const byId = (id) => document.getElementById(id);
const LANGUAGES = ["fr", "en"];
const SERVED = document.documentElement.lang;
const asked = new URLSearchParams(location.search).get("lang");
const state = { picture: null, chosen: LANGUAGES.includes(asked) ? asked : "", only: false, wanted: "", turn: 0 };
const written = new Map();

/** The language of a playbook's cards: the chosen one, else its own. One whose front page is broken keeps what it had. */
const languageOf = (playbook) => state.chosen || playbook.language || written.get(playbook.key) || SERVED;

/** The page speaks the chosen language; else that of its playbooks, when they agree; else the browser's. */
function languageOfPage() {
  const spoken = new Set(state.picture.playbooks.map(languageOf));
  return state.chosen || (spoken.size === 1 ? [...spoken][0] : SERVED);
}

function viewOf() {
  const language = languageOfPage();
  const t = (key) => state.picture.words[language][key] ?? key;
  return { ...state, language, languageOf, t, report };
}

const everyItem = () => state.picture.playbooks.flatMap((playbook) => playbook.kinds.flatMap((kind) => kind.items));

/** Count what the official renderer does not understand, for tests and for whoever opens the console. */
function report(complaints) {
  document.body.dataset.parseEvents = String(Number(document.body.dataset.parseEvents) + complaints.length);
  for (const complaint of complaints) console.warn(`Adaptive Card: ${complaint}`);
}

function drawContents(view) {
  const links = view.picture.playbooks.flatMap((playbook) => [
    h("h2", { lang: playbook.language ?? languageOf(playbook) }, playbook.name),
    h("ul", {}, playbook.kinds.filter((kind) => kind.items.length > 0).map((kind) => link(playbook, kind, view))),
  ]);
  const box = byId("contents");
  keepingFocus(box, () => box.replaceChildren(...links), box);
}

function link(playbook, kind, view) {
  const words = [view.t(`kinds.${kind.file}`), h("span", { class: "count" }, ` ${kind.items.length}`)];
  const problems = kind.items.flatMap((item) => item.problems);
  const href = `#${slug(`${playbook.key} ${kind.file}`)}`;
  return h("li", {}, h("a", { href, data: { focus: href } }, words, badges(problems, view)));
}

function drawLabels({ t, language }) {
  document.documentElement.lang = language;
  document.title = t("title");
  const labels = { title: "title", close: "close", "language-label": "language", nothing: "nothing", "only-label": "only_problems" };
  for (const [id, key] of Object.entries({ ...labels, "search-label": "search", "new-tab-hint": "new_tab", up: "contents", skip: "entries" }))
    setText(byId(id), t(key));
  byId("search").placeholder = t("search");
  byId("contents").setAttribute("aria-label", t("contents"));
  ["own_language", "french", "english"].forEach((key, index) => setText(byId("language").options[index], t(key)));
  byId("language").value = state.chosen;
}

function drawState(view) {
  const { picture, t } = view;
  const mistakes = picture.problems.filter((problem) => problem.blocks).length;
  const colon = view.language === "fr" ? "\u00a0: " : ": ";
  const counts = [["mistakes", mistakes], ["advices", picture.problems.length - mistakes]]
    .filter(([, count]) => count > 0)
    .map(([key, count]) => `${t(key)}${colon}${count}`);
  setText(byId("state"), `${t(picture.is_usable ? "usable" : "unusable")} ${counts.join(" · ")}`);
  byId("state").classList.toggle("is-error", !picture.is_usable);
}

function drawElsewhere(view) {
  const { picture } = view;
  const box = byId("elsewhere");
  box.hidden = picture.elsewhere.length === 0;
  // Mistakes are open before the eyes; advice waits until somebody looks.
  if (picture.elsewhere.some((number) => picture.problems[number].blocks)) box.open = true;
  box.firstElementChild.replaceChildren(view.t("elsewhere"), ...badges(picture.elsewhere, view));
  box.lastElementChild.replaceChildren(...[problemList(picture.elsewhere, view)].filter(Boolean));
}

/** Show which entries are looked for: what a filter changes. */
function drawItems(view) {
  drawPlaybooks(byId("playbooks"), view);
  const items = everyItem();
  const shown = items.filter((item) => isWanted(item, view)).length;
  setText(byId("count"), `${view.t("entries")} ${shown < items.length ? `${shown} / ` : ""}${items.length}`);
  byId("nothing").hidden = shown > 0;
}

function draw() {
  if (!state.picture) return;
  state.turn += 1;
  const view = viewOf();
  drawLabels(view);
  drawState(view);
  drawElsewhere(view);
  drawContents(view);
  drawItems(view);
}

function filter(change) {
  Object.assign(state, change);
  if (state.picture) drawItems(viewOf());
}

async function load() {
  const answer = await fetch("/playbook.json", { cache: "no-store" });
  const picture = await answer.json();
  if (!picture.playbooks) return;
  const isFirst = state.picture === null;
  state.picture = picture;
  for (const { key, language } of picture.playbooks) if (language) written.set(key, language);
  for (const item of everyItem()) item.sought = plainly([item.title, item.where, ...Object.values(item.said).flat()].join("\n"));
  draw();
  document.body.dataset.ready = "true";
  if (isFirst && location.hash) reveal(location.hash);
}

function listen() {
  const changes = new EventSource("/changes");
  changes.addEventListener("message", load);
  changes.addEventListener("error", () => {
    if (!state.picture) return;
    setText(byId("state"), viewOf().t("lost"));
    byId("state").classList.add("is-error");
  });
}

/** The bar is as tall as its words need; what is brought into view stops below it. */
function measureBar() {
  const bar = document.querySelector(".bar");
  const tell = () => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  new ResizeObserver(tell).observe(bar);
}

byId("language").addEventListener("change", (event) => {
  state.chosen = event.target.value;
  draw();
});
byId("only").addEventListener("change", (event) => filter({ only: event.target.checked }));
byId("search").addEventListener("input", (event) => filter({ wanted: plainly(event.target.value).trim() }));
addEventListener("hashchange", () => reveal(location.hash));
document.body.dataset.parseEvents = "0";
measureBar();
listen();
