/**
 * Atelier's extension of the editor, loaded by the editor itself from the list at `/extensions`, the
 * way ComfyUI loads those of custom nodes. It brings the history of results beside the graph, and files
 * of any size as inputs into it.
 */
import './panel.css';

import { editorApp, showToast } from './editor-app';
import type { HistoryPanel } from './history-panel';
import { text } from './panel-text';
import { announceReuse } from './reuse-notice';
import { catchDrops } from './drag-results';
import { catchUploads } from './catch-uploads';
import type { UploadTray } from './upload-tray';

/** The style sheet lies beside this module, under the same version. */
function addSheet(): void {
  if (sheet !== null) return;
  sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = import.meta.url.replace(/extension\.js/, 'extension.css');
  document.head.append(sheet);
}

/** The panel itself comes when it is opened first: the editor's start does without. */
async function open(host: HTMLElement): Promise<void> {
  addSheet();
  shownIn = host;
  const { openHistoryPanel } = await import('./history-panel');
  // The tab may have been closed, or opened in another place, meanwhile.
  if (shownIn !== host) return;
  panel = openHistoryPanel(host, (files) => {
    openTray().then(
      (tray) => tray.add(files),
      () => sayNotLoaded(),
    );
  });
}

/** Comes with the first file. */
function openTray(): Promise<UploadTray> {
  addSheet();
  tray ??= import('./upload-tray').then(({ createUploadTray }) => createUploadTray());
  // What did not load is asked for again the next time.
  tray.catch(() => (tray = null));
  return tray;
}

const sayNotLoaded = (): void => showToast('error', text('notLoaded'));

function close(): void {
  panel?.close();
  panel = null;
  shownIn = null;
}

const app = editorApp();
let sheet: HTMLLinkElement | null = null;
let panel: HistoryPanel | null = null;
let shownIn: HTMLElement | null = null;
let tray: Promise<UploadTray> | null = null;

app.registerExtension({
  name: 'atelier.history',
  settings: [
    {
      // The server reads it under this name.
      id: 'Atelier.ReuseResults',
      category: ['Atelier', text('title'), 'ReuseResults'],
      name: text('reuseSetting'),
      tooltip: text('reuseSettingHint'),
      type: 'boolean',
      defaultValue: true,
    },
  ],
  setup() {
    app.extensionManager.registerSidebarTab({
      id: 'atelier-history',
      icon: 'pi pi-images',
      title: text('title'),
      tooltip: text('title'),
      type: 'custom',
      render(host) {
        close();
        open(host).catch(sayNotLoaded);
      },
      destroy: close,
    });
    announceReuse();
    catchUploads(async (file, subfolder) => (await openTray()).bring(file, subfolder));
    catchDrops(() => showToast('warn', text('noLoader')));
  },
  afterConfigureGraph: () => panel?.graphChanged(),
});
