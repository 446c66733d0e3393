/** Bytes kept in memory up to a bound. What does not fit is made again each time; nothing is evicted. */
export interface ByteCache {
  /** @param load is called once for callers at the same time; its failure is not kept */
  get(key: string, load: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

export function createByteCache(bytesMax: number): ByteCache {
  const kept = new Map<string, Uint8Array>();
  const loading = new Map<string, Promise<Uint8Array>>();
  let bytes = 0;

  async function loadOnce(key: string, load: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      const body = await load();
      if (bytes + body.byteLength <= bytesMax) {
        bytes += body.byteLength;
        kept.set(key, body);
      }
      return body;
    } finally {
      loading.delete(key);
    }
  }

  return {
    get(key, load) {
      const known = kept.get(key);
      if (known !== undefined) return Promise.resolve(known);
      const running = loading.get(key) ?? loadOnce(key, load);
      if (!kept.has(key)) loading.set(key, running);
      return running;
    },
  };
}
