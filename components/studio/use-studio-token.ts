'use client';

import { useEffect, useRef } from 'react';

import { fetchJson } from '@/components/api/fetch-json';

interface Ticket {
  readonly ws_token: string;
  readonly expires_in: number;
}

/** A new one is fetched at this share of its life, so that a socket can be opened again at any time. */
const RENEW_AT = 0.7;
/** When it cannot be fetched: the session cookie opens the socket as well. */
const RETRY_MS = 60_000;

/**
 * Keeps a ws token at hand while the studio is in use.
 * @returns asks for the present one; null before the first came
 */
export function useStudioToken(active: boolean): () => string | null {
  const token = useRef<string | null>(null);
  useEffect(() => {
    if (!active) return;
    const gone = new AbortController();
    let timer: number;
    const renew = async (): Promise<void> => {
      let nextMs = RETRY_MS;
      try {
        const ticket = await fetchJson<Ticket>('/api/comfy/ws_token', { signal: gone.signal });
        token.current = ticket.ws_token;
        nextMs = ticket.expires_in * 1_000 * RENEW_AT;
      } catch {
        // An expired token would be refused where the cookie alone is not.
        token.current = null;
      }
      if (!gone.signal.aborted) timer = window.setTimeout(() => void renew(), nextMs);
    };
    void renew();
    return () => {
      gone.abort();
      window.clearTimeout(timer);
    };
  }, [active]);
  return () => token.current;
}
