// Work that is done beside the request, and tried again when it fails. In memory, as the rest
// of this example: a product writes its jobs into the same transaction as the link.

const WAITS_MS = [1_000, 10_000, 60_000, 600_000];

export function createJobs({ log }) {
  async function attempt(name, work, waits) {
    try {
      await work();
      log(`${name}: done`);
    } catch (error) {
      const [wait, ...later] = waits;
      // The message only: the error itself holds the request with the API key.
      log(`${name}: ${error.message}, ${wait ? `again in ${wait / 1000} s` : 'given up'}`);
      if (wait) setTimeout(attempt, wait, name, work, later).unref();
    }
  }

  return {
    run(name, work) {
      attempt(name, work, WAITS_MS);
    },
  };
}
