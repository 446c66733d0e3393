/** What the editor puts on `window`, as far as we use it. */

/** ComfyUI's workflow format; opaque to us. */
export type Workflow = Readonly<Record<string, unknown>>;
/** ComfyUI's API format: node id → class and inputs. */
export type ApiGraph = Readonly<Record<string, unknown>>;

export interface EditorApp {
  readonly graph?: unknown;
  readonly canvas?: { pause_rendering?: boolean };
  loadGraphData(
    workflow: Workflow,
    clean?: boolean,
    restoreView?: boolean,
    name?: string,
  ): Promise<unknown>;
  loadApiJson(graph: ApiGraph, name: string): Promise<unknown> | undefined;
}

/** The editor's registry of its modules; there once they are evaluated. */
export interface EditorRegistry {
  readonly api?: { readonly api?: { readonly api_base?: string } };
  readonly defaultGraph?: { readonly defaultGraph?: Record<string, unknown> };
}

export interface EditorWindow {
  readonly comfyAPI?: EditorRegistry;
  /** Set when the editor is set up and before it loads a graph. */
  readonly app?: EditorApp;
  readonly graph?: unknown;
  readonly LiteGraph?: { readonly registered_node_types?: Readonly<Record<string, unknown>> };
  readonly document: Document;
}

/** A window, seen as one that the editor runs in. */
export function editorWindow(scope: Window): EditorWindow {
  return scope;
}
