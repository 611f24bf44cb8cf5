// A message in one line: for quotes, the pinned bar and the composer.

import { serviceText } from "./service.js";
import { word } from "./words.js";

const LONGEST = 120;
const KINDS = [
  "photo",
  "video",
  "animation",
  "video_note",
  "voice",
  "audio",
  "document",
  "sticker",
  "venue", // before location: a venue carries one too
  "location",
  "contact",
  "poll",
];

/** What kind of thing the message carries besides its text, or null. */
export function kindOf(message) {
  // An animation also comes with a document, for old clients.
  return KINDS.find((kind) => message[kind]) ?? null;
}

export function excerpt(message) {
  const text = message.text ?? message.caption ?? serviceText(message);
  if (text) return [...text.replace(/\s+/g, " ")].slice(0, LONGEST).join("");
  const kind = kindOf(message);
  if (message.document?.file_name && kind === "document") return message.document.file_name;
  return kind ? word(kind) : word("unknown");
}
