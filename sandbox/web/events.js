// Follows the sandbox's live events; after each (re)connection everything open is loaded anew, so no gap remains.

const RETRY_MS = 1500;

/** Calls `onOpen` at each connection, `onEvent` with each event, `onLost` at each break; tries for ever. */
export function followEvents({ onOpen, onEvent, onLost }) {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("open", onOpen);
  source.addEventListener("message", ({ data }) => onEvent(JSON.parse(data)));
  source.addEventListener("error", () => {
    onLost();
    // The browser retries by itself, except after an HTTP error: then the source is closed for good.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => followEvents({ onOpen, onEvent, onLost }), RETRY_MS);
    }
  });
}
