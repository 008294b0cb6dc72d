/**
 * The memory that photos need besides the one at work: the next one, the last one, and what the runtime keeps loaded
 * for photos of another kind.
 */
import type { Runtime } from '../../runtime/runtime.ts';
import { isLaneRuntime } from '../lanes.ts';
import type { LoadedPhoto, PhotoTask } from './photo-tasks.ts';
import type { PhotoPlan } from './reconstruct-decoded.ts';

/** Bytes of a photo that is decoded while another is at work: its samples, and as much in the decoder. */
export function bytesToLoad(task: PhotoTask | undefined): number {
  if (task === undefined || task.input.kind === 'broken') return 0;
  const { width, height, bitDepth } = task.input.size;
  return 2 * 3 * width * height * (bitDepth / 8);
}

/** Bytes of a photo whose files are finished while another is at work: its picture, and that as PNG. */
export function bytesToFinish({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): number {
  return 2 * 3 * width * height;
}

/** Photos of a kind go through the network on the same sessions. */
export function kindOf({ photo, chosen, plan }: Extract<LoadedPhoto, { readonly kind: 'photo' }>): string {
  const { way, lanes } = plan;
  const { matrix } = chosen.response;
  return [photo.width, photo.height, way.steps, way.tile, lanes, ...matrix].join(' ');
}

/** Lets go of all sessions and threads; what the next photo needs is opened anew. */
export async function emptyRuntime(runtime: Runtime): Promise<void> {
  if (isLaneRuntime(runtime)) await runtime.close();
}

/** Kinds that a runtime keeps at most: one on its own sessions, two on its threads. */
const MOST_KEPT = 3;

/** The kinds of photo that a runtime has been used for since it was last emptied, and the rule when to do so. */
export class KeptSessions {
  /** Bytes by kind, the youngest last. */
  #kept = new Map<string, number>();

  /**
   * Whether a photo can go through the runtime as it is, besides what else is in memory; it is counted as kept.
   *
   * @param kind equal for photos that share their sessions.
   * @param others bytes of what goes on at the same time.
   * @returns false if the runtime should be emptied first.
   */
  admit(kind: string, plan: PhotoPlan, others: number, limit: number): boolean {
    const held = [...this.#kept].reduce((sum, [other, bytes]) => (other === kind ? sum : sum + bytes), 0);
    const fits = plan.peak + others + held <= limit;
    if (!fits && held > 0) this.#kept.clear();
    this.#kept.delete(kind);
    this.#kept.set(kind, plan.sessions);
    for (const old of [...this.#kept.keys()].slice(0, -MOST_KEPT)) this.#kept.delete(old);
    return fits || held === 0;
  }
}
