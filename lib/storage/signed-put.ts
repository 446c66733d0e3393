/**
 * One PUT of bytes that are in memory, signed by hand (AWS Signature Version 4). Every result of every
 * prompt takes this way, and the SDK's takes three times the processor time for it. Anything but a plain
 * success is left to the SDK, which knows how to repeat, and what to say.
 */
import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface SignedPutConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedPut {
  /** @returns whether the store took it */
  put(key: string, body: Uint8Array, contentType: string): Promise<boolean>;
  close(): void;
}

const TIMEOUT_MS = 30_000;
const SOCKETS_MAX = 64;

export function createSignedPut(config: SignedPutConfig): SignedPut {
  const endpoint = new URL(config.endpoint);
  const isSecure = endpoint.protocol === 'https:';
  const request = isSecure ? httpsRequest : httpRequest;
  const options = { keepAlive: true, maxSockets: SOCKETS_MAX };
  const agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);
  const base = `${endpoint.pathname.replace(/\/$/, '')}/${config.bucket}`;
  const keyFor = signingKeys(config);

  return {
    put(key, body, contentType) {
      const path = `${base}/${key.split('/').map(encodeSegment).join('/')}`;
      const headers = sign(config, keyFor, endpoint.host, path, body, contentType);
      return new Promise((resolve) => {
        const sent = request(
          endpoint,
          { method: 'PUT', path, headers, agent, timeout: TIMEOUT_MS },
          (answer) => {
            answer.resume();
            answer.on('end', () => resolve(answer.statusCode === 200));
            answer.on('error', () => resolve(false));
          },
        );
        sent.on('timeout', () => sent.destroy());
        sent.on('error', () => resolve(false));
        sent.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

/** S3's form: everything is escaped but letters, digits and `-._~`. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** The key of a day is derived in four steps, and lasts that day. */
function signingKeys({ region, secretAccessKey }: SignedPutConfig): (day: string) => Buffer {
  let known: { day: string; key: Buffer } | undefined;
  return (day) => {
    if (known?.day !== day) {
      const ofRegion = hmac(hmac(`AWS4${secretAccessKey}`, day), region);
      known = { day, key: hmac(hmac(ofRegion, 's3'), 'aws4_request') };
    }
    return known.key;
  };
}

function sign(
  { accessKeyId, region }: SignedPutConfig,
  keyFor: (day: string) => Buffer,
  host: string,
  path: string,
  body: Uint8Array,
  contentType: string,
): Record<string, string | number> {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const bodyHash = sha256(body);
  // In the order of their names, as the signature demands.
  const signed = [
    ['content-type', contentType],
    ['host', host],
    ['x-amz-content-sha256', bodyHash],
    ['x-amz-date', time],
  ] as const;
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = ['PUT', path, '', lines, names, bodyHash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signature = hmac(keyFor(day), toSign).toString('hex');
  return {
    ...Object.fromEntries(signed),
    'content-length': body.byteLength,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
