// A backend whose browser finalises: it reports the new connection, and Nango's word decides.

import Fastify from "fastify";

import { Completing } from "./completing.js";
import { Connections } from "./connections.js";
import { Nango, NangoError } from "./nango.js";
import { People } from "./people.js";
import { handle, isGenuine } from "./webhook.js";

const INTEGRATIONS = [
  { key: "outlook", nangoId: "outlook" },
  { key: "gmail", nangoId: "google-mail" },
];

// Characters, of Nango's ids.
const LONGEST_ID = 255;

const text = (maxLength) => ({ type: "string", minLength: 1, maxLength });
const object = (properties) => ({ type: "object", properties, required: Object.keys(properties) });

const settings = {
  host: required("NANGO_HOST"),
  secretKey: required("NANGO_SECRET_KEY"),
  signingKey: required("NANGO_WEBHOOK_SIGNING_KEY"),
};

// Its own lines about requests would tell their addresses, and a query may hold anything.
const app = Fastify({
  logger: { level: "info" },
  disableRequestLogging: true,
  // An id of Nango's may be longer than the part of a path that Fastify takes by itself.
  routerOptions: { maxParamLength: LONGEST_ID },
});
const nango = new Nango(settings);
const people = new People();
const connections = new Connections();
const completing = new Completing({
  nango,
  connections,
  people,
  integrations: INTEGRATIONS,
  log: app.log,
});

app.setErrorHandler((error, request, reply) => {
  if (error.statusCode < 500) return reply.code(error.statusCode).send({ error: "bad_request" });
  // What went wrong is for the log: an answer that quotes it tells strangers too much.
  request.log.error(error.message);
  if (error instanceof NangoError) return reply.code(502).send({ error: "nango_unavailable" });
  return reply.code(500).send({ error: "internal" });
});

app.get("/healthz", () => ({ ok: true }));

// Only people who are signed in come here.
app.register(async (signedIn) => {
  signedIn.decorateRequest("person", null);
  signedIn.addHook("onRequest", async (request, reply) => {
    request.person = people.byToken(request.headers["x-access-token"]);
    if (request.person === undefined) return reply.code(401).send({ error: "sign_in" });
  });

  const wanted = { body: object({ integration: text(64) }) };
  signedIn.post("/connect-sessions", { schema: wanted }, async (request, reply) => {
    const integration = INTEGRATIONS.find((one) => one.key === request.body.integration);
    if (integration === undefined) return reply.code(404).send({ error: "unknown_integration" });
    return start(reply, await nango.createSession(request.person, integration));
  });

  const reported = { body: object({ connectionId: text(LONGEST_ID) }) };
  signedIn.post("/connections", { schema: reported }, async (request, reply) => {
    const row = await completing.reported(request.person, request.body.connectionId);
    return row === undefined ? unknown(reply) : shown(row);
  });

  signedIn.get("/connections", (request) => ({
    connections: connections.of(request.person).map(shown),
  }));

  signedIn.post("/connections/:id/reconnect", async (request, reply) => {
    const row = own(request);
    if (row === undefined) return unknown(reply);
    return start(reply, await nango.createReconnectSession(request.person, row));
  });

  signedIn.delete("/connections/:id", async (request, reply) => {
    const row = own(request);
    if (row === undefined) return unknown(reply);
    // Nango first: if it fails, the connection is still here and can be disconnected again.
    await nango.delete(row);
    row.status = "ended";
    return reply.code(204).send();
  });
});

// Nango comes here without signing in, and its signature is over the bytes as they were sent.
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers();
  hooks.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => done(null, body));

  hooks.post("/webhooks/nango", async (request, reply) => {
    const signature = request.headers["x-nango-hmac-sha256"];
    if (!isGenuine(request.body ?? "", signature, settings.signingKey)) {
      request.log.warn("a webhook was refused: its signature is missing or wrong");
      return reply.code(401).send({ error: "signature" });
    }
    const event = parsed(request.body);
    await handle(event, { completing, connections });
    request.log.info("a webhook was taken up");
    return reply.code(204).send();
  });
});

// People whom a test makes. Leave this route out, or the variable unset, where anybody can come.
if (process.env.TEST_SUPPORT === "1") {
  const made = { body: object({ name: text(100), email: text(254), token: text(200) }) };
  app.post("/test-support/people", { schema: made }, (request, reply) => {
    return reply.code(201).send({ id: people.add(request.body).id });
  });
}

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 3000) });

function start(reply, session) {
  reply.code(201).header("cache-control", "no-store");
  return { token: session.token, expiresAt: session.expires_at };
}

function shown(row) {
  return { connectionId: row.id, integration: row.integration.key, status: row.status };
}

// Somebody else's connection and none at all get the same answer.
function unknown(reply) {
  return reply.code(404).send({ error: "unknown_connection" });
}

function own(request) {
  return connections.of(request.person).find((row) => row.id === request.params.id);
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function required(name) {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set`);
  process.exit(2);
}
