/** Says that a file can be let go here. */
import { dragging } from './incoming-files.ts';

export function DropHint() {
  return dragging.value ? (
    <div class="drop-hint" aria-hidden="true">
      Drop a photo or the files of a cube
    </div>
  ) : null;
}
