/**
 * Mounts ComfyUI's own editor into our page, without an iframe and without changing its files.
 *
 * The editor was made to own its document: it takes the address for its API's base, styles `body`,
 * listens on `window`, writes history and storage, and cannot be unmounted. So there is one per
 * document, the gates are in place before its first module runs, and leaving the studio hides it.
 */
import type { EditorManifest } from '@/lib/domain/editor-manifest';

import { startApiCalls, type ApiHeadStart } from './api-head-start';
import { createCallerTest } from './called-by-editor';
import { EDITOR_MARK, installDocumentGate } from './document-gate';
import { createEditorContainer, type EditorContainer } from './editor-container';
import { editorWindow } from './editor-window';
import { refuseEvalProbes } from './eval-gate';
import { installEventGate } from './event-gate';
import { installHistoryGate } from './history-gate';
import { isManifestStale, loadManifest, prefetchEditor, STUDIO_BASE } from './manifest';
import { installNetworkGate } from './network-gate';
import { installResizeGate } from './resize-gate';
import { createStage, type Stage } from './stage';

export interface MountOptions {
  /** Lets the editor's socket in; a function is asked at each connection. Null leaves it to the session cookie. */
  readonly wsToken: string | null | (() => string | null);
  /** The studio's base with slashes; default `/studio/`. */
  readonly base?: string;
  /** Runs when the editor's modules are there and before it loads a graph. */
  readonly onModules?: () => void;
}

export interface MountedEditor {
  /** Resolves when a graph is on the canvas and can be worked with. */
  readonly ready: Promise<void>;
}

/** The editor could not be started. The document has to be loaded anew before another try. */
export class EditorMountError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EditorMountError';
  }
}

interface Mounted {
  readonly host: Element;
  readonly stage: Stage;
  readonly editor: Promise<MountedEditor>;
}

let mounted: Mounted | null = null;
/** Whether the editor should be seen; it may change while the editor is still loading. */
let wanted = true;

/**
 * @param selector of an empty element of ours; the editor fills it
 * @returns when the editor's modules run; `ready` tells when it can be used
 * @throws EditorMountError when there is no such element, another one holds the editor, or its files do not load
 */
export function mountComfyUI(selector: string, options: MountOptions): Promise<MountedEditor> {
  const host = document.querySelector<HTMLElement>(selector);
  if (host === null) {
    return Promise.reject(new EditorMountError(`No element matches ${selector}.`));
  }
  if (mounted !== null) {
    return mounted.host === host
      ? mounted.editor
      : Promise.reject(new EditorMountError('A document holds one editor, and this one has it.'));
  }
  const stage = createStage();
  const editor = mount(host, stage, options);
  mounted = { host, stage, editor };
  return editor;
}

/** Brings the editor to sight or puts it away, with everything of it in the document. Its graph and socket stay. */
export function setEditorShown(shown: boolean): void {
  wanted = shown;
  if (mounted === null) return;
  if (shown) mounted.stage.show();
  else mounted.stage.hide();
}

async function mount(
  host: HTMLElement,
  stage: Stage,
  options: MountOptions,
): Promise<MountedEditor> {
  const base = options.base ?? STUDIO_BASE;
  const headStart = startApiCalls(base);
  const arrived = prefetchEditor(base);
  const manifest = await loadManifest(base);
  if (window.location.pathname !== base && wanted) window.history.pushState(null, '', base);

  const container = createEditorContainer(host);
  new ResizeObserver(() => container.place()).observe(host);
  installGates({ stage, container, base, headStart, wsToken: options.wsToken });
  takeClientId();
  addSheets(base, manifest, container);
  if (wanted) stage.show();

  await arrived;
  await whenOnStage(stage, base);
  await importEditor(base, manifest);
  checkBase(base);
  options.onModules?.();
  return { ready: container.loaded };
}

interface Gated extends Pick<MountOptions, 'wsToken'> {
  readonly stage: Stage;
  readonly container: EditorContainer;
  readonly base: string;
  readonly headStart: ApiHeadStart;
}

function installGates({ stage, container, base, headStart, wsToken }: Gated): void {
  const calledByEditor = createCallerTest(base);
  const events = installEventGate({ stage, base, calledByEditor });
  installNetworkGate({
    base,
    calledByEditor,
    headStart,
    wsToken: typeof wsToken === 'function' ? wsToken : () => wsToken,
  });
  installDocumentGate({ stage, calledByEditor, teleports: container.teleports });
  installResizeGate(stage, calledByEditor);
  installHistoryGate({ base, stage, events, calledByEditor });
  let size = '';
  const sizeNow = (): string => `${window.innerWidth} ${window.innerHeight}`;
  stage.on({
    onShow() {
      container.teleports.style.display = '';
      pauseDrawing(false);
      leaveOwnFrame();
      // At the first showing there is no size before, and nobody to tell.
      if (size !== '' && size !== sizeNow()) events.replay('resize', new UIEvent('resize'));
    },
    onHide() {
      size = sizeNow();
      container.teleports.style.display = 'none';
      pauseDrawing(true);
    },
  });
}

/** Keys typed in our frame are not the editor's, and the link that led here still has the focus. */
function leaveOwnFrame(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.closest('.atelier') !== null) {
    activeElement.blur();
  }
}

/** The canvas is drawn on every frame otherwise, seen or not. */
function pauseDrawing(paused: boolean): void {
  const canvas = editorWindow(window).app?.canvas;
  if (canvas !== undefined) canvas.pause_rendering = paused;
}

const CLIENT_ID_KEY = 'atelier.studio.client';

/**
 * The editor takes the window's name for its client id; whoever opened the window could have chosen
 * it. This tab's own, kept over reloads so that its open workflows come back.
 */
function takeClientId(): void {
  const id = sessionStorage.getItem(CLIENT_ID_KEY) ?? crypto.randomUUID().replaceAll('-', '');
  sessionStorage.setItem(CLIENT_ID_KEY, id);
  window.name = id;
}

/**
 * Before the editor's modules add theirs, in the order of its own page. Sheets that only hold icons
 * come when the graph is there: until then they would only be in its way.
 */
function addSheets(base: string, manifest: EditorManifest, container: EditorContainer): void {
  const { pageStyle, loaded } = container;
  pageStyle.setAttribute(EDITOR_MARK, '');
  document.head.append(pageStyle);
  const add = (href: string): void => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = base + href;
    link.setAttribute(EDITOR_MARK, '');
    pageStyle.after(link);
  };
  add('api/userdata/user.css');
  void loaded.then(() => manifest.pageStyles.forEach(add));
}

/** The modules read the address when they run: it must be the studio's at that moment. */
async function whenOnStage(stage: Stage, base: string): Promise<void> {
  if (stage.shown() && window.location.pathname === base) return;
  await new Promise<void>((resolve) => {
    stage.on({
      onShow() {
        if (window.location.pathname === base) resolve();
      },
    });
  });
}

async function importEditor(base: string, manifest: EditorManifest): Promise<void> {
  const allowEvalProbes = refuseEvalProbes();
  try {
    await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ base + manifest.entry);
  } catch (error) {
    const stale = await isManifestStale(base, manifest).catch(() => false);
    throw new EditorMountError(
      stale ? 'The editor was updated meanwhile.' : 'The editor’s files could not be loaded.',
      { cause: error },
    );
  } finally {
    allowEvalProbes();
  }
}

function checkBase(base: string): void {
  const found = editorWindow(window).comfyAPI?.api?.api?.api_base;
  if (found !== undefined && found !== base.replace(/\/$/, '')) {
    throw new EditorMountError('The page was left while the editor started.');
  }
}
