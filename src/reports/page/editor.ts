/** The editor around the page, if it is in a webview of VS Code. */

import type { PageData } from './data.js';

/** What the editor sends: a new network, or the name of what is at the cursor. */
export type EditorMessage = { readonly data: PageData } | { readonly name: string };

/** What the page sends: the name of what the user chose, in the first network or the second. */
export interface PageMessage {
  readonly chosen: string;
  readonly side: number;
}

interface Webview {
  postMessage(message: PageMessage): void;
}

declare global {
  var acquireVsCodeApi: (() => Webview) | undefined;
}

const webview = globalThis.acquireVsCodeApi?.();

/** Tells the editor what the user chose. */
export const tellEditor = (message: PageMessage): void => webview?.postMessage(message);

/** Receives messages of the editor, and takes over its theme. */
export function listenToEditor(receive: (message: EditorMessage) => void): void {
  if (!webview) return;
  window.addEventListener('message', ({ data }: MessageEvent<EditorMessage>) => receive(data));
  new MutationObserver(takeTheme).observe(document.body, { attributeFilter: ['class'] });
  takeTheme();
}

/** Applies the rules for dark themes if the editor has one, whatever the system has. */
function takeTheme(): void {
  const { classList } = document.body;
  const isDark = classList.contains('vscode-dark') || classList.contains('vscode-high-contrast');
  const isLight = !isDark || classList.contains('vscode-high-contrast-light');
  document.documentElement.style.colorScheme = isLight ? 'light' : 'dark';
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSMediaRule && isAboutTheme(rule)) rule.media.mediaText = isLight ? 'not all' : 'all';
}

/** The rules that were about the system's theme when the page was loaded. */
const themed = new WeakSet<CSSMediaRule>();

function isAboutTheme(rule: CSSMediaRule): boolean {
  if (rule.media.mediaText.includes('prefers-color-scheme')) themed.add(rule);
  return themed.has(rule);
}
