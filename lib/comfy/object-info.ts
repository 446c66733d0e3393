/** Node definitions, in the form of ComfyUI's `/object_info`. */

/** A type's name, a union such as `FLOAT,INT`, `*` for anything, or a list of choices. */
export type InputType = string | readonly unknown[];
export type InputOptions = Readonly<Record<string, unknown>>;
export type InputSpec = readonly [type: InputType, options?: InputOptions];

export interface NodeDefinition {
  readonly input: {
    readonly required?: Readonly<Record<string, InputSpec>>;
    readonly optional?: Readonly<Record<string, InputSpec>>;
    readonly hidden?: Readonly<Record<string, unknown>>;
  };
  /** The type of each output slot. */
  readonly output: readonly InputType[];
  readonly output_node: boolean;
  readonly display_name?: string | null;
  readonly [field: string]: unknown;
}

/** Node definitions by class name. */
export type ObjectInfo = Readonly<Record<string, NodeDefinition>>;

/** The definition of a class; inherited names such as `constructor` are nobody's class. */
export function definitionOf(info: ObjectInfo, classType: unknown): NodeDefinition | undefined {
  if (typeof classType !== 'string' || !Object.hasOwn(info, classType)) return undefined;
  return info[classType];
}

const UPLOAD_OPTIONS = {
  image_upload: 'image',
  video_upload: 'video',
  audio_upload: 'audio',
} as const;
export type FileKind = (typeof UPLOAD_OPTIONS)[keyof typeof UPLOAD_OPTIONS];

/**
 * Which kind of file an input names, or null. Nodes judge such inputs by the file's existence and
 * not by the list of choices, which leaves out files in folders.
 */
export function fileKindOf(options: InputOptions): FileKind | null {
  for (const [option, kind] of Object.entries(UPLOAD_OPTIONS)) {
    if (options[option] === true) return kind;
  }
  return null;
}

/** The choices of a choice input in either style; null for other inputs, and where a choice list is fetched elsewhere. */
export function choicesOf(type: InputType, options: InputOptions): readonly unknown[] | null {
  if (typeof type !== 'string') return type;
  if (type !== 'COMBO' || options['remote'] !== undefined) return null;
  const { options: choices } = options;
  return Array.isArray(choices) ? (choices as readonly unknown[]) : null;
}

/**
 * Input types of newer runners that stand for a changing set of inputs (`name.part` in the graph).
 * Only the runner knows their rules.
 */
export function isDynamicType(type: InputType): boolean {
  return typeof type === 'string' && /^COMFY_\w+_V3$/.test(type);
}
