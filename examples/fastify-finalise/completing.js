// How a connection becomes active: the browser reports it, or the webhook tells of it, and
// Nango is asked whose it is. Whoever comes first completes it, and the other confirms it.

export class Completing {
  constructor({ nango, connections, people, integrations, log }) {
    Object.assign(this, { nango, connections, people, integrations, log });
  }

  /**
   * Complete what somebody's browser reports; return undefined if it is not hers.
   *
   * An id proves nothing: it stands in addresses and logs. What Nango says does, because the
   * session in which the connection was made named the person who was signed in.
   */
  async reported(person, id) {
    const known = await this.nango.find(id);
    if (known?.end_user?.id !== person.id) return undefined;
    return this.#complete(known);
  }

  /** Complete what the webhook tells of, in case the browser never comes back. */
  async told(id) {
    const known = await this.nango.find(id);
    if (!this.people.has(known?.end_user?.id)) return undefined;
    return this.#complete(known);
  }

  async #complete(known) {
    const integration = this.integrations.find((one) => one.nangoId === known.provider_config_key);
    if (integration === undefined) return undefined;
    const { row, loser } = this.connections.take({
      id: known.connection_id,
      owner: known.end_user.id,
      integration,
      madeAt: Date.parse(known.created),
    });
    if (loser !== undefined) await this.#forget(loser);
    if (row.status === "active") await this.#sync(row);
    return row;
  }

  async #sync(row) {
    if (row.synced) return;
    row.synced = true;
    try {
      await this.nango.startSync(row);
    } catch (error) {
      // The connection is good all the same; whoever tells of it next tries again.
      row.synced = false;
      this.log.warn(`the first sync did not start: ${error.message}`);
    }
  }

  async #forget(row) {
    try {
      await this.nango.delete(row);
    } catch (error) {
      this.log.warn(`a replaced connection is still at Nango: ${error.message}`);
    }
  }
}
