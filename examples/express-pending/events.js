// What each of Nango's webhooks changes here. Nothing in this file waits for Nango: the
// webhook is answered at once, and what is to be done at Nango is left to the jobs.

import { deleteConnection, startFirstSync } from './nango.js';

export function createEvents({ nango, links, jobs }) {
  // The user has authorised, and Nango has a connection that we do not know yet.
  function claim({ providerConfigKey: integration, connectionId, tags }) {
    // Nango repeats what it is unsure of, and a repeat looks like the first.
    if (links.isKnown(integration, connectionId)) return 'known';
    const link = links.findWaiting({
      userId: tags?.end_user_id,
      workspaceId: tags?.workspace_id,
      integration,
    });
    if (!link) return 'unclaimed';

    const old = { integration, connectionId: link.connectionId };
    links.activate(link, connectionId);
    // The one that is replaced would live on at Nango, and nobody would use it again.
    if (old.connectionId) jobs.run('delete the replaced connection', () => deleteConnection(nango, old));
    const wanted = { integration, connectionId, sync: link.sync };
    jobs.run('start the first sync', async () => {
      if (link.connectionId === connectionId) await startFirstSync(nango, wanted);
    });
    return 'activated';
  }

  // For what is told of a connection that we have; of others there is nothing to do.
  const onLink = (change) => (event) => {
    const link = links.findByConnection(event.providerConfigKey, event.connectionId);
    if (!link) return 'ignored';
    change(link);
    return 'noted';
  };
  const heal = onLink((link) => { link.status = 'active'; });

  const reactions = new Map([
    ['auth creation true', claim],
    // The user has authorised anew: the same connection, and often without her name.
    ['auth override true', heal],
    ['auth refresh true', heal],
    ['auth refresh false', onLink((link) => { link.status = 'error'; })],
    ['auth deletion true', onLink((link) => links.end(link))],
    ['sync undefined true', onLink((link) => { link.lastSyncAt = new Date().toISOString(); })],
  ]);

  // A kind that is not in the table is acknowledged too: Nango adds some without notice. A
  // failed creation is not in it: it names an id that never existed, or one that still works.
  return function react(event) {
    if (typeof event?.connectionId !== 'string') return 'ignored';
    const kind = `${event.type} ${event.operation} ${JSON.stringify(event.success)}`;
    return reactions.get(kind)?.(event) ?? 'ignored';
  };
}
