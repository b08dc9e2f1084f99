/** Builds the generated code on TensorFlow.js, verifies it layer by layer, and predicts with weights from files. */
import { button, element } from '../../reports/page/dom.js';
import { chooseFiles } from '../files.js';
import type { PredictTask } from '../runner/messages.js';
import { Sandbox } from '../sandbox.js';
import type { Session, TabView } from '../session.js';
import { inputFields } from './inputs.js';

export class RunView implements TabView {
  readonly panel = element('div', { class: 'run-view' });
  private readonly sandbox = new Sandbox();
  private readonly target = element(
    'select',
    { 'aria-label': 'Code to verify' },
    element('option', { value: 'tfjs' }, 'TensorFlow.js'),
    element('option', { value: 'tfjs-inference' }, 'TensorFlow.js, inference'),
  );
  private readonly timed = element('input', { type: 'checkbox', id: 'timed' });
  private readonly progress = element('progress', { 'aria-label': 'Progress', max: 1, value: 0 });
  private readonly told = element('p', { class: 'hint', role: 'status' });
  private readonly result = element('div', { class: 'result' });
  private readonly fields = element('div', { class: 'fields' });
  private readonly stopButton = button('Stop', 'Stop', () => this.sandbox.stop());
  private weights: readonly File[] = [];
  private labels: string | undefined;
  private session: Session | undefined;
  private shown: Session['network'];
  private inputsNow: () => PredictTask['inputs'] = () => ({});

  /** `led` is called with the line that a difference is about. */
  constructor(private readonly led: (line: number) => void) {
    const verify = element('button', { type: 'button', class: 'primary' }, 'Build and verify');
    verify.addEventListener('click', () => void this.verify());
    const predict = element('button', { type: 'button', class: 'primary' }, 'Predict');
    predict.addEventListener('click', () => void this.predict());
    const weightsName = element('span', { class: 'hint' }, 'none chosen');
    const chooseWeights = button('Choose a file of weights', 'Weights…', async () => {
      this.weights = await chooseFiles('.safetensors,.npz,.json,.bin', true);
      weightsName.textContent = this.weights.map(({ name }) => name).join(', ') || 'none chosen';
    });
    const labelsName = element('span', { class: 'hint' }, 'optional: text file, one label per line');
    const chooseLabels = button('Choose a file of labels', 'Labels…', async () => {
      const [file] = await chooseFiles('.txt');
      this.labels = await file?.text();
      labelsName.textContent = file?.name ?? 'none chosen';
    });
    this.stopButton.hidden = true;
    this.progress.hidden = true;
    this.panel.append(
      element('h2', {}, 'Verify'),
      element(
        'p',
        { class: 'hint' },
        'Builds the generated code here, in your browser, runs it with random weights, and compares the shape, the ' +
          'weights and the values of every layer with the report.',
      ),
      element(
        'div',
        { class: 'row' },
        this.target,
        element('span', {}, this.timed, element('label', { for: 'timed' }, ' Time each layer')),
        verify,
      ),
      element('h2', {}, 'Predict'),
      element(
        'p',
        { class: 'hint' },
        'Files stay on your machine: .safetensors, .npz, or a model.json with its .bin files.',
      ),
      element('div', { class: 'row' }, chooseWeights, weightsName),
      element('div', { class: 'row' }, chooseLabels, labelsName),
      this.fields,
      element('div', { class: 'row' }, predict),
      element('div', { class: 'row' }, this.progress, this.stopButton),
      this.told,
      this.result,
    );
  }

  despiteErrors(): string {
    return 'Its network can be run once there are none.';
  }

  refresh(session: Session): void {
    this.session = session;
    if (!session.network || session.network === this.shown) return;
    const before = this.shown?.report.inputs;
    this.shown = session.network;
    if (JSON.stringify(before) === JSON.stringify(session.network.report.inputs)) return;
    this.inputsNow = inputFields(this.fields, session.network);
  }

  private verify(): Promise<void> {
    return this.attempt('verify', async ({ file, network }, onTold) => {
      const spec = { name: file.name, text: network?.spec ?? '' };
      const target = this.target.value === 'tfjs' ? 'tfjs' : 'tfjs-inference';
      const reply = await this.sandbox.run({ kind: 'verify', spec, target, profile: this.timed.checked }, onTold);
      const { verdictOf } = await import('./results.js');
      return reply.kind === 'verified' ? verdictOf(reply.result, this.led) : element('p');
    });
  }

  private predict(): Promise<void> {
    return this.attempt('predict', async ({ file, network }, onTold) => {
      if (this.weights.length === 0) throw new Error('choose a file of weights first');
      const inputs = this.inputsNow();
      const maps = await (await fetch('maps.json')).json();
      const spec = { name: file.name, text: network?.spec ?? '' };
      const labels = this.labels === undefined ? {} : { labels: this.labels };
      const task: PredictTask = { kind: 'predict', spec, weights: this.weights, maps, inputs, ...labels };
      const reply = await this.sandbox.run(task, onTold);
      const { predictionOf } = await import('./results.js');
      return reply.kind === 'predicted' ? predictionOf(reply.result) : element('p');
    });
  }

  private async attempt(
    what: string,
    work: (session: Session, onTold: (done: number, total: number, what: string) => void) => Promise<HTMLElement>,
  ): Promise<void> {
    const { session } = this;
    if (!session?.network || session.errors.length > 0)
      return this.say(`The spec has errors; mend them to ${what} its network.`, 'error');
    this.result.replaceChildren();
    this.stopButton.hidden = false;
    this.progress.hidden = false;
    this.progress.removeAttribute('value');
    this.say('Loading TensorFlow.js …');
    try {
      const shown = await work(session, (done, total, layer) => {
        // A step without layers takes an unknown time.
        if (done === 0) {
          this.progress.removeAttribute('value');
          this.told.textContent = `${layer.charAt(0).toUpperCase()}${layer.slice(1)} …`;
          return;
        }
        this.progress.value = done / Math.max(total, 1);
        this.told.textContent = `${done} of ${total}: ${layer}`;
      });
      this.say('');
      const { webglFault } = this.sandbox;
      const note =
        webglFault && element('p', { class: 'hint' }, `WebGL is not used, because it failed: ${webglFault}.`);
      this.result.replaceChildren(shown, ...(note ? [note] : []));
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error), 'error');
    } finally {
      this.stopButton.hidden = true;
      this.progress.hidden = true;
    }
  }

  private say(text: string, kind = 'hint'): void {
    this.told.textContent = text;
    this.told.className = kind;
  }
}
