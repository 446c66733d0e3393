/**
 * SHA-256 of a file of any size, slice by slice. The browser's own digest wants the whole file in memory,
 * and is missing where the page was not loaded over HTTPS.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Some milliseconds each, so that the page goes on smoothly in between. */
const SLICE_BYTES = 512 * 1024;

/**
 * @param onDone gets how many bytes were read so far
 * @returns lowercase hex
 * @throws the signal's reason, or the browser's error when the file cannot be read any more
 */
export async function hashFile(
  file: Blob,
  signal: AbortSignal,
  onDone: (bytes: number) => void,
): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    signal.throwIfAborted();
    const slice = file.slice(at, at + SLICE_BYTES);
    hash.update(new Uint8Array(await slice.arrayBuffer()));
    onDone(at + slice.size);
  }
  return bytesToHex(hash.digest());
}
