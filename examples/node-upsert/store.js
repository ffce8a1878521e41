// What the backend remembers. Maps, so that the example runs anywhere; each function is one
// statement of SQL in a product.

// Your table of users. There is no sign-in here: whoever calls names the user, so this backend
// belongs behind something that has signed her in.
export const users = new Map(
  [
    { id: "u_ada", email: "ada@example.com" },
    { id: "u_grace", email: "grace@example.com" },
    { id: "u_mallory", email: "mallory@example.com" },
  ].map((user) => [user.id, user]),
);

// What users may connect: our word for it, and the integration's id at Nango.
export const integrations = new Map([
  ["outlook", "outlook"],
  ["gmail", "google-mail"],
]);

const connections = new Map(); // connectionId -> row: a row means connected

// insert into connections ... on conflict (connection_id) do nothing returning *
//
// The first owner stays the owner. Says whether the row is new.
export function addConnection(connectionId, userId, integration) {
  if (connections.has(connectionId)) return false;
  const connectedAt = new Date().toISOString();
  connections.set(connectionId, {
    connectionId,
    userId,
    integration,
    connectedAt,
    cursor: undefined,
    emails: new Map(),
  });
  return true;
}

export function findConnection(connectionId) {
  return connections.get(connectionId);
}

export function connectionsOf(userId) {
  return [...connections.values()].filter((row) => row.userId === userId);
}

export function removeConnection(connectionId) {
  connections.delete(connectionId);
}
