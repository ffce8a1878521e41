// The Connect UI page: session, integrations, one form, one outcome.
// Nango 0.71.4, Connect UI: URL parameters, call sequence, events to the host page.

import { fields, filled } from "/assets/form.js";
import { ask, authorize, AuthError, isKnown } from "/assets/nango.js";
import { button, buttons, element } from "/assets/pieces.js";

const TOKEN_TIMEOUT_MS = 10_000;
const NO_TOKEN =
  "This page can't be opened directly. Please start a connection from your application.";
const EXPIRED = "Your session has expired, please refresh the modal";

const query = new URLSearchParams(location.search);
const embedded = window.parent !== window;
const api = (query.get("apiURL") || document.documentElement.dataset.apiUrl).replace(/\/+$/, "");

const title = document.getElementById("title");
const status = document.getElementById("status");
const view = document.getElementById("view");
const closeButton = document.getElementById("close");
const leaving = document.getElementById("leaving");

let token = null;
let session = null;
let popup = null;
let current = null;

// --- What the page says to its host --------------------------------------------------------

const tell = (event) => window.parent.postMessage(event, "*");
const close = () => tell({ type: "close" });
const complain = (errorType, errorMessage) =>
  tell({ type: "error", payload: { errorType, errorMessage } });

/** Show one step: its title, what goes on, and its controls. The title takes the focus. */
function show(heading, text, kind, ...children) {
  title.textContent = heading;
  status.textContent = text;
  status.className = kind;
  view.replaceChildren(...children);
  title.focus();
}

function fail(message, again) {
  show("Something went wrong", message, "bad", again ? buttons(button("Try again", "first", again)) : "");
}

// --- The steps -----------------------------------------------------------------------------

async function begin(sessionToken) {
  if (token !== null) return;
  token = sessionToken;
  status.textContent = "Asking for the session…";
  try {
    session = await ask(api, "/connect/session", token);
    dress(session.connectUISettings);
    const integrations = await ask(api, "/integrations", token);
    if (integrations.length === 1 && session.allowed_integrations?.length === 1) {
      await choose(integrations[0]);
    } else {
      list(integrations);
    }
  } catch (error) {
    fail(error.status === 401 ? EXPIRED : String(error.message));
  }
}

function list(integrations) {
  const items = integrations.map((each) => element("li", {}, choice(each, () =>
    choose(each, () => list(integrations)).catch((error) => fail(String(error.message))))));
  const text = items.length ? "Choose what to connect." : "This environment has no integration.";
  show("Connect an account", text, "quiet", element("ul", { className: "plain" }, ...items));
}

function choice(integration, onclick) {
  const made = button("", "choice", onclick);
  const name = integration.display_name;
  made.append(
    element("span", { className: "letter", ariaHidden: "true", textContent: name[0] }),
    element("span", { className: "name", textContent: name }),
    element("span", { className: "quiet", textContent: integration.unique_key }),
  );
  return made;
}

async function choose(integration, back) {
  const provider = await ask(api, `/providers/${encodeURIComponent(integration.provider)}`, token);
  const mode = provider.auth_mode;
  const heading = session.isReconnecting ? "Reconnect" : "Connect";
  const name = integration.display_name;
  if (!isKnown(mode)) {
    fail(`The fake's page has no form for the auth mode ${mode}.`, back);
    return;
  }
  // What the application has set already is not asked for, but sent along.
  const preset = session.integrations_config_defaults?.[integration.unique_key]?.connection_config ?? {};
  const form = element("form", { autocomplete: "off" }, ...fields(mode, provider, preset), buttons(
    element("button", { className: "first", textContent: heading }),
    ...(back ? [button("Back", "second", back)] : []),
  ));
  form.onsubmit = (event) => {
    event.preventDefault();
    attempt(integration, { mode, ...filled(form, preset) }, () => choose(integration, back));
  };
  show(`${heading} ${name}`, `Integration ${integration.unique_key}`, "quiet", form);
}

async function attempt(integration, given, again) {
  const key = integration.unique_key;
  const name = integration.display_name;
  const mine = new AbortController();
  current = mine;
  const cancel = button("Start again", "second", () => { mine.abort(); again(); });
  show(`Connecting ${name}`, "Go on in the window that has opened.", "busy", buttons(cancel));
  try {
    const result = await authorize({
      api, key, token, ...given,
      signal: mine.signal,
      socketPath: session.websocketsPath,
      watchPopup: Boolean(query.get("detectClosedAuthWindow")),
      opened: (made) => { popup = made; },
    });
    tell({ type: "connect", payload: result });
    if (current === mine) succeed(name, result);
  } catch (error) {
    const message = String(error.message);
    complain(error instanceof AuthError ? error.type : "unknown_error", message);
    if (current === mine) fail(message, again);
  }
}

function succeed(name, result) {
  // Nango answers 200 to a hand-made token that fails its test, and the SDK believes it.
  const id = element("code", { textContent: result.connectionId ?? "none" });
  const lines = [element("p", { className: "quiet" }, "Connection ", id)];
  if (embedded) lines.push(buttons(button("Finish", "first", close)));
  else lines.push(element("p", { textContent: "You can close this tab." }));
  show("Connected", `${name} is connected.`, "good", ...lines);
}

/** Use the colours of the environment's settings, with text that can be read on them. */
function dress({ defaultTheme, theme }) {
  const root = document.documentElement;
  const wanted = query.get("theme") || defaultTheme;
  if (wanted !== "system") root.dataset.theme = wanted;
  const dark = wanted === "dark"
    || (wanted === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  const colour = (dark ? theme.dark : theme.light).primary;
  const parts = /^#(..)(..)(..)$/.exec(colour)?.slice(1).map((hex) => parseInt(hex, 16));
  if (!parts) return;
  const light = (parts[0] * 299 + parts[1] * 587 + parts[2] * 114) / 1000 > 128;
  root.style.setProperty("--accent", colour);
  root.style.setProperty("--on-accent", light ? "#000000" : "#ffffff");
}

// --- What the page listens to --------------------------------------------------------------

function hearPopup(event) {
  if (event.origin !== new URL(api).origin || event.source !== popup) return;
  if (!String(event.data?.type).startsWith("nango_oauth_callback_")) return;
  event.source.postMessage({ type: "nango_oauth_callback_ack" }, event.origin);
  if (event.data.type !== "nango_oauth_callback_error") return;
  complain(event.data.payload.errorType, event.data.payload.message);
}

window.addEventListener("message", (event) => {
  if (event.source === window.parent && event.data?.type === "session_token") {
    begin(event.data.sessionToken);
  } else {
    hearPopup(event);
  }
});

/** Close, but not over what somebody has typed: they are asked first. */
function leave() {
  const typed = [...view.querySelectorAll("input")].some(({ value }) => value !== "");
  if (!typed) {
    close();
    return;
  }
  leaving.returnValue = "stay";
  leaving.showModal();
}

if (embedded) {
  document.documentElement.classList.add("framed");
  closeButton.hidden = false;
  closeButton.onclick = leave;
  document.addEventListener("keydown", (event) => {
    // In the dialog, Escape means to stay; and the one that opens it must not close it.
    if (event.key !== "Escape" || leaving.open) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("mousedown", ({ target }) => {
    if (target === document.body || target === document.documentElement) leave();
  });
  leaving.addEventListener("close", () => leaving.returnValue === "leave" && close());
}

tell({ type: "ready" });
if (query.get("session_token")) {
  begin(query.get("session_token"));
} else if (embedded) {
  setTimeout(() => token ?? fail(NO_TOKEN), TOKEN_TIMEOUT_MS);
} else {
  fail(NO_TOKEN);
}
