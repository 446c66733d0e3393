/** JSON logs, one line an event. Secrets are redacted by name wherever they stand. */
import pino from 'pino';

export type Logger = pino.Logger;

const SECRET_FIELDS = [
  'password',
  'pwd_hash',
  'pwdHash',
  'token',
  'access_token',
  'ws_token',
  'secret',
  'authorization',
  'cookie',
  'auth_token_comfy_org',
  'api_key_comfy_org',
];

/**
 * @param process which kind of process speaks: web, worker, janitor, runner…
 * @param level pino's level names
 */
export function createLogger(process: string, level = 'info'): Logger {
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
  });
}
