// The mention of the app, which a message outside its chat begins with.

/** Tell whether a message begins with the mention of `name`, as a whole word. */
export const isAddressed = (text, name) =>
  text.startsWith(`@${name}`) && !/^[\p{L}\p{N}_]/u.test(text.slice(name.length + 1));
