import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CubeError } from '../cube/spectral-cube.ts';
import { UsageError } from './options.ts';
import { reportFailure } from './report-failure.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('reportFailure', () => {
  it('says an error of ours in one line with its hint: exit code 1, for usage 2', () => {
    expect(reportFailure(new CubeError('expected a,\n found b', { hint: 'try c' }), 'info')).toBe(1);
    expect(said).toBe('spectralift: expected a, found b (try c)\n');
    expect(reportFailure(new UsageError('either or'), 'info')).toBe(2);
  });

  it('says an unexpected one in one line too, and its trace only if asked', () => {
    expect(reportFailure(new TypeError('x is not a function'), 'info')).toBe(1);
    expect(said).toBe(
      'spectralift: unexpected failure: x is not a function (set SPECTRALIFT_DEBUG=1 for details)\n',
    );
    vi.stubEnv('SPECTRALIFT_DEBUG', '1');
    expect(reportFailure(new TypeError('again'), 'info')).toBe(1);
    expect(said).toMatch(/^ +at .*report-failure\.test/m);
  });

  it('turns what the parser finds into one line with a suggestion', () => {
    const unknown = new CommanderError(1, 'x', "error: unknown command 'rendr'\n(Did you mean render?)");
    expect(reportFailure(unknown, undefined)).toBe(2);
    expect(said).toBe("spectralift: unknown command 'rendr' (did you mean render?)\n");
    said = '';
    expect(reportFailure(new CommanderError(1, 'x', "error: missing argument 'cube'"), 'info')).toBe(2);
    expect(said).toBe("spectralift: missing argument 'cube' (see spectralift info --help)\n");
  });

  it('says nothing of help that was asked for', () => {
    expect(reportFailure(new CommanderError(0, 'commander.helpDisplayed', '(help)'), 'info')).toBe(0);
    expect(said).toBe('');
  });
});
