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
  messages: (chatId) => ask(`/sandbox/messages?chat_id=${chatId}&after=0`),
  say: (message) => ask("/sandbox/messages", message),
  edit: (edit) => ask("/sandbox/edits", edit),
  press: (press) => ask("/sandbox/presses", { ...press, wait: PRESS_WAIT_SECONDS }),
  start: (userId) => ask(`/sandbox/users/${userId}/start`, {}),
  clock: () => ask("/demo/clock"),
  moveClock: (move) => ask("/demo/clock", move),
};

/** Where the bytes of a file are. */
export function fileAddress(fileId) {
  return `/sandbox/files/${encodeURIComponent(fileId)}`;
}
