/**
 * The editor keeps drafts, the clipboard and open tabs in the browser's storage by origin, not by
 * person. Whoever signs in next in this browser must not find them.
 */
const OWN_PREFIXES = ['atelier', 'nextauth.'];
const OWNER_KEY = 'atelier.studio.owner';

type Store = Pick<Storage, 'length' | 'key' | 'removeItem'>;

/** The keys that are not ours; in our origin that leaves the editor's and its extensions'. */
export function editorKeys(store: Pick<Storage, 'length' | 'key'>): string[] {
  return Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
    (key): key is string => key !== null && !OWN_PREFIXES.some((prefix) => key.startsWith(prefix)),
  );
}

function clear(store: Store): void {
  for (const key of editorKeys(store)) store.removeItem(key);
}

let sealed = false;

/**
 * A living editor writes its drafts once more when the page goes away; after this it cannot, until
 * the document is gone.
 */
function sealEditorStorage(): void {
  if (sealed) return;
  sealed = true;
  const isOwn = (key: string): boolean => OWN_PREFIXES.some((prefix) => key.startsWith(prefix));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the storage as `this`
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (this: Storage, key: string, value: string) {
    if (isOwn(key)) setItem.call(this, key, value);
  };
}

async function clearDatabases(): Promise<void> {
  // Not in every browser; what the editor keeps there is no graph.
  if (typeof indexedDB.databases !== 'function') return;
  for (const { name } of await indexedDB.databases()) {
    if (name !== undefined && !name.startsWith('atelier')) indexedDB.deleteDatabase(name);
  }
}

function wipe(store: Storage): void {
  clear(store);
  store.removeItem(OWNER_KEY);
  // The editor takes its client id from the window's name, which belongs to this tab as well.
  if (store === sessionStorage) window.name = '';
  else void clearDatabases().catch(() => undefined);
}

/**
 * Forgets everything the editor kept in this browser, and stops a running editor from writing it
 * again. Call it when a session ends, before leaving the page.
 */
export function clearEditorStorage(): void {
  sealEditorStorage();
  wipe(localStorage);
  wipe(sessionStorage);
}

/**
 * Makes the storage this user's before the editor starts; another's things are cleared, in this tab
 * and in the browser.
 * @returns whether something of another user was there
 */
export function claimEditorStorage(userId: string): boolean {
  let hadAny = false;
  for (const store of [localStorage, sessionStorage]) {
    if (store.getItem(OWNER_KEY) === userId) continue;
    hadAny ||= editorKeys(store).length > 0;
    wipe(store);
    store.setItem(OWNER_KEY, userId);
  }
  return hadAny;
}

/** Tells when another tab's user changed or signed out; this tab's editor holds the former one's graph. */
export function watchEditorOwner(userId: string, onOther: () => void): () => void {
  const listener = (event: StorageEvent): void => {
    if (event.key === OWNER_KEY && event.newValue !== userId) {
      sealEditorStorage();
      onOther();
    }
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}
