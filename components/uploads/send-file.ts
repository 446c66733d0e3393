/**
 * A file of any size becomes an input of the caller's, in parts: straight to the object store where
 * browsers reach it, else through our origin. What is there from an earlier attempt is not sent again.
 */
import { documentProblem } from '@/components/api/document-problem';
import { failureOf } from '@/components/api/fetch-json';

import { hashFile } from './hash-file';
import { SendFailure } from './send-failure';
import { sendPart } from './send-part';

/** As ComfyUI answers an upload. */
export interface SentFile {
  readonly name: string;
  readonly subfolder: string;
  readonly type: 'input';
}

export interface SendProgress {
  /** The file is read once before anything is sent, and checked by the server after all of it was. */
  readonly step: 'reading' | 'sending' | 'checking';
  readonly bytes: number;
}

export interface SendOptions {
  readonly subfolder: string;
  /** Aborting throws away what was sent. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SendProgress) => void;
}

type Announced =
  | { readonly done: true; readonly file: SentFile }
  | {
      readonly done: false;
      readonly id: string;
      readonly partBytes: number;
      readonly parts: readonly string[];
      readonly arrived: readonly number[];
    };
type Expected = Extract<Announced, { done: false }>;

/** More would only share the same way to the server. */
const PARTS_AT_ONCE = 2;
const ATTEMPTS_MAX = 3;

/** @throws SendFailure, or the signal's reason */
export async function sendFile(file: File, options: SendOptions): Promise<SentFile> {
  const { signal, onProgress, subfolder } = options;
  if (file.size === 0) throw new SendFailure('empty', 'The file is empty.');
  const sha256 = await hashFile(file, signal, (bytes) =>
    onProgress({ step: 'reading', bytes }),
  ).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new SendFailure('unreadable', 'The file cannot be read any more.');
  });
  const announcement = { name: file.name, subfolder, bytes: file.size, sha256 };
  for (let attempt = 1; ; attempt += 1) {
    const announced = await post<Announced>('/api/uploads', signal, announcement);
    if (announced.done) return announced.file;
    try {
      await sendParts(file, announced, options);
      onProgress({ step: 'checking', bytes: file.size });
      return await post<SentFile>(`/api/uploads/${announced.id}/complete`, signal);
    } catch (error) {
      if (signal.aborted) void forget(announced.id);
      // Another window sent the same file and was done first, or it was cleared away.
      const isGone = error instanceof SendFailure && error.code === 'not_found';
      if (!isGone || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

async function sendParts(
  file: File,
  { parts, partBytes, arrived }: Expected,
  { signal, onProgress }: SendOptions,
): Promise<void> {
  const sent = new Map<number, number>();
  const contentOf = (number: number): Blob =>
    file.slice((number - 1) * partBytes, number * partBytes);
  const tell = (number: number, bytes: number): void => {
    sent.set(number, bytes);
    onProgress({ step: 'sending', bytes: [...sent.values()].reduce((sum, one) => sum + one, 0) });
  };
  for (const number of arrived) tell(number, contentOf(number).size);
  const waiting = parts
    .map((url, index) => ({ url, number: index + 1 }))
    .filter(({ number }) => !arrived.includes(number));
  // When one part fails for good, the others end, too.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { url, number } = next;
      const content = contentOf(number);
      await sendPart({ url, content, signal: either, onSent: (bytes) => tell(number, bytes) });
      tell(number, content.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

async function post<Answer>(path: string, signal: AbortSignal, body?: object): Promise<Answer> {
  const answer = await fetch(path, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new SendFailure('unreachable', 'The server does not answer.');
  });
  if (answer.ok) return (await answer.json()) as Answer;
  const failure = await failureOf(answer);
  throw new SendFailure(failure.code, documentProblem(failure), failure.facts);
}

/** What was sent would go by itself after a day. */
const forget = (id: string): Promise<unknown> =>
  fetch(`/api/uploads/${id}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
