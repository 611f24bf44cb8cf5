// The files waiting to be sent with the next message.

import { button, element } from "./element.js";
import { icon } from "./icon.js";
import { word } from "./words.js";

const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
const ALBUM = 10;

export class Attachments {
  #files = [];

  constructor() {
    const picked = () => this.#picked();
    this.input = element("input", { type: "file", multiple: true, hidden: true, on: { change: picked } });
    this.node = element("ul", { class: "attachments", hidden: true });
  }

  get count() {
    return this.#files.length;
  }

  add(files) {
    this.#files.push(...files);
    this.#draw();
  }

  /** Hands over what to send, message by message: photos and videos share albums, other files do not mix with them. */
  take() {
    const kinds = Map.groupBy(this.#files, (file) => albumKind(kindOfFile(file)));
    const chunks = [...kinds.values()].flatMap((files) => chunked(files, ALBUM));
    this.#files = [];
    this.#draw();
    return Promise.all(chunks.map((files) => Promise.all(files.map(packed))));
  }

  #picked() {
    this.add(this.input.files);
    this.input.value = "";
  }

  #remove(file) {
    this.#files = this.#files.filter((one) => one !== file);
    this.#draw();
  }

  #draw() {
    this.node.hidden = !this.count;
    this.node.replaceChildren(
      ...this.#files.map((file) => {
        const name = word("remove_file", { name: file.name });
        const attributes = { "aria-label": name, title: name, on: { click: () => this.#remove(file) } };
        return element("li", {}, preview(file), element("bdi", {}, file.name), button(attributes, icon("close")));
      }),
    );
  }
}

function preview(file) {
  if (kindOfFile(file) !== "photo") return icon("file");
  const address = URL.createObjectURL(file);
  return element("img", { src: address, alt: "", on: { load: () => URL.revokeObjectURL(address) } });
}

function kindOfFile(file) {
  if (PHOTOS.includes(file.type)) return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("audio/") ? "audio" : "document";
}

function albumKind(kind) {
  return kind === "video" ? "photo" : kind;
}

function chunked(files, size) {
  return files.length <= size ? [files] : [files.slice(0, size), ...chunked(files.slice(size), size)];
}

async function packed(file) {
  const mime = file.type || "application/octet-stream";
  return { kind: kindOfFile(file), name: file.name, mime, base64: await base64(file) };
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
