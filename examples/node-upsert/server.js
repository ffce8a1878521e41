// The HTTP side: five routes on node:http.

import { createServer } from "node:http";
import { Nango, NangoError } from "./nango.js";
import {
  connectionsOf,
  findConnection,
  integrations,
  removeConnection,
  users,
} from "./store.js";
import { handle, isGenuine } from "./webhook.js";

const LARGEST_BODY = 1024 * 1024;

const { PORT = "3000", NANGO_HOST = "https://api.nango.dev" } = process.env;
const { NANGO_SECRET_KEY, NANGO_WEBHOOK_SIGNING_KEY } = process.env;
if (!NANGO_SECRET_KEY || !NANGO_WEBHOOK_SIGNING_KEY) {
  console.error("NANGO_SECRET_KEY and NANGO_WEBHOOK_SIGNING_KEY must be set");
  process.exit(1);
}
const nango = new Nango(NANGO_HOST, NANGO_SECRET_KEY);

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

const routes = [
  ["GET", /^\/healthz$/, async () => [200, { ok: true }]],
  ["POST", /^\/connect$/, connect],
  ["GET", /^\/users\/([^/]+)\/connections$/, list],
  ["DELETE", /^\/users\/([^/]+)\/connections\/([^/]+)$/, disconnect],
  ["POST", /^\/webhooks\/nango$/, webhook],
];

async function connect(request) {
  const asked = parsed(await bodyOf(request));
  const user = userNamed(asked?.userId);
  const integrationId = integrations.get(asked.integration);
  if (!integrationId) throw new Refusal(400, "unknown_integration");
  const session = await nango.createSession(user, integrationId);
  return [201, { token: session.token, expiresAt: session.expires_at }];
}

async function list(_request, userId) {
  const rows = connectionsOf(userNamed(userId).id);
  const connections = rows.map(({ connectionId, integration, connectedAt, emails }) => ({
    connectionId,
    integration,
    connectedAt,
    emails: emails.size,
  }));
  return [200, { connections }];
}

async function disconnect(_request, userId, connectionId) {
  const row = findConnection(connectionId);
  if (row?.userId !== userNamed(userId).id) throw new Refusal(404, "unknown_connection");
  // Nango first: if that fails the row is still there, and she can try again.
  await nango.deleteConnection(connectionId, integrations.get(row.integration));
  removeConnection(connectionId);
  return [204];
}

async function webhook(request) {
  const raw = await bodyOf(request);
  const signature = request.headers["x-nango-hmac-sha256"];
  if (!isGenuine(raw, signature, NANGO_WEBHOOK_SIGNING_KEY)) {
    throw new Refusal(401, "wrong_signature");
  }
  await handle(parsed(raw), nango);
  return [200, { received: true }];
}

function userNamed(id) {
  const user = users.get(id);
  if (!user) throw new Refusal(404, "unknown_user");
  return user;
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, "too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refusal(400, "no_json");
  }
}

async function answer(request) {
  const path = request.url.split("?")[0];
  const here = routes.filter(([, pattern]) => pattern.test(path));
  if (!here.length) throw new Refusal(404, "not_found");
  const route = here.find(([method]) => method === request.method);
  if (!route) throw new Refusal(405, "method_not_allowed");
  return route[2](request, ...path.match(route[1]).slice(1).map(decoded));
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, "malformed_path");
  }
}

// What went wrong is for the log; the caller learns whose fault it was.
function failure(error) {
  if (error instanceof Refusal) return [error.status, { error: error.message }];
  console.error(error instanceof NangoError ? error.message : error);
  if (error instanceof NangoError) return [502, { error: "nango_unavailable" }];
  return [500, { error: "internal_error" }];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(failure);
  console.log(request.method, request.url.split("?")[0], status);
  // Answers hold session tokens and ids: nobody between here and the browser keeps them.
  response.writeHead(status, { "cache-control": "no-store", "content-type": "application/json" });
  response.end(body && JSON.stringify(body));
});

server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
