/** Buttons over the picture: zoom, and what a drag does. */
import { cube, pictureSize } from '../state/store.ts';
import { tool } from './pointer.ts';
import { fitPicture, viewport, zoom, zoomToPixels } from './viewport-state.ts';

export function PictureTools() {
  const none = pictureSize.value === undefined;
  return (
    <div class="picture-tools" role="toolbar" aria-label="Picture tools">
      <button type="button" aria-label="Zoom in" disabled={none} onClick={() => zoom(1.4)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" disabled={none} onClick={() => zoom(1 / 1.4)}>
        −
      </button>
      <button type="button" disabled={none} onClick={fitPicture}>
        Fit
      </button>
      <button type="button" aria-label="1:1, actual pixels" disabled={none} onClick={zoomToPixels}>
        1:1
      </button>
      <button
        type="button"
        aria-pressed={tool.value === 'region'}
        disabled={cube.value === undefined}
        onClick={() => {
          tool.value = tool.peek() === 'region' ? 'pin' : 'region';
        }}
      >
        Region
      </button>
      <output aria-label="Zoom">{none ? '' : `${Math.round(100 * viewport.value.scale)} %`}</output>
    </div>
  );
}
