/** One part to its address, again and again while the connection fails. */
import { documentProblem } from '@/components/api/document-problem';
import { ApiError } from '@/components/api/fetch-json';

import { SendFailure } from './send-failure';

/** Waits between attempts; a dropped connection is often back within seconds. */
const WAITS_MS = [1_000, 3_000, 8_000];

export interface PartSend {
  readonly url: string;
  readonly content: Blob;
  readonly signal: AbortSignal;
  /** Gets how many bytes of the part are sent; less than before when it begins again. */
  readonly onSent: (bytes: number) => void;
}

/** @throws SendFailure, or the signal's reason */
export async function sendPart(part: PartSend): Promise<void> {
  for (const wait of [...WAITS_MS, null]) {
    part.signal.throwIfAborted();
    part.onSent(0);
    const status = await put(part);
    if (status >= 200 && status < 300) return;
    part.signal.throwIfAborted();
    const isWorthAnother = status === 0 || status === 429 || status >= 500;
    if (!isWorthAnother || wait === null) {
      const code = codeOf(status);
      throw new SendFailure(code, documentProblem(new ApiError(status, code, '')));
    }
    await pause(wait, part.signal);
  }
}

function codeOf(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 404) return 'not_found';
  return status === 0 ? 'unreachable' : 'unavailable';
}

/** @returns the status; 0 when there is no answer. `fetch` does not tell how much is sent. */
function put({ url, content, signal, onSent }: PartSend): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    request.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, content.size));
    request.onloadend = () => {
      signal.removeEventListener('abort', stop);
      resolve(request.status);
    };
    signal.addEventListener('abort', stop);
    request.open('PUT', url);
    request.send(content);
  });
}

/** Ends early when the connection is back, or the signal says so. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
