// The page at the control listener's root: what the fake holds, live, and buttons to act.
// It asks the control API and nothing else, and shows whatever it was told as text.

const SHOWN = 30;
const EVENTS = 100;
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const state = document.getElementById("state");
const defect = document.getElementById("defect");
let mark = 0;

// --- The control API -----------------------------------------------------------------------

async function call(method, path, body) {
  const headers = { ...(token && { Authorization: `Bearer ${token}` }) };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/control${path}`, { method, headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (answer.ok) return said;
  const hint = answer.status === 401 ? " Add #token=… (the ready line has it) to this page's address." : "";
  throw new Error(said.error.message + hint);
}

const say = (text, kind) => {
  state.textContent = text;
  state.className = kind;
};

/** Do something by a button; what comes of it is said, and everything is looked at again. */
async function act(doing) {
  try {
    const said = await doing();
    await look();
    say(said?.outcome ? `Live. The last one ended: ${said.outcome}.` : "Live.", "good");
  } catch (error) {
    say(error.message, "bad");
  }
}

// --- Small pieces of page ------------------------------------------------------------------

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((each) => each !== null));
  return made;
}

const line = (...parts) => element("p", {}, ...parts.flatMap((part) => [part, " "]));
const quiet = (text) => element("span", { className: "quiet", textContent: text });
const strong = (text) => element("strong", { textContent: text });
const tag = (text, kind = "") => element("span", { className: `tag ${kind}`, textContent: text });
const short = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
const time = (iso) => new Date(iso).toLocaleTimeString();

function button(text, about, doing) {
  const made = element("button", { type: "button", className: "small", textContent: text });
  made.setAttribute("aria-label", `${text}: ${about}`);
  made.dataset.focus = `${text} ${about}`;
  made.onclick = () => act(doing);
  return made;
}

const row = (...buttons) => element("div", { className: "row" }, ...buttons);

function details(title, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return element("details", {}, element("summary", { textContent: title }), element("pre", { textContent: text }));
}

/** Show a list; what has not changed stays as it is, opened or focused. */
function list(id, items, keyOf, draw, total = items.length) {
  const section = document.getElementById(id);
  const held = section.matches("ul") ? section : section.querySelector(":scope > ul:last-of-type");
  const focus = document.activeElement?.dataset?.focus;
  const before = new Map([...held.children].map((each) => [each.dataset.key, each]));
  const now = items.map((item) => {
    const key = String(keyOf(item));
    const drawn = JSON.stringify(item);
    const known = before.get(key);
    if (known?.dataset.drawn === drawn) return known;
    const made = element("li", {}, ...draw(item));
    Object.assign(made.dataset, { key, drawn });
    return made;
  });
  if (now.length !== held.children.length || now.some((each, place) => held.children[place] !== each)) {
    held.replaceChildren(...now);
    if (focus && document.activeElement === document.body) {
      [...held.querySelectorAll("[data-focus]")].find((each) => each.dataset.focus === focus)?.focus();
    }
  }
  const heading = section.querySelector("h2");
  if (!heading) return;
  const count = items.length < total ? ` ${items.length} of ${total}` : ` ${total || "none yet"}`;
  heading.replaceChildren(heading.firstChild, element("small", { textContent: count }));
}

// --- What is shown of each thing -----------------------------------------------------------

function keys({ name, secret_key, webhook_signing_key, webhook_url }, api) {
  const env = `NANGO_HOST=${api}\nNANGO_SECRET_KEY=${secret_key}\nNANGO_WEBHOOK_SIGNING_KEY=${webhook_signing_key}\n`;
  return [
    line(strong(name), webhook_url ? `sends webhooks to ${webhook_url}` : quiet("sends no webhooks: it knows no URL")),
    details("Show its keys", env),
    row(button("Copy", `the variables of ${name}`, () => navigator.clipboard.writeText(env))),
  ];
}

function session(each) {
  const whose = each.person ?? "nobody named";
  const about = `the session ${each.id} of ${whose}`;
  const choices = each.allowed_integrations ?? each.integrations;
  const select = element("select", { ariaLabel: `Integration for ${about}` },
    ...choices.map((key) => element("option", { textContent: key })));
  const go = (what) => () =>
    call("POST", `/people/${what}`, { session_token: each.session_token, integration: select.value });
  const link = element("a", { href: each.connect_link, target: "_blank", rel: "noopener", textContent: "Open the Connect UI" });
  link.dataset.focus = `open ${each.id}`;
  return [
    line(strong(whose), each.reconnect_of ? tag("reconnect") : "", each.live ? tag("live", "good") : tag("expired", "quiet"),
      quiet(`${each.id}, until ${time(each.expires_at)}`)),
    each.live ? row(select, button("Approve", about, go("approve")), button("Deny", about, go("deny")),
      button("Expire", about, () => call("POST", "/sessions/expire", { session_token: each.session_token })), link) : null,
  ];
}

function connection(each) {
  const path = `/connections/${encodeURIComponent(each.connection_id)}`;
  const query = `?integration=${encodeURIComponent(each.integration)}`;
  const about = `connection ${short(each.connection_id)}`;
  const byOAuth = each.auth_mode === "OAUTH2";
  return [
    line(strong(each.integration), each.person ?? quiet("nobody's"), quiet(`since ${time(each.created_at)}`)),
    line(element("code", { textContent: each.connection_id })),
    row(
      byOAuth ? button("Break", about, () => call("POST", `${path}/break${query}`)) : null,
      byOAuth ? button("Mend", about, () => call("POST", `${path}/mend${query}`)) : null,
      byOAuth ? button("Withdraw consent", about, () => call("POST", `${path}/revoke${query}`)) : null,
      button("Delete", about, () => call("DELETE", `${path}${query}`)),
    ),
    details("Show everything, credentials included", each),
  ];
}

function delivery(each) {
  const { type, operation, success } = each.event;
  const about = `webhook ${short(each.id)}`;
  const good = { delivered: "good", failed: "bad" }[each.state] ?? "";
  const tried = each.attempts.map((one) => one.status ?? one.error).join(", ");
  return [
    line(strong([type || "untyped", operation].filter(Boolean).join(" ")), success === false ? "that failed" : "",
      tag(each.state, good), each.defect ? tag(each.defect, "bad") : "", quiet(each.person ?? "")),
    line(quiet(tried ? `answered: ${tried}` : "not answered yet")),
    row(
      each.state === "held" ? button("Release", about, () => call("POST", "/deliveries/release", { ids: [each.id] })) : null,
      ["held", "pending"].includes(each.state) ? button("Drop", about, () => call("POST", `/deliveries/${each.id}/drop`)) : null,
      button("Send again", about, () => call("POST", `/deliveries/${each.id}/repeat`, { times: 1 })),
      button("Forge", about, () => call("POST", `/deliveries/${each.id}/forge`, { defect: defect.value })),
    ),
    details("Show its body and attempts", { body: each.body, attempts: each.attempts }),
  ];
}

function rule(each) {
  const whose = [each.person, each.connection, each.session].filter(Boolean).join(", ") || "everybody";
  const goal = each.count ? ` of ${each.count}, then ${each.order}` : "";
  return [
    line(`Webhooks of ${whose} are held`, tag(`${each.held}${goal}`)),
    row(button("End", `the holding of webhooks of ${whose}`, () => call("DELETE", `/deliveries/hold/${each.rule}`)),
      button("Release all held", `webhooks of ${whose}, and end the rule`, () => letGo(each))),
  ];
}

/** End a rule and let go what it held; whatever others hold as well goes along. */
async function letGo({ rule: id, person, connection, session: own }) {
  await call("DELETE", `/deliveries/hold/${id}`);
  const asked = new URLSearchParams({ state: "held", ...(person && { person }), ...(connection && { connection }) });
  const { deliveries } = await call("GET", `/deliveries?${asked}`);
  const ids = deliveries.filter((each) => !own || each.session === own).map((each) => each.id);
  return call("POST", "/deliveries/release", { ids });
}

const fault = (each) => [
  line(strong(each.endpoint), tag(`met ${each.met} of ${each.times}`), quiet(each.name), each.person ?? ""),
  line(element("code", { textContent: JSON.stringify(each.answer) })),
  row(button("Take back", `the fault ${each.name}`, () => call("DELETE", `/faults/${each.id}`))),
];

function event(each) {
  const { data } = each;
  const what = {
    api: () => `${data.method} ${data.path} → ${data.status}`,
    provider: () => `${data.method} ${data.path} → ${data.status}`,
    delivery: () => `${data.event.type} ${data.event.operation ?? ""} → ${data.status ?? data.error}`,
    delivery_state: () => `a webhook is ${data.state}`,
    session: () => `${data.id} opened`,
    connection: () => data.operation,
    people: () => `${data.action ?? "somebody"} ${data.outcome ?? ""}`,
  }[each.kind]?.() ?? "";
  return [details(`${each.seq} · ${time(each.at)} · ${each.kind} · ${what}${each.person ? ` · ${each.person}` : ""}`, each)];
}

// --- Looking, once and again ---------------------------------------------------------------

async function look() {
  // The journal first: whatever happens while the rest is asked for is news afterwards.
  const { mark: last } = await call("GET", "/mark");
  const { events } = await call("GET", `/journal?since=${Math.max(0, last - EVENTS)}&limit=${EVENTS}`);
  mark = events.at(-1)?.seq ?? last;
  const [info, clock, { sessions }, { connections }, { deliveries }, { rules }, { faults }] = await Promise.all([
    call("GET", "/info"), call("GET", "/clock"), call("GET", `/sessions?limit=${SHOWN}`),
    call("GET", `/connections?limit=${SHOWN}`), call("GET", `/deliveries?limit=${SHOWN}`),
    call("GET", "/deliveries/hold"), call("GET", "/faults"),
  ]);
  const offset = clock.offset_s ? `, ${Math.round(clock.offset_s / 60)} minutes ahead` : "";
  document.getElementById("now").textContent = `It is ${time(clock.now)} here${offset}.`;
  const known = Object.fromEntries(info.environments.map((each) => [each.name, each.integrations]));
  const withChoices = sessions.map((each) => ({ ...each, integrations: known[each.environment] ?? [] }));
  list("keys", info.environments, (each) => each.name, (each) => keys(each, info.urls.api));
  list("sessions", withChoices.reverse(), (each) => each.id, session, info.counts.sessions);
  list("connections", connections.reverse(), (each) => each.id, connection, info.counts.connections);
  list("deliveries", deliveries.reverse(), (each) => each.id, delivery, info.counts.deliveries);
  list("rules", rules, (each) => each.rule, rule);
  list("faults", faults, (each) => each.id, fault);
  list("journal", events.reverse(), (each) => each.seq, event, info.counts.events);
}

/** Name every defect once, by group; what a defect is stands beside its name. */
async function nameDefects() {
  if (defect.options.length) return;
  const { defects } = await call("GET", "/defects");
  defect.append(...["signature", "payload"].map((group) => element("optgroup", { label: group },
    ...defects.filter((each) => each.group === group)
      .map((each) => element("option", { textContent: each.name, title: each.description })))));
}

async function follow() {
  for (;;) {
    try {
      await nameDefects();
      await look();
      if (state.className !== "good") say("Live.", "good");
      await call("GET", `/journal?since=${mark}&wait=news&timeout_ms=20000&limit=1`);
    } catch (error) {
      say(error instanceof TypeError ? "The fake does not answer. Is it still running?" : error.message, "bad");
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
    }
  }
}

document.getElementById("clock").onsubmit = (submitted) => {
  submitted.preventDefault();
  const minutes = Number(document.getElementById("advance").value);
  act(() => call("POST", "/clock", { advance_s: minutes * 60 }));
};
document.getElementById("reset").onclick = () => act(async () => {
  await call("POST", "/reset");
  mark = 0;
});
document.getElementById("hold").onclick = () => act(() => call("POST", "/deliveries/hold", { all: true }));
document.querySelector("#faults form").onsubmit = (submitted) => {
  submitted.preventDefault();
  const [endpoint, answer, times] = ["endpoint", "answer", "times"].map((id) => document.getElementById(id).value);
  act(() => call("POST", "/faults", {
    name: `from the page: ${endpoint}`, endpoint, times: Number(times), answer: JSON.parse(answer),
  }));
};

follow();
