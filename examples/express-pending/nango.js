// The calls to Nango, by its official SDK, and what the SDK leaves to its user.

import { Nango } from '@nangohq/node';

const TIMEOUT_MS = Number(process.env.NANGO_TIMEOUT_MS ?? 10_000);

// What a user may connect: our word for it, Nango's integration id, the sync that reads mails.
// A Map, because an object would also offer "constructor" and "__proto__".
export const OFFERS = new Map([
  ['outlook', { integration: 'outlook', sync: 'emails' }],
  ['gmail', { integration: 'google-mail', sync: 'emails' }],
]);

export function openNango(env) {
  return new Nango(
    {
      host: env.NANGO_HOST, // unset: api.nango.dev
      apiKey: env.NANGO_SECRET_KEY,
      webhookSigningKey: env.NANGO_WEBHOOK_SIGNING_KEY,
    },
    // The SDK waits for ever by itself, and the time-out of axios for one byte after the other.
    { interceptors: { request: withinTime } },
  );
}

function withinTime(request) {
  return Object.assign(request, { signal: AbortSignal.timeout(TIMEOUT_MS) });
}

// Tags come back in the webhook and say whose connection it is. Nango writes their names in
// lower case on the way: "workspaceId" would come back as "workspaceid".
export async function openSession(nango, user, workspaceId, integration) {
  const answer = await nango.createConnectSession({
    tags: {
      end_user_id: user.id,
      end_user_email: user.email,
      workspace_id: workspaceId,
    },
    allowed_integrations: [integration],
  });
  const session = answer.data;
  if (typeof session?.token !== 'string') throw new Error('Nango answered without a token');
  return { token: session.token, link: session.connect_link, expiresAt: session.expires_at };
}

// The body is a Buffer with the bytes as they arrived. Parsed and written again, they would
// be other bytes.
export function isFromNango(nango, body, headers) {
  return Buffer.isBuffer(body) && nango.verifyIncomingWebhookRequest(body, headers);
}

// Always with the connection id: without one, Nango starts the sync of every connection.
export async function startFirstSync(nango, { integration, connectionId, sync }) {
  await nango.triggerSync(integration, [sync], connectionId);
}

// A connection that Nango does not know counts as deleted. Nango says that with 400.
export async function deleteConnection(nango, { integration, connectionId }) {
  try {
    // The SDK writes both into the URL as they are.
    await nango.deleteConnection(encodeURIComponent(integration), encodeURIComponent(connectionId));
  } catch (error) {
    const answer = error.response;
    const unknown = answer?.data?.error?.code === 'unknown_connection';
    if (!unknown && answer?.status !== 404) throw error;
  }
}
