/**
 * `/object_info` as one user sees it, ready to send. Real ComfyUI's answer is some 2 MB: its parts
 * are serialised once a version, and a whole answer is compressed once for all users with the same
 * file names.
 */
import { createHash } from 'node:crypto';

import type { NodeDefinition } from '@/lib/comfy/object-info';
import { compressedOnce, type Compressed } from '@/lib/kernel/compress';
import { RecentMap } from '@/lib/kernel/recent-map';

import { fillFileInputs, listsFiles, rebaseRemoteRoutes, type InputFiles } from './file-inputs';
import type { MergedObjectInfo } from './read-object-info';

const VERSIONS_MAX = 6;
const ANSWERS_MAX = 64;

export interface EncodedObjectInfo {
  /** Strong for the JSON; each encoding has a tag of its own. */
  readonly tag: string;
  readonly body: Compressed;
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
  const parts = new RecentMap<string, Parts>(VERSIONS_MAX);
  const answers = new RecentMap<string, EncodedObjectInfo>(ANSWERS_MAX);

  function partsOf({ version, definitions }: MergedObjectInfo): Parts {
    return parts.ensure(version, () => {
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
      return answers.ensure(tag, () => {
        const { fixed, personal } = partsOf(info);
        const own = personal.map(([name, definition]) =>
          member([name, fillFileInputs(definition, files)]),
        );
        const members = fixed === '' ? own : [fixed, ...own];
        return { tag, body: compressedOnce(Buffer.from(`{${members.join()}}`), 'good') };
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
