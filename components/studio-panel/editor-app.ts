/** The editor as an extension of it sees it: what frontend 1.58 puts on `window`, as far as we use it. */
import type { ApiGraph, Workflow } from '@/components/studio/editor-window';

export type CanvasPoint = readonly [x: number, y: number];

export interface CanvasNode {
  pos: CanvasPoint;
  readonly size: CanvasPoint;
  /** Given to nodes that take files; it reads the event's data at once. */
  onDragDrop?(event: DragEvent): Promise<boolean> | boolean;
}

export interface EditorGraph {
  /** `extra_pnginfo.workflow.id` of the runs that are made from it. */
  readonly id?: string;
  add(node: CanvasNode): void;
  getNodeOnPos(x: number, y: number): CanvasNode | null | undefined;
}

export interface EditorCanvas {
  readonly canvas: HTMLCanvasElement;
  /** The graph on the screen: the workflow's, or one inside it. */
  readonly graph: EditorGraph | null;
  convertEventToCanvasOffset(event: MouseEvent): CanvasPoint;
  emitBeforeChange?(): void;
  emitAfterChange?(): void;
}

export interface SidebarTab {
  readonly id: string;
  readonly icon: string;
  readonly title: string;
  readonly tooltip: string;
  readonly type: 'custom';
  render(element: HTMLElement): void;
  destroy(): void;
}

interface Toast {
  readonly severity: 'info' | 'warn' | 'error';
  readonly summary: string;
  /** Milliseconds. */
  readonly life: number;
}

interface EditorSetting {
  readonly id: string;
  readonly category: readonly string[];
  readonly name: string;
  readonly tooltip: string;
  readonly type: 'boolean';
  readonly defaultValue: boolean;
}

export interface EditorExtension {
  readonly name: string;
  readonly settings?: readonly EditorSetting[];
  setup?(): void;
  /** After every graph that was loaded. */
  afterConfigureGraph?(): void;
}

export interface ExtensionApp {
  readonly graph: EditorGraph;
  readonly canvas: EditorCanvas;
  readonly extensionManager: {
    registerSidebarTab(tab: SidebarTab): void;
    readonly toast: { add(toast: Toast): void };
  };
  registerExtension(extension: EditorExtension): void;
  loadGraphData(
    workflow: Workflow,
    clean: boolean,
    restoreView: boolean,
    name: string,
  ): Promise<unknown>;
  /** Asks anew which nodes there are and what their lists hold; nodes of the graph follow. */
  reloadNodeDefs(): Promise<void>;
  loadApiJson(graph: ApiGraph, name: string): Promise<unknown> | undefined;
}

interface EditorApi {
  readonly clientId?: string;
  /** @param path below the API's base */
  fetchApi: (path: string, init?: RequestInit) => Promise<Response>;
  addEventListener<Detail>(type: string, listener: (event: CustomEvent<Detail>) => void): void;
}

interface ExtensionWindow {
  readonly comfyAPI: {
    readonly app: { readonly app: ExtensionApp };
    readonly api: { readonly api: EditorApi };
  };
  readonly LiteGraph: {
    readonly registered_node_types: Readonly<Record<string, unknown>>;
    createNode(type: string): CanvasNode | null;
  };
}

const scope = window as unknown as ExtensionWindow;

/** The same as what ComfyUI's shim `scripts/app.js` exports; there before any extension is loaded. */
export const editorApp = (): ExtensionApp => scope.comfyAPI.app.app;

const TOAST_MS = 6_000;

/** Says something in a corner of the editor, for a while. */
export function showToast(severity: Toast['severity'], summary: string): void {
  editorApp().extensionManager.toast.add({ severity, summary, life: TOAST_MS });
}

/** ComfyUI's `scripts/api.js`. */
export const editorApi = (): EditorApi => scope.comfyAPI.api.api;

/** @returns null when the runner has no such node */
export function createNode(type: string): CanvasNode | null {
  const { LiteGraph } = scope;
  return Object.hasOwn(LiteGraph.registered_node_types, type) ? LiteGraph.createNode(type) : null;
}
