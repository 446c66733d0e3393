/**
 * Ours in the editor's page of a dedicated workspace, which is the editor's own. It stands before the
 * editor's module script: modules run in the order of the page, so what the browser keeps is this
 * user's before the editor reads it.
 */
import { offerStarterGraph } from '@/components/studio/editor-graphs';
import { claimEditorStorage, watchEditorOwner } from '@/components/studio/editor-storage';
import { editorWindow } from '@/components/studio/editor-window';

import { watchWorkspace } from './notice';

function claimFor(owner: string): void {
  claimEditorStorage(owner);
  watchEditorOwner(owner, () => window.location.reload());
}

/** Between the editor's modules and its first graph; the module is one, whoever imports it. */
async function offerStarter(entry: HTMLScriptElement): Promise<void> {
  await import(entry.src);
  offerStarterGraph(editorWindow(window));
}

const owner = document.querySelector<HTMLMetaElement>('meta[name="atelier-owner"]')?.content;
if (owner !== undefined) claimFor(owner);
const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src*="assets/"]');
// An editor that does not load says so itself.
if (entry !== null) offerStarter(entry).catch(() => undefined);
watchWorkspace(document.baseURI.replace(/[^/]*([?#].*)?$/, ''));
