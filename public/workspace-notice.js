/**
 * In the editor of a dedicated workspace: says when the workspace is about to end for idleness, and
 * that its process is starting again; tells the server that a person is at work. It belongs to no bundle,
 * because the page is the editor's own.
 */
/**
 * What the workspace's door tells.
 * @typedef {object} State
 * @property {string} state
 * @property {string} reason
 * @property {{ secondsLeft: number, countdownS: number } | null} idle
 */
(() => {
  const ASK_EVERY_MS = 5_000;
  const TELL_EVERY_MS = 20_000;
  const TEXTS = {
    en: {
      idle: 'Nobody has worked here for a while. This workspace ends in',
      keep: 'Keep it',
      restarting: 'ComfyUI stopped unexpectedly and is being started again. Your prompts wait.',
      over: 'This workspace has ended. Your pictures are in the gallery.',
      back: 'Back',
    },
    zh: {
      idle: '已有一段时间无人操作。此工作区将在以下时间后结束：',
      keep: '保留',
      restarting: 'ComfyUI 意外停止，正在重新启动。您的任务会继续排队。',
      over: '此工作区已结束。您的图片保存在图库中。',
      back: '返回',
    },
  };
  const language = (
    /(?:^|; )atelier\.locale=([^;]*)/.exec(document.cookie)?.[1] ?? navigator.language
  ).startsWith('zh')
    ? 'zh'
    : 'en';
  const texts = TEXTS[language];
  const base = document.baseURI.replace(/[^/]*([?#].*)?$/, '');

  const bar = document.createElement('div');
  bar.setAttribute('role', 'status');
  bar.id = 'atelier-workspace-notice';
  bar.style.cssText =
    'position:fixed;inset:auto 0 24px 0;margin:0 auto;z-index:100000;display:none;gap:12px;' +
    'align-items:center;width:fit-content;max-width:min(92vw,640px);padding:12px 16px;' +
    'border-radius:10px;background:#1f2430;color:#fff;font:14px/1.4 system-ui,sans-serif;' +
    'box-shadow:0 6px 24px rgb(0 0 0/.45);border:1px solid #4a5166';
  const text = document.createElement('span');
  const act = document.createElement('button');
  act.type = 'button';
  act.style.cssText =
    'flex:none;min-height:36px;padding:6px 14px;border-radius:8px;border:0;background:#fff;' +
    'color:#1f2430;font:inherit;font-weight:600;cursor:pointer';
  bar.append(text, act);

  /** When it ends, by this browser's clock; null: nothing counts down. @type {number | null} */
  let endsAt = null;
  let isOver = false;

  /**
   * @param {string} message
   * @param {string} [label] of the button
   * @param {() => void} [onPress]
   */
  function show(message, label, onPress) {
    text.textContent = message;
    act.textContent = label ?? '';
    act.style.display = label === undefined ? 'none' : '';
    act.onclick = onPress ?? null;
    if (!bar.isConnected) document.body.append(bar);
    bar.style.display = 'flex';
  }
  const hide = () => {
    bar.style.display = 'none';
  };

  /** @param {number} seconds */
  function clock(seconds) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }

  async function keep() {
    await fetch(`${base}atelier/keep`, { method: 'POST' }).catch(() => undefined);
    await look();
  }

  function draw() {
    if (isOver || endsAt === null) return;
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    show(`${texts.idle} ${clock(left)}`, texts.keep, () => void keep());
  }

  async function look() {
    if (isOver) return;
    const answer = await fetch(`${base}atelier/state`).catch(() => null);
    if (answer === null) return;
    if (answer.status === 403) {
      isOver = true;
      // Through Caddy this host's port holds nothing but the workspace.
      const hasPages = location.pathname.startsWith('/w/');
      show(texts.over, hasPages ? texts.back : undefined, () => {
        location.assign(`${location.protocol}//${location.host}/workspace`);
      });
      return;
    }
    if (!answer.ok) return;
    /** @type {unknown} */
    const told = await answer.json();
    const { state, reason, idle } = /** @type {State} */ (told);
    endsAt =
      idle !== null && idle.secondsLeft <= idle.countdownS
        ? Date.now() + idle.secondsLeft * 1000
        : null;
    if (endsAt !== null) draw();
    else if (state === 'starting' && reason === 'crashed') show(texts.restarting);
    else hide();
  }

  let toldAt = 0;
  function tell() {
    if (isOver || Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    fetch(`${base}atelier/activity`, { method: 'POST' }).catch(() => undefined);
  }
  for (const kind of ['pointerdown', 'keydown', 'wheel']) {
    addEventListener(kind, tell, { capture: true, passive: true });
  }
  setInterval(() => void look(), ASK_EVERY_MS);
  setInterval(draw, 1_000);
  void look();
})();
