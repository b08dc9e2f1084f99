import { describe, expect, it } from 'vitest';
import { broken, netspec, tiny } from './netspec.js';

const verify = (...args: string[]) => netspec(['verify', '-', '--backend', 'cpu', ...args], { stdin: tiny });

describe('netspec verify', () => {
  it('says that all is as reported, and what a forward pass took', async () => {
    const { status, stdout, stderr } = await verify();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^3 layers on cpu: all as reported\nforward pass: \d+ ms, \d+ MiB at the peak\n$/);
    expect(status).toBe(0);
  });

  it('gives programs JSON', async () => {
    const { status, stdout } = await verify('--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      backend: 'cpu',
      ok: true,
      layers: 3,
      differences: [],
      forward_ms: expect.any(Number),
      peak_bytes: expect.any(Number),
    });
  });

  it('shows how far it is on a terminal, unless it is to be quiet', async () => {
    const on = (...args: string[]) =>
      netspec(['verify', '-', '--backend', 'cpu', ...args], { stdin: tiny, isTTY: true, columns: 12 });
    const { stderr } = await on();
    expect(stderr).toContain('\r\u001b[K0/3 buildi…');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect((await on('--quiet')).stderr).toBe('');
  });

  it('runs no spec that has errors', async () => {
    const { status, stdout, stderr } = await netspec(['verify', '-'], { stdin: broken });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error unknown-key');
  });
});
