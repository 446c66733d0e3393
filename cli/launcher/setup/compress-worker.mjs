/** Writes `<file>.br` beside a file, for each path it is sent; answers with the sizes. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { brotliCompressSync, constants } from 'node:zlib';

parentPort?.on('message', (/** @type {string} */ file) => {
  const content = readFileSync(file);
  const compressed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const target = `${file}.br`;
  if (compressed.length >= content.length) {
    rmSync(target, { force: true });
  } else {
    writeFileSync(`${target}.new`, compressed);
    renameSync(`${target}.new`, target);
  }
  const after = Math.min(compressed.length, content.length);
  parentPort?.postMessage({ before: content.length, after });
});
