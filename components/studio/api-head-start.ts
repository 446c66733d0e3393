/**
 * The editor asks for what it needs one answer after the other while it starts. What it will ask for
 * is known, so those calls leave together with the first of its files, and the answers wait for it.
 * They may come from the browser's cache when they are still good, where the editor would not look.
 */
import { OBJECT_INFO_VERSION_HEADER } from '@/lib/domain/editor-manifest';

/** In ComfyUI's API; the editor's start asks each of them once. */
const ASKED_AT_START = [
  'api/users',
  'api/settings',
  'api/system_stats',
  'api/extensions',
  'api/userdata?dir=workflows&recurse=true&split=false&full_info=true',
];

/** Older answers are not handed out: the page may have been left while the editor loaded. */
const GOOD_FOR_MS = 20_000;

export interface ApiHeadStart {
  /**
   * The answer that is waiting for a request of the editor, once.
   * @returns null when there is none, or it is too old
   */
  take(url: URL, init: RequestInit | undefined): Promise<Response> | null;
}

/** @param base the studio's base with slashes */
export function startApiCalls(base: string): ApiHeadStart {
  const startedAt = performance.now();
  const waiting = new Map<string, Promise<Response>>();
  const ask = (path: string, call: (url: URL) => Promise<Response>): Promise<Response> => {
    const url = new URL(base + path, window.location.origin);
    const answer = call(url);
    // Whoever takes it sees the failure; if nobody does, it is nobody's.
    answer.catch(() => undefined);
    waiting.set(url.href, answer);
    return answer;
  };
  const features = ask('api/features', askNow);
  void ask('api/object_info', async (url) => askVersion(url, (await features).headers));
  for (const path of ASKED_AT_START) void ask(path, askNow);
  return {
    take(url, init) {
      const answer = waiting.get(url.href);
      if (answer === undefined || (init?.method ?? 'GET') !== 'GET') return null;
      waiting.delete(url.href);
      return performance.now() - startedAt > GOOD_FOR_MS ? null : answer;
    },
  };
}

const HEADERS = { 'Comfy-User': '' };

const askNow = (url: URL): Promise<Response> => fetch(url, { cache: 'no-cache', headers: HEADERS });

/** The node definitions come from the browser's cache when that holds the present version. */
function askVersion(url: URL, headers: Headers): Promise<Response> {
  const version = headers.get(OBJECT_INFO_VERSION_HEADER);
  if (version === null) return askNow(url);
  const named = new URL(url);
  named.searchParams.set('v', version);
  return fetch(named, { headers: HEADERS });
}
