/** The tour: the mistakes of a blog post, one by one in the editor, with what Python did and what netspec says. */
import { button, element } from '../reports/page/dom.js';
import type { Lesson } from './lesson.js';

export interface TourEvents {
  /** Shows the spec of a lesson. */
  readonly open: (spec: string) => void;
  readonly ended: () => void;
}

/** When Python noticed a mistake. */
const noticed: Readonly<Record<Lesson['kind'], string>> = {
  loud: 'Python refused to run it',
  late: 'Python failed when it reached the line',
  silent: 'Python built a different network, without a word',
  prose: 'Python could not see it: it is in a text or in a comment',
};

/** Starts the tour in a panel above the editor. */
export async function startTour(host: HTMLElement, { open, ended }: TourEvents): Promise<void> {
  const lessons: readonly Lesson[] = await (await fetch('tour.json')).json();
  let at = 0;
  const go = (by: number) => {
    at = Math.max(0, Math.min(at + by, lessons.length - 1));
    show();
  };
  const end = () => {
    host.hidden = true;
    host.replaceChildren();
    ended();
  };
  const show = () => {
    const lesson = lessons[at];
    if (!lesson) return end();
    const { title, about, kind, python, spec } = lesson;
    const previous = button('Previous mistake', '‹ Back', () => go(-1));
    const next = element('button', { type: 'button', class: 'primary' }, 'Next ›');
    next.addEventListener('click', () => go(1));
    previous.disabled = at === 0;
    next.disabled = at === lessons.length - 1;
    host.replaceChildren(
      element(
        'div',
        { class: 'head' },
        element('h2', {}, `Mistake ${at + 1} of ${lessons.length}: ${title}`),
        button('End the tour', 'End', end),
      ),
      element(
        'p',
        { class: 'hint' },
        'A blog post copied the code of Inception V3 and made these mistakes. Try to mend each one in the spec.',
      ),
      element('p', {}, ...withCode(about)),
      element(
        'p',
        {},
        element('strong', {}, `${noticed[kind]}. `),
        ...withCode(python.charAt(0).toUpperCase() + python.slice(1)),
      ),
      element('p', { class: 'hint' }, 'What netspec says is below the spec.'),
      element('div', { class: 'row' }, previous, next),
    );
    host.hidden = false;
    open(spec);
  };
  show();
}

const withCode = (text: string): readonly (Node | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
