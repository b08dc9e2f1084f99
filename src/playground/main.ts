/** The page of the playground. */

import { Connection } from './connection.js';
import { type KeptSpec, keep, kept } from './drafts.js';
import { SpecFile } from './editor/document.js';
import { SpecEditor } from './editor/editor.js';
import { found } from './elements.js';
import { chooseFiles, saveFile } from './files.js';
import { galleryText } from './gallery-text.js';
import { scriptUrl } from './scripts.js';
import type { Session } from './session.js';
import { fileName, linkTo, type NamedText, specIn } from './share.js';
import { say } from './status.js';
import { DrawingView } from './views/drawing.js';
import { showNotice } from './views/notice.js';
import { showChecking, showProblems } from './views/problems.js';
import { Tabs } from './views/tabs.js';

const file = new SpecFile(new Connection());
const editor = new SpecEditor(
  found('editor'),
  file,
  {
    changed: () => {
      showChecking(found('problems'));
      void update();
      save();
    },
    moved: (line) => {
      session.line = line;
      drawing.follow(session);
    },
    problems: (problems) => showProblems(found('problems'), problems, editor, file),
  },
  {
    F2: () => rename(),
    F12: async () => (await commands()).goToDefinition(editor.view),
    'Mod-.': () => showActions(),
    'Shift-Alt-f': () => editor.format(),
    'Mod-s': () => saveSpec(),
  },
);
const session: Session = { file, editor, start: '', network: undefined, shown: undefined, errors: [], line: 1 };

const commands = () => import('./commands.js');
const rename = async () => (await commands()).rename(editor.view);
const showActions = async () => (await commands()).showActions(editor.view);

const lead = (line: number) => editor.show(line, false);
const drawing = new DrawingView(lead, showLine);
// The first visit needs the drawing alone, so other views are loaded on demand.
const tabs = new Tabs(
  found('views'),
  [
    { name: 'Drawing', make: () => drawing },
    { name: 'Report', make: async () => new (await import('./views/report.js')).ReportView(lead) },
    { name: 'Code', make: async () => new (await import('./views/code.js')).CodeView() },
    { name: 'Diff', make: async () => new (await import('./views/diff.js')).DiffView(lead) },
    { name: 'Run', make: async () => new (await import('./views/run.js')).RunView(lead) },
  ],
  () => refresh(),
);

function refresh(): void {
  // The line takes room from a drawing, which is laid out for its window.
  showNotice(found('notice'), session, tabs.view, showLine);
  tabs.view?.refresh(session);
}

/** Goes to a line of the spec, also from the other pane. */
function showLine(line: number): void {
  showPane('spec');
  editor.show(line, true);
}

function showPane(name: string | undefined): void {
  document.body.dataset.pane = name;
  for (const one of document.querySelectorAll<HTMLElement>('.panes button'))
    one.setAttribute('aria-pressed', String(one.dataset.pane === name));
}

// ---------------------------------------------------------------- the network

/** Whether a network is being made, and whether the text changed since. */
let isWorking = false;
let isOutdated = false;

/** Shows the network of the text; while one is made, only the latest text counts. */
async function update(): Promise<void> {
  isOutdated = true;
  if (isWorking) return;
  isWorking = true;
  while (isOutdated) {
    isOutdated = false;
    const { uri } = file;
    const { network, errors } = await file.ask('netspec/network', { isPartWanted: !session.network });
    // Another file was opened meanwhile.
    if (uri !== file.uri) continue;
    session.errors = errors;
    if (network && errors.length === 0) session.network = network;
    session.shown = session.network ?? network;
    document.body.classList.toggle('stale', errors.length > 0 && session.network !== undefined);
    refresh();
  }
  isWorking = false;
}

// ---------------------------------------------------------------- the spec

function open({ name, text, start = text }: NamedText & Partial<KeptSpec>): void {
  session.start = start;
  session.network = undefined;
  found('file').textContent = name;
  editor.open(name, text);
}

let saving = 0;

/** Keeps the draft, once typing pauses. */
function save(): void {
  clearTimeout(saving);
  saving = window.setTimeout(saveNow, 300);
}

/** During the tour, the draft is put aside. */
let aside: KeptSpec | undefined;

const saveNow = () => keep('draft', aside ?? { name: file.name, text: editor.text, start: session.start });
addEventListener('pagehide', saveNow);

const saveSpec = () => saveFile(file.name, editor.text);

async function openFile(): Promise<void> {
  const [chosen] = await chooseFiles('.yaml,.yml,.txt');
  if (chosen) open({ name: fileName(chosen.name), text: await chosen.text() });
}

async function share(): Promise<void> {
  const url = new URL(location.href);
  url.hash = await linkTo({ name: file.name, text: editor.text });
  history.replaceState(null, '', url);
  try {
    await navigator.clipboard.writeText(url.href);
    say('Copied a link that holds the spec');
  } catch {
    say('The address of this page now holds the spec');
  }
}

/** The spec of the link, or what was typed last, or Inception V3. */
async function start(): Promise<void> {
  const draft = kept('draft');
  try {
    const linked = await specIn(location.hash);
    if (linked) {
      if (draft && draft.text !== draft.start && draft.text !== linked.text) keep('replaced', draft);
      history.replaceState(null, '', location.pathname + location.search);
      return open(linked);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  open(draft ?? (await galleryText('inception-v3.yaml')));
}

// ---------------------------------------------------------------- the page

const click = (id: string, act: () => unknown) => found(id).addEventListener('click', () => void act());
// Few visits need these parts, so they are loaded on demand.
click('gallery', async () => (await import('./gallery.js')).showGallery(open));
click('tour', async () => {
  const { startTour } = await import('./tour.js');
  aside ??= { name: file.name, text: editor.text, start: session.start };
  return startTour(found('lesson'), {
    open: (text) => {
      showPane('spec');
      open({ name: 'mistake.yaml', text });
    },
    ended: () => {
      if (aside) open(aside);
      aside = undefined;
    },
  });
});
click('help', async () => (await import('./help.js')).showHelp());
click('open', openFile);
click('save', saveSpec);
click('share', share);
click('undo', () => editor.undo());
click('redo', () => editor.redo());
click('format', () => editor.format());
click('rename', rename);
click('actions', showActions);

for (const pane of document.querySelectorAll<HTMLElement>('.panes button'))
  pane.addEventListener('click', () => {
    showPane(pane.dataset.pane);
    refresh();
  });

window.addEventListener('resize', refresh);
window.addEventListener('hashchange', () => {
  if (location.hash.startsWith('#spec=')) void start();
});

/** Keeps the page for visits without a network, once the first network is shown. */
async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(scriptUrl('service-worker.js'));
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage('keep the rest');
}

void start();
addEventListener('load', () => setTimeout(() => void keepOffline(), 2000));
