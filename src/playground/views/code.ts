/** The generated code of each target. */
import { button, element } from '../../reports/page/dom.js';
import { saveFile } from '../files.js';
import type { CodeTarget } from '../protocol.js';
import type { Session, TabView } from '../session.js';

const targets: readonly { readonly target: CodeTarget; readonly label: string; readonly about: string }[] = [
  { target: 'tfjs', label: 'TensorFlow.js', about: 'TypeScript that builds a tf.LayersModel, to train and to run.' },
  {
    target: 'tfjs-inference',
    label: 'TensorFlow.js, inference',
    about: 'TypeScript that only predicts: batch norm is folded into the weights, and operations are fused.',
  },
  { target: 'keras', label: 'Keras 3', about: 'Python that builds a keras.Model, on JAX, PyTorch or TensorFlow.' },
];

export class CodeView implements TabView {
  readonly panel = element('div', { class: 'code-view' });
  private readonly choice = element('select', { 'aria-label': 'Target' });
  private readonly about = element('p', { class: 'hint' });
  private readonly code = element('code');
  private readonly box = element('pre', { tabindex: 0, role: 'region', 'aria-label': 'Generated code' }, this.code);
  private made: { readonly name: string; readonly text: string } | undefined;
  private shown: Session['network'];
  private session: Session | undefined;

  constructor() {
    for (const { target, label } of targets) this.choice.append(element('option', { value: target }, label));
    this.choice.addEventListener('change', () => {
      this.shown = undefined;
      if (this.session) this.refresh(this.session);
    });
    this.panel.append(
      element(
        'div',
        { class: 'tools' },
        this.choice,
        button('Copy the code', 'Copy', () => void navigator.clipboard.writeText(this.made?.text ?? '')),
        button('Download the code', 'Download', () => this.made && saveFile(this.made.name, this.made.text)),
      ),
      this.about,
      this.box,
    );
  }

  despiteErrors({ network }: Session): string {
    return network ? 'This is the code of the last version without errors.' : 'It has no code yet.';
  }

  refresh(session: Session): void {
    this.session = session;
    if (session.network === this.shown) return;
    this.shown = session.network;
    if (this.shown) void this.generate(session);
    else this.show('', '');
  }

  private async generate({ file, network }: Session): Promise<void> {
    const chosen = targets.find(({ target }) => target === this.choice.value) ?? targets[0];
    if (!chosen || !network) return;
    const answer = await file.ask('netspec/code', { target: chosen.target, text: network.spec });
    if (!answer || network !== this.shown || chosen.target !== this.choice.value) return;
    this.made = 'text' in answer ? answer : undefined;
    if ('text' in answer) this.show(`${answer.name}: ${chosen.about}`, answer.text);
    else this.show(`Not possible: ${answer.refusal}.`, '');
  }

  private show(about: string, code: string): void {
    this.about.textContent = about;
    this.code.textContent = code;
  }
}
