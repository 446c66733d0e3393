/** A body that passes through us on its way to the store: nothing of it is held but what is under way. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The store has gone silent. */
const SILENCE_MS = 60_000;

/**
 * Sends the body to a signed address of the store.
 * @param bytes its length, which has to be known before it begins
 * @returns the store's status
 * @throws when the body breaks off, or the store does
 */
export async function streamPut(url: string, body: Readable, bytes: number): Promise<number> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = request(url, {
    method: 'PUT',
    headers: { 'content-length': bytes },
    timeout: SILENCE_MS,
  });
  sent.on('timeout', () => sent.destroy(new Error('the store is silent')));
  const answered = new Promise<number>((resolve, reject) => {
    sent.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.once('close', () => reject(new Error('the store closed the connection')));
  });
  const [status] = await Promise.all([answered, pipeline(body, sent)]);
  return status;
}
