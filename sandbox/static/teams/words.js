// The words that only the Teams page has, in English and in French; all others are the sandbox's own.

import { wordsIn as sandboxWordsIn } from "../words.js";

const NB = "\u00a0"; // no-break space
const THIN = "\u202f"; // narrow no-break space, before ; ! ? in French

const EN = {
  chats: "Chats",
  teams: "Teams and channels",
  channelOf: (team) => `Channel of the team ${team}`,
  chatNote: "Only you and the app read this chat",
  groupNote: (names) => `You and ${names}`,
  toSlack: "Slack",
  emptyPosts: (name) => `This is the beginning of ${name}.`,
  emptyPostsHint: "Posts of people and apps appear below, each with its replies.",
  emptyChat: (name) => `This is your chat with ${name}.`,
  emptyChatHint: "Write what you would like to know; nobody else reads it.",
  onlyYou: "Only you can see this message",
  ownView: "Only you see the card like this",
  replies: (n) => (n === 1 ? "1 reply" : `${n} replies`),
  post: (name) => `Post in ${name}`,
  writePost: (name) => `Start a post in ${name}`,
  writeChat: "Type a message",
  edited: "Edited",
  edit: "Edit",
  editing: "You are editing your message.",
  reply: "Reply",
  replyTo: (name) => `Reply to ${name}`,
  mention: (name) => `Mention ${name}`,
  mentionHint: (name) => `${name} reads along only where it is mentioned: begin with @${name}.`,
  mentionHeard: (name) => `${name} will read this.`,
  absentHint: (name) => `${name} is not here, so it will not read this.`,
  chatHelp: "Enter sends, Shift and Enter starts a new line. Type a command, for example help.",
  channelHelp: (name) => `Enter sends, Shift and Enter starts a new line. @ offers the mention of ${name}.`,
  shortcuts: "Commands",
  mentionAbout: "The app reads the message and answers",
  reactedWith: (who, name) => `${who}: ${name}`,
  aboutText: (team) =>
    `${team} is made up. It behaves like a small Microsoft Teams, so that you can meet the app as your colleagues would. Nothing leaves this machine: no account, no outside service.`,
  step1: (command, place) => ["Write ", command, ` in ${place.slice(1)}, or just help in the chat with the app.`],
  step2: "When the post of the day is there, claim it: press its button or react with 🙋.",
  step2Do: (place) => `Open ${place.slice(1)}`,
  close: "Close",
};

const FR = {
  chats: "Conversations",
  teams: "Équipes et canaux",
  channelOf: (team) => `Canal de l’équipe ${team}`,
  chatNote: "Vous et l’application êtes seuls à lire cette conversation",
  groupNote: (names) => `Vous et ${names}`,
  toSlack: "Slack",
  emptyPosts: (name) => `Voici le tout début de ${name}.`,
  emptyPostsHint: "Les publications des gens et des applications s’afficheront ci-dessous, avec leurs réponses.",
  emptyChat: (name) => `Voici votre conversation avec ${name}.`,
  emptyChatHint: "Écrivez ce que vous voulez savoir, personne d’autre ne le lira.",
  onlyYou: "Vous seul·e voyez ce message",
  ownView: "Vous seul·e voyez la carte ainsi",
  replies: (n) => (n > 1 ? `${n} réponses` : `${n} réponse`),
  post: (name) => `Publier dans ${name}`,
  writePost: (name) => `Écrire une publication dans ${name}`,
  writeChat: "Écrire un message",
  edited: "Modifié",
  edit: "Modifier",
  editing: "Vous modifiez votre message.",
  reply: "Répondre",
  replyTo: (name) => `Répondre à ${name}`,
  mention: (name) => `Mentionner ${name}`,
  mentionHint: (name) => `${name} ne lit que les messages qui le mentionnent${NB}: commencez par @${name}.`,
  mentionHeard: (name) => `${name} lira ce message.`,
  absentHint: (name) => `${name} n’est pas ici et ne lira pas ce message.`,
  chatHelp: "Entrée envoie, Maj et Entrée passe à la ligne. Écrivez une commande, par exemple aide.",
  channelHelp: (name) => `Entrée envoie, Maj et Entrée passe à la ligne. @ propose la mention de ${name}.`,
  shortcuts: "Commandes",
  mentionAbout: "L’application lit le message et répond",
  reactedWith: (who, name) => `${who}${NB}: ${name}`,
  aboutText: (team) =>
    `${team} est imaginaire. C’est un petit Microsoft Teams, où vous rencontrez l’application comme vos collègues la rencontreraient. Rien ne sort de cette machine${NB}: ni compte, ni service extérieur.`,
  step1: (command, place) => [
    "Écrivez ",
    command,
    ` dans ${place.slice(1)}, ou un simple mot tel que aide dans la conversation avec l’application.`,
  ],
  step2: `Quand la publication du jour est là, prenez-la${NB}: par son bouton, ou avec la réaction 🙋.`,
  step2Do: (place) => `Ouvrir ${place.slice(1)}`,
  broken: `Le lieu de travail ne répond pas. Tourne-t-il encore${THIN}?`,
};

/** Give the function that says the page's words in one language: `t("replies", 3)`. */
export function wordsIn(language) {
  const table = language === "fr" ? FR : EN;
  const others = sandboxWordsIn(language);
  return (key, ...values) => {
    const entry = table[key];
    if (entry === undefined) return others(key, ...values);
    return typeof entry === "function" ? entry(...values) : entry;
  };
}
