// What Nango sends: believed by its signature, and by nothing else.

import { createHmac, timingSafeEqual } from "node:crypto";

/** Say whether a body was signed with the webhook signing key: HMAC-SHA256 of the raw bytes. */
export function isGenuine(rawBody, signature, signingKey) {
  if (typeof signature !== "string") return false;
  const wanted = Buffer.from(createHmac("sha256", signingKey).update(rawBody).digest("hex"));
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

// What each operation of an auth event asks for. What Nango adds to them asks for nothing.
const REACTIONS = new Map([
  ["creation", created],
  ["override", authorisedAnew],
  ["refresh", refreshed],
]);

/** Do what an event asks for. */
export async function handle(event, parts) {
  if (event?.type !== "auth" || typeof event.connectionId !== "string") return;
  const row = parts.connections.find(event.connectionId);
  await REACTIONS.get(event.operation)?.(event, row, parts);
}

// A refusal at the provider comes as a creation too, and ends nothing that worked before.
async function created({ success, connectionId }, row, { completing }) {
  if (success === true) await completing.told(connectionId);
}

// It keeps its id, and often does not say whose it is.
async function authorisedAnew({ success, connectionId }, row, { completing }) {
  if (success !== true) return;
  if (row === undefined) await completing.told(connectionId);
  else mark(row, "active");
}

function refreshed({ success }, row) {
  if (row !== undefined && success === false) mark(row, "error");
  if (row !== undefined && success === true) mark(row, "active");
}

function mark(row, status) {
  if (row.status !== "ended") row.status = status;
}
