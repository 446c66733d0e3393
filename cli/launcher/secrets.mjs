/** Secrets of this installation: made once, kept in one file that only this user can read. */
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { LauncherError } from './errors.mjs';

/**
 * @typedef {object} Secrets
 * @property {string} authSecrets `kid:secret`, as AUTH_SECRETS wants it
 * @property {string} redisPassword
 * @property {string} s3AccessKeyId
 * @property {string} s3SecretAccessKey
 */

/**
 * @param {string} file
 * @returns {Secrets}
 */
export function loadSecrets(file) {
  /** @type {Partial<Secrets>} */
  let known = {};
  try {
    known = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') {
      throw new LauncherError(`${file} cannot be read: restore it from a backup, or move it away`);
    }
  }
  /** @type {Secrets} */
  const secrets = {
    authSecrets: `k${randomBytes(3).toString('hex')}:${randomBytes(32).toString('hex')}`,
    redisPassword: randomBytes(24).toString('hex'),
    s3AccessKeyId: randomBytes(10).toString('hex'),
    s3SecretAccessKey: randomBytes(24).toString('hex'),
    ...known,
  };
  if (Object.keys(known).length < Object.keys(secrets).length) {
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  chmodSync(file, 0o600);
  return secrets;
}
