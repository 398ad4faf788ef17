// The wire: the workplace's state, what a person does in it, its clock, and the stream that tells of changes.

/** The workplace said no; the message is a plain sentence. */
export class ActError extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new ActError("");
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    throw new ActError(response.ok ? "" : `HTTP ${response.status}`);
  }
  if (!response.ok || answer.ok === false) throw new ActError(answer.error || `HTTP ${response.status}`);
  return answer;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Fetch all that one person can see. Without a person the workplace chooses one. Raises ActError. */
export const fetchState = (as) => call(as ? `/ui/state?as=${encodeURIComponent(as)}` : "/ui/state");

/** Do something as a person. Raises ActError. */
export const act = (as, what) => post("/ui/act", { as, ...what });

/** Move the clock. Raises ActError. */
export const moveClock = (how) => post("/ui/clock", how);

const LONGEST_WAIT_MS = 10_000;

/**
 * Listen for changes as one person until `close()` is called.
 * `onChange(version)` is also called, without a version, at every new connection: what happened in between is unknown.
 */
export function openStream(as, { onChange, onConnected }) {
  let source = null;
  let timer = 0;
  let wait = 500;
  let isClosed = false;

  const connect = () => {
    source = new EventSource(`/ui/stream?as=${encodeURIComponent(as)}`);
    source.addEventListener("open", () => {
      wait = 500;
      onConnected(true);
      onChange();
    });
    source.addEventListener("change", (event) => {
      let version;
      try {
        version = JSON.parse(event.data).version;
      } catch {
        version = undefined;
      }
      onChange(version);
    });
    source.addEventListener("error", () => {
      if (isClosed) return;
      onConnected(false);
      // Browsers retry a dropped stream themselves, but give up for good when the answer was not a stream.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };

  connect();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      source.close();
    },
  };
}
