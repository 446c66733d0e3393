/** The shape in which every node of this runner is written. */
import type { TenantFolders } from '../files/tenant-folders';
import type { NodeInputs } from './node-inputs';
import type { Graph, Value } from './values';

/** ComfyUI's `[type, options]`; a list of texts instead of a type is a choice. */
export type InputSpec = readonly [
  type: string | readonly string[],
  options?: Readonly<Record<string, unknown>>,
];

export interface InputSpecs {
  readonly required?: Readonly<Record<string, InputSpec>>;
  readonly optional?: Readonly<Record<string, InputSpec>>;
  readonly hidden?: Readonly<Record<string, string>>;
}

export interface OutputSpec {
  readonly type: string;
  /** Shown on the node; the type where it is not given. */
  readonly name?: string;
  /** The node returns a list here, and what follows runs once for each item. */
  readonly isList?: boolean;
}

/** ComfyUI's node output for the editor: every value is a list. */
export type NodeUi = Readonly<Record<string, readonly unknown[]>>;

export interface NodeResult {
  /** One value for each output; for a list output, the list. */
  readonly outputs: readonly Value[];
  readonly ui?: NodeUi;
}

/** What a node may know and do while it runs. */
export interface NodeContext {
  readonly tenant: string;
  readonly nodeId: string;
  readonly folders: TenantFolders;
  readonly graph: Graph;
  /** Texts to be saved with pictures, such as the editor's `workflow`. */
  readonly extraPngInfo: Readonly<Record<string, unknown>> | null;
  /** Lets the server breathe; throws InterruptedError when the prompt was interrupted. */
  readonly checkpoint: () => Promise<void>;
  /** Reports that `value` of `max` steps are done, with a JPEG to show if there is one. */
  progress(value: number, max: number, preview?: Uint8Array): void;
  /** Whether anybody looks, so that a preview is worth making. */
  wantsPreviews(): boolean;
  /** A line of text to show on the node. */
  text(message: string): void;
  /** The type of the output that an input is linked to; null for a constant. */
  linkedType(input: string): string | null;
  /** Kept for this node id as long as its tenant's consecutive prompts contain the node. */
  keep<T>(make: () => T): T;
  /** For nodes that fail on purpose. */
  readonly faults: FaultActions;
}

/** Ways to misbehave, for tests of what stands in front of a runner. */
export interface FaultActions {
  /** Ends the process at once. */
  crash(): never;
  /** Sends text that is not JSON to the prompt's client. */
  sendMalformed(): void;
  /** From now on nothing about this prompt is sent. */
  fallSilent(): void;
}

export interface NodeDefinition {
  /** ComfyUI's class name. */
  readonly name: string;
  readonly displayName: string | null;
  readonly category: string;
  /** ComfyUI's module, such as `nodes` or `comfy_extras.nodes_images`. */
  readonly module: string;
  readonly description?: string;
  readonly inputs: InputSpecs;
  readonly outputs: readonly OutputSpec[];
  readonly outputNode?: boolean;
  /** Written in ComfyUI's newer style, whose object_info has some fields more. */
  readonly newStyle?: boolean;
  readonly experimental?: boolean;
  /** Inputs arrive as lists, once, instead of one call for each item. */
  readonly takesLists?: boolean;
  /** Choices that depend on the tenant's files, by input name. */
  readonly choices?: (folders: TenantFolders) => Promise<Record<string, readonly string[]>>;
  /** Part of the cache key for what is not in the graph, such as a file's content. */
  readonly fingerprint?: (inputs: NodeInputs, folders: TenantFolders) => Promise<string>;
  readonly run: (inputs: NodeInputs, context: NodeContext) => NodeResult | Promise<NodeResult>;
}
