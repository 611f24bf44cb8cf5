// What a message carries besides text: photos and albums, files, voice, places, contacts, polls.

import { fileAddress } from "./control.js";
import { element, outwardLink } from "./element.js";
import { kindOf } from "./excerpt.js";
import { icon } from "./icon.js";
import { personName } from "./person.js";
import { locale, word } from "./words.js";

const PICTURED = ["photo", "video"];

/** Nodes for the content of one message, or of an album's messages; empty for plain text. */
export function contents(messages) {
  const pictured = messages.filter((message) => PICTURED.includes(kindOf(message)));
  if (pictured.length > 1) {
    return [element("div", { class: "album", role: "group", "aria-label": word("album") }, pictured.map(content))];
  }
  return messages.map(content).filter(Boolean);
}

function content(message) {
  const kind = kindOf(message);
  if (kind) return RENDERERS[kind](message[kind], message);
  if (message.dice) return item("dice", `${message.dice.emoji} `, word("dice", { value: message.dice.value }));
  if (message.text === undefined) return item("unknown", word("unknown"));
  return null;
}

const RENDERERS = {
  photo: (sizes, message) => picture(sizes.at(-1), message.caption ?? word("photo")),
  video: (video) => player("video", video),
  animation: (video) => player("video", video),
  video_note: (video) => player("video", video),
  voice: (voice) => labelled("voice", player("audio", voice)),
  audio: (audio) => labelled("audio", player("audio", audio)),
  document: file,
  sticker: (sticker) => item("sticker", element("span", { class: "sticker" }, sticker.emoji ?? "▢"), word("sticker")),
  location: (location) => place(word("location"), location),
  venue: (venue) => place(venue.title, venue.location, venue.address),
  contact: (contact) => item("contact", icon("person"), lines(personName(contact), contact.phone_number)),
  poll,
};

function item(kind, ...children) {
  return element("div", { class: `item item-${kind}` }, children);
}

function lines(first, second) {
  const detail = second ? element("span", { class: "detail" }, element("bdi", {}, second)) : null;
  return element("span", { class: "lines" }, element("bdi", { class: "title" }, first), detail);
}

function picture(size, description) {
  const { file_id: fileId, width, height } = size;
  const image = element("img", { src: fileAddress(fileId), alt: description, width, height });
  return element("a", { class: "picture", href: fileAddress(fileId), target: "_blank", rel: "noopener" }, image);
}

function player(tag, media) {
  return element(tag, { controls: true, preload: "metadata", src: fileAddress(media.file_id) });
}

function labelled(kind, child) {
  return item(kind, element("span", { class: "title" }, word(kind)), child);
}

function file(document) {
  const name = document.file_name ?? word("document");
  // Always a download: a customer's HTML or SVG file must not open as a page of this address.
  const attributes = { class: "item item-document", href: fileAddress(document.file_id), download: name };
  return element("a", attributes, icon("file"), lines(name, sizeText(document.file_size)));
}

function place(title, { latitude, longitude }, address) {
  const position = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`;
  return outwardLink(map, { class: "item item-place" }, icon("place"), lines(title, address ?? position));
}

function poll({ question, options, total_voter_count: voters }) {
  const choices = options.map(({ text, voter_count: votes }) =>
    element("li", {}, element("bdi", {}, text), ` · ${votes}`),
  );
  const title = element("bdi", { class: "title" }, question);
  return item("poll", lines(word("poll"), null), title, element("ul", {}, choices), voters ? `Σ ${voters}` : null);
}

/** "12 kB"; nothing for a size that is not known. */
function sizeText(bytes) {
  if (bytes === undefined) return null;
  const units = ["byte", "kilobyte", "megabyte"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const options = { style: "unit", unit: units[power], maximumFractionDigits: power ? 1 : 0 };
  return new Intl.NumberFormat(locale(), options).format(bytes / 1000 ** power);
}
