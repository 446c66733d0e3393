/**
 * Atelier's extension of the editor, loaded by the editor itself from the list at `/extensions`, the
 * way ComfyUI loads those of custom nodes. It brings the history of results beside the graph.
 */
import './panel.css';

import { editorApp } from './editor-app';
import type { HistoryPanel } from './history-panel';
import { text } from './panel-text';
import { announceReuse } from './reuse-notice';
import { catchDrops } from './drag-results';

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
  if (shownIn === host) panel = openHistoryPanel(host);
}

function close(): void {
  panel?.close();
  panel = null;
  shownIn = null;
}

const app = editorApp();
let sheet: HTMLLinkElement | null = null;
let panel: HistoryPanel | null = null;
let shownIn: HTMLElement | null = null;

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
        open(host).catch(() => {
          const detail = { severity: 'error', summary: text('notLoaded'), life: 6_000 } as const;
          app.extensionManager.toast.add(detail);
        });
      },
      destroy: close,
    });
    announceReuse();
    catchDrops(() =>
      app.extensionManager.toast.add({ severity: 'warn', summary: text('noLoader'), life: 6_000 }),
    );
  },
  afterConfigureGraph: () => panel?.graphChanged(),
});
