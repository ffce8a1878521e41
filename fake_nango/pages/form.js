// The fields that a person fills in: the auth mode's own, the provider's, and the session's.
// Nango 0.71.4, Connect UI: form fields.

import { element } from "/assets/pieces.js";

const CREDENTIALS = {
  API_KEY: ["apiKey"],
  BASIC: ["username", "password"],
  OAUTH2_CC: ["client_id", "client_secret"],
  TBA: ["oauth_client_id_override", "oauth_client_secret_override", "token_id", "token_secret"],
  BILL: ["username", "password", "organization_id", "dev_key"],
  SIGNATURE: ["username", "password"],
  AWS_SIGV4: ["role_arn"],
};
// What a session asks the person for by presetting it with nothing.
const OWN_CLIENT = [
  "oauth_client_id_override", "oauth_client_secret_override", "oauth_refresh_token_override",
];
const TITLES = {
  apiKey: "API key",
  username: "User name",
  password: "Password",
  client_id: "Client ID",
  client_secret: "Client secret",
  oauth_client_id_override: "OAuth client ID",
  oauth_client_secret_override: "OAuth client secret",
  oauth_refresh_token_override: "Refresh token",
  token_id: "Token ID",
  token_secret: "Token secret",
  organization_id: "Organization ID",
  dev_key: "Developer key",
  role_arn: "IAM role ARN",
};
const SECRET = /^apiKey$|password|secret|token|dev_key/;

/** Make the fields; what the application has set already is not asked for. */
export function fields(mode, provider, preset) {
  const config = Object.entries(provider.connection_config ?? {})
    .filter(([id, { automated }]) => !automated && !(id in preset));
  const own = mode === "OAUTH2" ? OWN_CLIENT.filter((id) => preset[id] === "") : [];
  return [
    ...(CREDENTIALS[mode] ?? []).flatMap((id) => credential(id, true)),
    ...own.flatMap((id) => credential(id, false)),
    ...config.flatMap(([id, about]) => field(`params:${id}`, about.title ?? id, hints(about))),
  ];
}

/** Read what was filled in, and add what the application has set. */
export function filled(form, preset) {
  const given = { credentials: {}, params: { ...preset } };
  for (const [name, value] of new FormData(form)) {
    const [group, id] = name.split(/:(.*)/s);
    if (value !== "") given[group][id] = value;
  }
  return given;
}

const credential = (id, required) =>
  field(`credentials:${id}`, TITLES[id], { type: SECRET.test(id) ? "password" : "text", required });

function hints({ pattern, example, optional }) {
  return {
    type: "text",
    required: !optional,
    ...(pattern && { pattern, title: `Must fit ${pattern}` }),
    ...(example && { placeholder: example }),
  };
}

const field = (id, text, properties) => [
  element("label", { htmlFor: id, textContent: properties.required ? text : `${text} (optional)` }),
  element("input", { id, name: id, autocomplete: "off", ...properties }),
];
