// The few calls to Nango that this backend makes, by plain fetch.

const TIMEOUT_MS = Number(process.env.NANGO_TIMEOUT_MS ?? 10_000);

/** Nango did not do what it was asked to; `status` is undefined when it did not answer at all. */
export class NangoError extends Error {
  constructor(call, status, code) {
    super(`${call}: ${status ?? "no answer"} ${code ?? ""}`.trim());
    this.status = status;
    this.code = code;
  }
}

export class Nango {
  #host;
  #key;

  constructor({ host, secretKey }) {
    this.#host = host;
    this.#key = secretKey;
  }

  /** Ask for a session in which this person may connect this one integration. */
  async createSession(person, integration) {
    const body = { end_user: endUser(person), allowed_integrations: [integration.nangoId] };
    return this.#session("/connect/sessions", body);
  }

  /** Ask for a session in which this person may authorise a connection of hers anew. */
  async createReconnectSession(person, connection) {
    const body = {
      connection_id: connection.id,
      integration_id: connection.integration.nangoId,
      // Said again, because a session that names nobody wipes the connection's tags.
      end_user: endUser(person),
    };
    return this.#session("/connect/sessions/reconnect", body);
  }

  /** Return what Nango knows of a connection, without its credentials; undefined if nothing. */
  async find(connectionId) {
    const query = new URLSearchParams({ connectionId });
    const { connections } = await this.#ask("GET", `/connections?${query}`);
    return connections.find((one) => one.connection_id === connectionId);
  }

  /** Let the first sync of one connection run now. */
  async startSync(connection) {
    await this.#ask("POST", "/sync/trigger", {
      connection_id: connection.id,
      provider_config_key: connection.integration.nangoId,
      syncs: ["emails"],
    });
  }

  /** Delete a connection with its credentials; one that is gone already is deleted enough. */
  async delete(connection) {
    const query = new URLSearchParams({ provider_config_key: connection.integration.nangoId });
    try {
      await this.#ask("DELETE", `/connections/${encodeURIComponent(connection.id)}?${query}`);
    } catch (error) {
      if (error.code !== "unknown_connection") throw error;
    }
  }

  /** Return what Nango issued; an answer without a token is none. */
  async #session(path, body) {
    const { data } = await this.#ask("POST", path, body);
    if (typeof data?.token !== "string") throw new NangoError(`POST ${path}`, 201, "no_token");
    return data;
  }

  async #ask(method, path, body) {
    const call = `${method} ${path.split("?")[0]}`;
    const headers = { authorization: `Bearer ${this.#key}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer;
    let said;
    try {
      answer = await fetch(this.#host + path, {
        method,
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      said = await answer.json().catch(() => undefined);
    } catch {
      throw new NangoError(call);
    }
    if (!answer.ok || said === undefined) {
      throw new NangoError(call, answer.status, said?.error?.code);
    }
    return said;
  }
}

function endUser(person) {
  return { id: person.id, email: person.email, display_name: person.name };
}
