// The links: one row for each user, workspace and integration. "pending" until Nango says
// that the user has authorised, then "active" with the id of Nango's connection.

import { randomUUID } from 'node:crypto';

// A session lasts half an hour, and the user may take her time at the provider.
const ATTEMPT_MS = 60 * 60 * 1000;

export function createLinks({ now = Date.now } = {}) {
  const links = new Map();
  // Every connection that a link has ever had: its news may arrive again, at any time.
  const known = new Set();
  const nameOf = (integration, connectionId) => JSON.stringify([integration, connectionId]);

  function find({ userId, workspaceId, integration }) {
    return [...links.values()].find(
      (link) =>
        link.userId === userId &&
        link.workspaceId === workspaceId &&
        link.integration === integration,
    );
  }

  return {
    // Notes that the user has started; what is active stays active until she has finished.
    start(owner, { integration, sync }) {
      let link = find({ ...owner, integration });
      if (!link) {
        link = { id: randomUUID(), ...owner, integration, sync, connectionId: null };
        links.set(link.id, link);
      }
      if (link.connectionId === null) link.status = 'pending';
      link.openUntil = now() + ATTEMPT_MS;
    },

    findWaiting(owner) {
      const link = find(owner);
      return link && link.openUntil > now() ? link : undefined;
    },

    findByConnection(integration, connectionId) {
      return [...links.values()].find(
        (link) => link.integration === integration && link.connectionId === connectionId,
      );
    },

    isKnown(integration, connectionId) {
      return known.has(nameOf(integration, connectionId));
    },

    activate(link, connectionId) {
      known.add(nameOf(link.integration, connectionId));
      link.connectionId = connectionId;
      link.status = 'active';
      link.lastSyncAt = null; // nothing was synced through this connection yet
    },

    end(link) {
      link.connectionId = null;
      link.status = 'disconnected';
      link.openUntil = 0;
    },

    inWorkspace(workspaceId) {
      return [...links.values()].filter((link) => link.workspaceId === workspaceId);
    },

    own(user, id) {
      const link = links.get(id);
      return link?.userId === user.id ? link : undefined;
    },

    // What its owner sees of a link: named members, never the whole row.
    show(link) {
      const expired = link.status === 'pending' && link.openUntil <= now();
      return {
        id: link.id,
        userId: link.userId,
        integration: link.integration,
        status: expired ? 'expired' : link.status,
        connectionId: link.connectionId,
        lastSyncAt: link.lastSyncAt ?? null,
      };
    },
  };
}
