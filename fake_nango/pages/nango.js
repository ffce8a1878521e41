// How a connection is made from the browser: by a popup and a WebSocket, or by one POST.
// Nango 0.71.4, frontend SDK: nango.auth. Only what the fake needs.

export class AuthError extends Error {
  constructor(message, type = "unknown_error") {
    super(message);
    this.type = type;
  }
}

const POPUP = "width=500,height=600,popup=yes";

// Where the credentials of the modes without a popup go.
const DIRECT = {
  API_KEY: "/api-auth/api-key/",
  BASIC: "/api-auth/basic/",
  NONE: "/auth/unauthenticated/",
  OAUTH2_CC: "/oauth2/auth/",
  TBA: "/auth/tba/",
  JWT: "/auth/jwt/",
  TWO_STEP: "/auth/two-step/",
  BILL: "/auth/bill/",
  SIGNATURE: "/auth/signature/",
  AWS_SIGV4: "/auth/aws-sigv4/",
};
// The others' bodies are strict and know no `type`.
const TYPED = new Set(["JWT", "TWO_STEP", "SIGNATURE"]);
const BY_POPUP = new Set([
  "OAUTH2", "OAUTH1", "CUSTOM", "APP", "MCP_OAUTH2", "MCP_OAUTH2_GENERIC", "INSTALL_PLUGIN",
]);

export const isKnown = (mode) => BY_POPUP.has(mode) || mode in DIRECT;

/** Make a connection; resolves to what the SDK calls its result. */
export function authorize(attempt) {
  return BY_POPUP.has(attempt.mode) ? throughPopup(attempt) : directly(attempt);
}

/** Ask Nango's API; like the Connect UI, anything but 200 is an error. */
export async function ask(api, path, token) {
  const answer = await fetch(api + path, { headers: { Authorization: `Bearer ${token}` } });
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 200) return body.data;
  const { message, code } = body.error ?? {};
  const error = new AuthError(message ?? `The API answered ${answer.status} to ${path}.`, code);
  error.status = answer.status;
  throw error;
}

function queryOf(token, groups) {
  const query = new URLSearchParams({ connect_session_token: token });
  for (const [group, given] of Object.entries(groups)) {
    for (const [name, value] of Object.entries(given)) query.set(`${group}[${name}]`, value);
  }
  return query;
}

async function directly({ api, key, token, mode, credentials, params }) {
  const query = queryOf(token, { params });
  const sent = { ...credentials, ...(TYPED.has(mode) && { type: mode }) };
  const answer = await fetch(`${api}${DIRECT[mode]}${encodeURIComponent(key)}?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: Object.keys(sent).length > 0 ? JSON.stringify(sent) : undefined,
  });
  const body = await answer.json();
  if (answer.ok) return body;
  throw new AuthError(body.error.message ?? body.error.code, body.error.code);
}

function throughPopup({ api, socketPath, key, token, credentials, params, watchPopup, opened, signal }) {
  // Opened at once: a browser allows a popup only while it handles the click.
  const popup = window.open("", "_blank", POPUP);
  if (!popup || popup.closed) {
    return Promise.reject(new AuthError("Modal blocked by browser", "blocked_by_browser"));
  }
  opened(popup);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl(api, socketPath));
    let watch;
    const settle = (outcome) => {
      clearInterval(watch);
      socket.onclose = null;
      socket.close();
      setTimeout(() => popup.close(), 500);
      outcome();
    };
    watch = setInterval(() => {
      if (!watchPopup || !popup.closed) return;
      const text = "The authorization window was closed before the authorization flow was completed";
      settle(() => reject(new AuthError(text, "window_closed")));
    }, 500);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.message_type === "connection_ack") {
        const query = queryOf(token, { credentials, params });
        query.set("ws_client_id", frame.ws_client_id);
        popup.location = `${api}/oauth/connect/${encodeURIComponent(key)}?${query}`;
      } else if (frame.message_type === "success") {
        settle(() => resolve({
          providerConfigKey: frame.provider_config_key,
          connectionId: frame.connection_id,
          isPending: frame.is_pending,
        }));
      } else if (frame.message_type === "error") {
        settle(() => reject(new AuthError(frame.error_desc, frame.error_type)));
      }
    };
    // Given up: nobody waits for the answer any more.
    signal.addEventListener("abort", () => settle(() => {}));
    // Nango's SDK waits for ever here; a person at a test bench wants to know.
    socket.onclose = () => settle(() => reject(
      new AuthError(`The WebSocket at ${socket.url} was closed before an answer came.`),
    ));
  });
}

function socketUrl(api, path) {
  const url = new URL(api);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.pathname = url.pathname.replace(/\/+$/, "") + (path || "/");
  return url.href;
}
