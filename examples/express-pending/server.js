// Reads the environment, puts the parts together, listens.

import { createApp } from './app.js';
import { openNango } from './nango.js';

const REQUIRED = {
  PORT: 'the port to listen on',
  NANGO_SECRET_KEY: 'an API key of the Nango environment',
  NANGO_WEBHOOK_SIGNING_KEY: 'Environment settings, Webhooks; not the same as the API key',
};

const missing = Object.keys(REQUIRED).filter((name) => !process.env[name]);
if (missing.length > 0) {
  // Without the signing key every webhook could be anybody's: better not to start at all.
  const lines = missing.map((name) => `  ${name}: ${REQUIRED[name]}`);
  console.error(`Set these variables and start again:\n${lines.join('\n')}`);
  process.exit(1);
}

const app = createApp({
  nango: openNango(process.env),
  scryptCost: Number(process.env.SCRYPT_COST ?? 16384),
  secureCookie: process.env.SECURE_COOKIE === 'yes',
});
app.listen(Number(process.env.PORT), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`listening on http://127.0.0.1:${process.env.PORT}`);
});
