// Talks to the sandbox's control API: everything that Telegram's users do.

/** The sandbox said no, or was not there; the message is fit to be shown. */
export class Refusal extends Error {}

async function ask(path, body) {
  const request =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, request);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) throw new Refusal(answer.description ?? `HTTP ${response.status}`);
  return answer.result ?? answer;
}

const PRESS_WAIT_SECONDS = 10;

export const control = {
  state: () => ask("/sandbox/state"),
  messages: (chat) => ask(`/sandbox/messages?${new URLSearchParams({ ...placeOf(chat), after: 0 })}`),
  say: (message) => ask("/sandbox/messages", message),
  edit: (edit) => ask("/sandbox/edits", edit),
  press: (press) => ask("/sandbox/presses", { ...press, wait: PRESS_WAIT_SECONDS }),
  start: (userId) => ask(`/sandbox/users/${userId}/start`, {}),
  connect: (userId, enabled) => ask(`/sandbox/users/${userId}/business`, { enabled }),
  clock: () => ask("/demo/clock"),
  moveClock: (move) => ask("/demo/clock", move),
};

/** How the sandbox names a chat: one of a business account by the customer's id and the account's connection. */
export function placeOf(chat) {
  const connection = chat.business_connection_id;
  return { chat_id: chat.id, ...(connection ? { business_connection_id: connection } : {}) };
}

/** Where the bytes of a file are. */
export function fileAddress(fileId) {
  return `/sandbox/files/${encodeURIComponent(fileId)}`;
}
