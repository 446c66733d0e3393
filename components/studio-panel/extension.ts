/**
 * Atelier's extension of the editor, loaded by the editor itself from the list at `/extensions`, the
 * way ComfyUI loads those of custom nodes. It brings the history of results beside the graph.
 */
import './panel.css';

import { editorApp } from './editor-app';
import { openHistoryPanel, type HistoryPanel } from './history-panel';
import { text } from './panel-text';
import { catchDrops } from './drag-results';

/** The style sheet lies beside this module, under the same version. */
function addSheet(): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = import.meta.url.replace(/extension\.js/, 'extension.css');
  document.head.append(link);
}

const app = editorApp();
let panel: HistoryPanel | null = null;

addSheet();
app.registerExtension({
  name: 'atelier.history',
  setup() {
    app.extensionManager.registerSidebarTab({
      id: 'atelier-history',
      icon: 'pi pi-images',
      title: text('title'),
      tooltip: text('title'),
      type: 'custom',
      render(host) {
        panel?.close();
        panel = openHistoryPanel(host);
      },
      destroy() {
        panel?.close();
        panel = null;
      },
    });
    catchDrops(() =>
      app.extensionManager.toast.add({ severity: 'warn', summary: text('noLoader'), life: 6_000 }),
    );
  },
  afterConfigureGraph: () => panel?.graphChanged(),
});
