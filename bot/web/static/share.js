// The share page, alive: counts while one types, rebuilds the network's address, copies. It sends and stores nothing.
// A person's own draft comes in the fragment of the address, which never leaves the browser, and goes the same way to
// the page of another network.

import { instanceHost, intent, packed, unpacked, used } from "./rules.js";

const page = document.querySelector("main");
const text = document.querySelector("#text");
const counter = document.querySelector("#counter");
const open = document.querySelector("#open");
const copy = document.querySelector("#copy");
const status = document.querySelector("#status");
const instance = document.querySelector("#instance");
const { template, counter: unit, takes, link } = page.dataset;
const network = { template, counter: unit, takes, limit: Number(page.dataset.limit), linkCost: Number(page.dataset.linkCost) };
const others = Array.from(document.querySelectorAll(".networks a"), (each) => [each, each.href]);
let isOwn = false;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const say = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => numbers.format(values[name]));

function show() {
  const address = intent(network, text.value, link, instance?.value);
  open.hidden = address === null;
  if (address !== null) open.href = address;
  if (instance) instance.setAttribute("aria-invalid", String(instance.value !== "" && !instanceHost(instance.value)));
  if (network.limit) {
    const count = used(text.value, network, link);
    const over = count - network.limit;
    counter.textContent = say(over > 0 ? counter.dataset.over : counter.dataset.used, { used: count, limit: network.limit, over });
    counter.classList.toggle("over", over > 0);
  }
}

// Takes up the draft in the address, and takes it out of the address bar.
async function take() {
  const fragment = location.hash.slice(1);
  if (!fragment) return;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const words = await unpacked(fragment);
    text.value = link && takes === "text" ? `${words}\n\n${link}` : words;
  } catch {
    status.textContent = page.dataset.notTaken;
    return;
  }
  isOwn = true;
  document.querySelector(".angles").closest("nav").hidden = true;
  changed();
}

// The links to other networks take the draft along; each page writes its own network's link below it.
async function carry() {
  if (!isOwn) return;
  const written = text.value.trimEnd();
  const words = link && written.endsWith(link) ? written.slice(0, -link.length).trimEnd() : written;
  const fragment = await packed(words);
  if (text.value.trimEnd() === written) for (const [each, address] of others) each.href = `${address}#${fragment}`;
}

function changed() {
  show();
  carry();
}

async function copyText() {
  try {
    await navigator.clipboard.writeText(text.value);
    status.textContent = copy.dataset.copied;
  } catch {
    // No clipboard for this page (http, or not allowed): leave the text selected, for the keyboard.
    text.focus();
    text.select();
    status.textContent = copy.dataset.notCopied;
  }
}

text.addEventListener("input", () => {
  status.textContent = "";
  changed();
});
instance?.addEventListener("input", show);
copy.addEventListener("click", copyText);
for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;
// Coming back, the browser may bring the edited text along.
window.addEventListener("pageshow", changed);
window.addEventListener("hashchange", take);
show();
take();
