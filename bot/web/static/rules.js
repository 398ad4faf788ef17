// How a text is counted, put into a network's address and carried in a fragment: the rules of bot/domain/counting.py and
// bot/domain/share.py once more, for the text that is being edited. A test compares the two.

const PICTURES =
  "\\u2194-\\u21aa\\u231a-\\u23ff\\u25aa-\\u25fe\\u2600-\\u27bf\\u2934\\u2935\\u2b05-\\u2b55" +
  "\\u{1f000}-\\u{1f1e5}\\u{1f200}-\\u{1f3fa}\\u{1f400}-\\u{1faff}";
const FLAG_LETTERS = "\\u{1f1e6}-\\u{1f1ff}";
const EXTEND = "[\\p{M}\\u200c\\u200d\\uff9e\\uff9f\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}]";
const CLUSTER = new RegExp(
  "[\\p{Cc}\\p{Zl}\\p{Zp}]" +
    `|[${FLAG_LETTERS}]{2}${EXTEND}*` +
    `|[${PICTURES}](?:${EXTEND}*\\u200d[${PICTURES}])*${EXTEND}*` +
    `|[^]${EXTEND}*`,
  "gu",
);
const EMOJI = new RegExp(`[${PICTURES}${FLAG_LETTERS}\\ufe0f\\u20e3]`, "u");
const LIGHT = /^[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]$/u;
const URL_LENGTH = 23;
const ADDRESS = /https?:\/\/[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]’'…]/gu;
const MENTION = /(?<![=/\p{L}\p{N}_])(@[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@[\p{L}\p{N}_]+(?:[.-]+[\p{L}\p{N}_]+)*/gu;
const HOLE = /\{(?:text|url)\}/g;
const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

export const tidy = (text) => text.replace(/\r\n?/g, "\n").replace(/\p{Cs}/gu, "\ufffd").normalize("NFC");

export const clusters = (text) => text.match(CLUSTER) ?? [];

const sum = (values) => values.reduce((total, value) => total + value, 0);
const signs = (text) => [...text];
const graphemes = (text) => clusters(text).length;
const weight = (cluster) =>
  EMOJI.test(cluster) ? 2 : sum(signs(cluster).map((sign) => (LIGHT.test(sign) ? 1 : 2)));

function aroundAddresses(text, words, address) {
  return sum(text.split(ADDRESS).map(words)) + sum((text.match(ADDRESS) ?? []).map(address));
}

function shortAddress(address) {
  const [, host, rest] = /^https?:\/\/([^/?#]*)(.*)$/su.exec(address);
  return signs(host).length + Math.min(signs(rest.replace(/^\/(?=[?#]|$)/u, "")).length, 16);
}

const COUNTERS = {
  utf16: (text) => text.length,
  weighted: (text) => aroundAddresses(text, (words) => sum(clusters(words).map(weight)), () => URL_LENGTH),
  shortened: (text) => aroundAddresses(text, graphemes, shortAddress),
  placeholders: (text) =>
    aroundAddresses(text, (words) => graphemes(words.replace(MENTION, "$1")), () => URL_LENGTH),
  emoji_bytes: (text) =>
    sum(clusters(text).map((each) => (EMOJI.test(each) ? new TextEncoder().encode(each).length : signs(each).length))),
  encoded: (text) => encode(mailLines(text)).length,
};

// The text in the network's own units, with the link that the network adds by itself.
export const used = (text, network, link) => COUNTERS[network.counter](tidy(text)) + (link ? network.linkCost : 0);

export function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function instanceHost(instance) {
  const host = instance.trim().toLowerCase().replace(/^https?:\/\//, "").split("/")[0].split("@").at(-1);
  return host.length <= 253 && HOST.test(host) ? host : "";
}

// The address that opens the network's composer; null where there is nothing to open.
export function intent(network, text, link = "", instance = "") {
  const host = instanceHost(instance);
  const isHomeless = network.template.includes("{instance}") && !host;
  if (!network.template || isHomeless || (network.takes === "url" && !link)) return null;
  const isMail = network.template.startsWith("mailto:");
  const words = isMail ? mailLines(forMail(tidy(text), network.limit)) : tidy(text);
  const values = { "{text}": words, "{url}": link };
  const template = network.template.replace("{instance}", host);
  const start = template.indexOf("?");
  const filled = template
    .slice(start + 1)
    .split("&")
    .map((pair) => fill(pair, values))
    .filter(Boolean);
  const head = template.slice(0, start);
  return filled.length ? `${head}?${filled.join("&")}` : head;
}

// A parameter with its values, encoded once; what is written around them stays as it is. Empty without a value.
function fill(pair, values) {
  const holes = pair.match(HOLE) ?? [];
  if (holes.length && !holes.some((hole) => values[hole])) return "";
  return pair.replace(HOLE, (hole) => encode(values[hole]));
}

function mailLines(text) {
  return text.replace(/\n/g, "\r\n");
}

function forMail(text, limit) {
  if (COUNTERS.encoded(text) <= limit) return text;
  const last = /\s+(https:\/\/\S+)\s*$/u.exec(text);
  const body = last ? text.slice(0, last.index) : text;
  const tail = last ? `\n\n${last[1]}` : "";
  const ends = [...body.matchAll(/\s+/gu)].map((space) => space.index).reverse();
  const cut = ends
    .map((end) => `${body.slice(0, end).replace(/[ \u00a0\u202f\n,;:–—\-….«“(]+$/u, "")}…${tail}`)
    .find((each) => COUNTERS.encoded(each) <= limit);
  return cut ?? tail.trim();
}

const LONGEST_PACKED = 8_000;

// A text for the fragment of this page's address, which a browser keeps to itself: deflated, in base64url.
export async function packed(text) {
  const bytes = new Uint8Array(await through(new CompressionStream("deflate-raw"), tidy(text)).arrayBuffer());
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The text of a fragment. Fails for what no text was packed into, and in browsers that cannot unpack.
export async function unpacked(fragment) {
  if (fragment.length > LONGEST_PACKED) throw new RangeError("too long");
  const signs = atob(fragment.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
  return tidy(await through(new DecompressionStream("deflate-raw"), bytes).text());
}

function through(stream, data) {
  return new Response(new Blob([data]).stream().pipeThrough(stream));
}
