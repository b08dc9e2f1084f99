/** The line above a view while the spec has errors: what the view shows then, and where the first error is. */
import { element } from '../../reports/page/dom.js';
import type { Session, TabView } from '../session.js';

/** Shows the line, or hides it if there are no errors; `led` is called with the line of the first error. */
export function showNotice(
  host: HTMLElement,
  session: Session,
  view: TabView | undefined,
  led: (line: number) => void,
): void {
  const [line] = session.errors;
  host.hidden = line === undefined || !view;
  if (line === undefined || !view) return;
  const count = session.errors.length;
  const goTo = element('button', { type: 'button' }, `Go to line ${line}`);
  goTo.addEventListener('click', () => led(line));
  host.replaceChildren(
    element('span', {}, `${count === 1 ? '1 error' : `${count} errors`} in the spec. ${view.despiteErrors(session)}`),
    goTo,
  );
}

/** What the views that draw and list layers show while the spec has errors. */
export function shownDespiteErrors({ network, shown }: Session): string {
  if (network) return 'This is the last version without errors.';
  return shown ? 'Only layers that no error affects are shown.' : 'Nothing can be shown yet.';
}
