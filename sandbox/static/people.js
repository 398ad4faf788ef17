// People as they are shown: avatar, name, role, language.

import { h, icon } from "./dom.js";
import { languageOf, shortLanguageOf } from "./words.js";

const initials = (name) => {
  const words = name.split(/[\s-]+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
};

/** A coloured square with initials, or the app's mark; decoration beside a name. */
export function avatar(person, size = "") {
  const isBot = person?.part === "bot";
  const tone = isBot ? "app" : Math.abs(person?.color ?? 0) % 8;
  return h(
    "span",
    { class: `avatar tone-${tone} ${size}`, "aria-hidden": "true" },
    isBot ? icon("horn") : initials(person?.name ?? "?"),
  );
}

/** The word for a person's part in the workplace. */
export const partBadge = (person, t) => h("span", { class: `badge badge-${person.part}` }, t(person.part));

/** A person's language in two letters, spelled out for screen readers. */
export const languageTag = (person) =>
  h(
    "abbr",
    { class: "language", title: languageOf(person.locale) === "fr" ? "français" : "English" },
    shortLanguageOf(person.locale),
  );
