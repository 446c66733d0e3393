/**
 * `/object_info` as one user sees it, ready to send. Real ComfyUI's answer is some 2 MB: its parts
 * are serialised once a version, and a whole answer is compressed once for all users with the same
 * file names.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { NodeDefinition } from '@/lib/comfy/object-info';

import { fillFileInputs, listsFiles, rebaseRemoteRoutes, type InputFiles } from './file-inputs';
import type { MergedObjectInfo } from './read-object-info';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
/** 5 takes a tenth of the time of 11 and gives 1.15 times its size. */
const BROTLI_QUALITY = 5;
const VERSIONS_MAX = 6;
const ANSWERS_MAX = 64;

type Encoding = 'br' | 'gzip' | 'identity';

export interface EncodedObjectInfo {
  /** Strong for the JSON; each encoding has a tag of its own. */
  readonly tag: string;
  body(encoding: Encoding): Promise<Buffer>;
}

interface Parts {
  /** `"Class":{…}` of classes that are the same for everybody. */
  readonly fixed: string;
  readonly personal: readonly (readonly [name: string, definition: NodeDefinition])[];
}

export interface ObjectInfoEncoder {
  encode(info: MergedObjectInfo, files: InputFiles): EncodedObjectInfo;
}

/** @param studioBase the path under which the studio lies, without a trailing slash */
export function createObjectInfoEncoder(studioBase: string): ObjectInfoEncoder {
  const parts = new Map<string, Parts>();
  const answers = new Map<string, EncodedObjectInfo>();

  function partsOf({ version, definitions }: MergedObjectInfo): Parts {
    return remember(parts, version, VERSIONS_MAX, () => {
      const all = Object.entries(definitions).map(
        ([name, definition]) => [name, rebaseRemoteRoutes(definition, studioBase)] as const,
      );
      return {
        fixed: all
          .filter(([, definition]) => !listsFiles(definition))
          .map(member)
          .join(),
        personal: all.filter(([, definition]) => listsFiles(definition)),
      };
    });
  }

  return {
    encode(info, files) {
      const tag = createHash('sha256')
        .update(`${info.version}\n${files.join('\n')}`)
        .digest('hex')
        .slice(0, 32);
      return remember(answers, tag, ANSWERS_MAX, () => {
        const { fixed, personal } = partsOf(info);
        const own = personal.map(([name, definition]) =>
          member([name, fillFileInputs(definition, files)]),
        );
        const members = fixed === '' ? own : [fixed, ...own];
        return encoded(tag, Buffer.from(`{${members.join()}}`));
      });
    },
  };
}

/** One class for one user, as an object. */
export function personalDefinition(
  definition: NodeDefinition,
  files: InputFiles,
  studioBase: string,
): NodeDefinition {
  return fillFileInputs(rebaseRemoteRoutes(definition, studioBase), files);
}

function member([name, definition]: readonly [string, NodeDefinition]): string {
  return `${JSON.stringify(name)}:${JSON.stringify(definition)}`;
}

function encoded(tag: string, plain: Buffer): EncodedObjectInfo {
  const bodies: Partial<Record<Encoding, Promise<Buffer>>> = {};
  const make: Record<Encoding, () => Promise<Buffer>> = {
    identity: () => Promise.resolve(plain),
    gzip: () => compressGzip(plain, { level: 5 }),
    br: () =>
      compressBrotli(plain, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength,
        },
      }),
  };
  return { tag, body: (encoding) => (bodies[encoding] ??= make[encoding]()) };
}

/** A small cache that forgets what was not asked for longest. */
function remember<Value>(
  cache: Map<string, Value>,
  key: string,
  max: number,
  make: () => Value,
): Value {
  const value = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, value);
  for (const oldest of cache.keys()) {
    if (cache.size <= max) break;
    cache.delete(oldest);
  }
  return value;
}
