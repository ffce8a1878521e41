// Nango's API, as far as this backend needs it: https://nango.dev/docs/reference/api

const TIMEOUT_MS = Number(process.env.NANGO_TIMEOUT_MS ?? 10_000);

export class NangoError extends Error {
  constructor(what, code) {
    super(`Nango ${what}`);
    this.code = code;
  }
}

export class Nango {
  constructor(host, secretKey) {
    this.host = host;
    this.secretKey = secretKey;
  }

  // The session names the user in its tags, and every webhook about her connection brings them
  // back. Nango writes the names of tags in lower case, so they are in lower case from the start.
  async createSession(user, integrationId) {
    const tags = { end_user_id: user.id };
    if (user.email) tags.end_user_email = user.email;
    const session = await this.#call("POST", "/connect/sessions", {
      body: { tags, allowed_integrations: [integrationId] },
    });
    if (typeof session?.data?.token !== "string") throw new NangoError("gave no token");
    return session.data;
  }

  // The list is asked, and not the connection itself, because it never holds credentials.
  async hasConnection(connectionId, integrationId) {
    const query = new URLSearchParams({ connectionId, integrationId });
    const found = await this.#call("GET", `/connections?${query}`);
    return found.connections.some((connection) => connection.connection_id === connectionId);
  }

  async deleteConnection(connectionId, integrationId) {
    const query = new URLSearchParams({ provider_config_key: integrationId });
    const path = `/connections/${encodeURIComponent(connectionId)}?${query}`;
    try {
      await this.#call("DELETE", path);
    } catch (error) {
      // Gone is gone, whoever deleted it. Nango says so with 400.
      if (error.code !== "unknown_connection") throw error;
    }
  }

  // Yields page after page of what is new since `cursor`; everything, without one.
  async *records(connectionId, integrationId, model, cursor) {
    const headers = { "connection-id": connectionId, "provider-config-key": integrationId };
    let next = cursor;
    do {
      const query = new URLSearchParams({ model, ...(next && { cursor: next }) });
      const page = await this.#call("GET", `/records?${query}`, { headers });
      yield page.records;
      next = page.next_cursor;
    } while (next);
  }

  async #call(method, path, { body, headers } = {}) {
    const response = await fetch(new URL(path, this.host), {
      method,
      headers: {
        authorization: `Bearer ${this.secretKey}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error) => {
      throw new NangoError(`did not answer: ${error.cause?.code ?? error.name}`);
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok || answer === null) {
      const code = answer?.error?.code;
      throw new NangoError(`answered ${response.status} ${code ?? "without a reason"}`, code);
    }
    return answer;
  }
}
