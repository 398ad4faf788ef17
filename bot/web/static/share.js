// The share page, alive: counts while one types, rebuilds the network's address, copies. It sends and stores nothing.

import { instanceHost, intent, used } from "./rules.js";

const page = document.querySelector("main");
const text = document.querySelector("#text");
const counter = document.querySelector("#counter");
const open = document.querySelector("#open");
const copy = document.querySelector("#copy");
const status = document.querySelector("#status");
const instance = document.querySelector("#instance");
const { template, counter: unit, takes, link } = page.dataset;
const network = { template, counter: unit, takes, limit: Number(page.dataset.limit), linkCost: Number(page.dataset.linkCost) };
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
  show();
});
instance?.addEventListener("input", show);
copy.addEventListener("click", copyText);
for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;
// Coming back, the browser may bring the edited text along.
window.addEventListener("pageshow", show);
show();
