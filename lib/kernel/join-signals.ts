/**
 * A signal that aborts with the first of several. Unlike `AbortSignal.any`, which a long-lived signal
 * remembers for good, it is let go of when nobody needs it any more.
 */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

export function joinSignals(signals: readonly AbortSignal[]): JoinedSignal {
  const joined = new AbortController();
  const listeners = signals.map((signal) => ({
    signal,
    listener: () => joined.abort(signal.reason),
  }));
  for (const { signal, listener } of listeners) {
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener, { once: true });
  }
  return {
    signal: joined.signal,
    release() {
      for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
    },
  };
}
