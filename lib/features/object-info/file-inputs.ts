/**
 * Inputs that choose one of the user's files. Runners list what lies in their own directories; the
 * list that a user sees is made here, from the user's uploads.
 *
 * Shapes: `[["a.png", …], {image_upload: true}]` or `["COMBO", {options: […], image_upload: true}]`.
 */
import {
  fileKindOf,
  type FileKind,
  type InputOptions,
  type InputSpec,
  type InputType,
  type NodeDefinition,
} from '@/lib/comfy/object-info';
import { mediaTypeOf, type MediaType } from '@/lib/domain/generation';

/** Names of the user's input files at the top level, as `LoadImage` lists them. */
export type InputFiles = readonly string[];

const TAKES: Record<FileKind, readonly MediaType[]> = {
  image: ['image'],
  video: ['video'],
  // ComfyUI takes the sound of a video too.
  audio: ['audio', 'video'],
};

type ChangeInput = (type: InputType, options: InputOptions) => InputSpec;

/** The media types that an input takes from the user's input folder; null when it is no such input. */
function pickerOf(options: InputOptions): readonly MediaType[] | null {
  const folder = options['image_folder'];
  const kind = folder === undefined || folder === 'input' ? fileKindOf(options) : null;
  return kind === null ? null : TAKES[kind];
}

function withFiles(type: InputType, options: InputOptions, files: InputFiles): InputSpec {
  const takes = pickerOf(options);
  if (takes === null) return [type, options];
  const list = files.filter((name) => takes.includes(mediaTypeOf(name)));
  if (typeof type !== 'string') return [list, options];
  return Array.isArray(options['options'])
    ? [type, { ...options, options: list }]
    : [type, options];
}

/** Root-absolute routes of remote lists, moved under the studio. */
function withRoute(type: InputType, options: InputOptions, studioBase: string): InputSpec {
  const remote = options['remote'] as { route?: unknown } | null | undefined;
  const route = remote?.route;
  if (typeof route !== 'string' || !route.startsWith('/internal/')) return [type, options];
  return [type, { ...options, remote: { ...remote, route: `${studioBase}${route}` } }];
}

/** Custom nodes describe themselves as they like: what has not ComfyUI's form passes through. */
function mapInputs(definition: NodeDefinition, change: ChangeInput): NodeDefinition {
  const given = definition.input as NodeDefinition['input'] | undefined;
  if (given === undefined) return definition;
  const mapSection = (section: Readonly<Record<string, InputSpec>>) =>
    Object.fromEntries(
      Object.entries(section).map(([name, spec]) => {
        if (!Array.isArray(spec)) return [name, spec];
        const [type, options] = spec;
        return [name, isObject(options) ? change(type, options) : spec];
      }),
    );
  const { required, optional } = given;
  const input = {
    ...given,
    ...(isObject(required) && { required: mapSection(required) }),
    ...(isObject(optional) && { optional: mapSection(optional) }),
  };
  return { ...definition, input };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the definition lists files of the user's. */
export function listsFiles(definition: NodeDefinition): boolean {
  let found = false;
  mapInputs(definition, (type, options) => {
    if (pickerOf(options) !== null) found = true;
    return [type, options];
  });
  return found;
}

/** The definition with the user's files in its lists. */
export function fillFileInputs(definition: NodeDefinition, files: InputFiles): NodeDefinition {
  return mapInputs(definition, (type, options) => withFiles(type, options, files));
}

/** The definition with `/internal/…` routes of remote lists under the studio's base. */
export function rebaseRemoteRoutes(definition: NodeDefinition, studioBase: string): NodeDefinition {
  return mapInputs(definition, (type, options) => withRoute(type, options, studioBase));
}
