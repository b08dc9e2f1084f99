/** A reporter for vitest: what was skipped, since an engine or a tool that it needs is not there. */
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export default class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const line = `${relative('', module.moduleId).replaceAll('\\', '/')}: ${outermostOf(test)}`;
        counts.set(line, (counts.get(line) ?? 0) + 1);
      }
    if (counts.size === 0) return;
    console.log('Skipped, since what they need is not here:');
    for (const [line, count] of counts) console.log(`  ${line} (${count === 1 ? '1 test' : `${count} tests`})`);
  }
}

/** The full name of a test, or of the outermost suite around it in which every test is skipped. */
function outermostOf(test: TestCase): string {
  let name = test.fullName;
  for (let { parent } = test; parent.type === 'suite'; parent = parent.parent)
    if ([...parent.children.allTests()].every((one) => one.result().state === 'skipped')) name = parent.fullName;
  return name;
}
