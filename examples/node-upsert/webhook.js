// Nango's webhooks: https://nango.dev/docs/guides/platform/webhooks-from-nango

import { createHmac, timingSafeEqual } from "node:crypto";
import { addConnection, findConnection, integrations, users } from "./store.js";

const MODEL = "Email";

// Says whether Nango signed these very bytes.
export function isGenuine(raw, signature, signingKey) {
  const right = createHmac("sha256", signingKey).update(raw).digest("hex");
  const given = Buffer.from(signature ?? "");
  return given.length === right.length && timingSafeEqual(given, Buffer.from(right));
}

// Does what an event asks for. What it does not know it leaves alone: Nango sends all its events
// to one address, and adds kinds of them without notice.
export async function handle(event, nango) {
  if (event?.success !== true) return;
  if (event.type === "auth" && ["creation", "override"].includes(event.operation)) {
    await upsert(event, nango);
  } else if (event.type === "sync") {
    readInBackground(findConnection(event.connectionId), nango);
  }
}

async function upsert({ connectionId, providerConfigKey, tags }, nango) {
  // A repeat, or an authorisation anew: the row stands, whoever the event names.
  if (findConnection(connectionId)) return;
  const integration = keyOf(providerConfigKey);
  const user = users.get(tags?.end_user_id);
  if (!integration || !user) return;
  // Without a pending row nothing tells a late repeat from news, but Nango knows what there is.
  // If it does not answer, this throws, and Nango sends the webhook again.
  if (!(await nango.hasConnection(connectionId, providerConfigKey))) return;
  if (addConnection(connectionId, user.id, integration)) {
    readInBackground(findConnection(connectionId), nango);
  }
}

function keyOf(nangoId) {
  return [...integrations].find(([, id]) => id === nangoId)?.[0];
}

// Nango does not wait for the e-mails; and what fails here the next sync makes up for, because
// reading goes on from the last cursor. The news of the first sync may come before the
// connection's own, which is why a new connection is read at once.
function readInBackground(row, nango) {
  if (row) read(row, nango).catch((error) => console.error(`reading failed: ${error.message}`));
}

async function read(row, nango) {
  const integrationId = integrations.get(row.integration);
  for await (const records of nango.records(row.connectionId, integrationId, MODEL, row.cursor)) {
    for (const record of records) {
      const { deleted_at: deletedAt, cursor } = record._nango_metadata;
      if (deletedAt) row.emails.delete(record.id);
      else row.emails.set(record.id, record);
      row.cursor = cursor;
    }
  }
}
