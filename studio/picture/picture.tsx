/** The picture: a canvas that the graphics card draws, marks above it, and the ways to move in it by mouse, finger and keyboard. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { addPin, addRegion } from '../state/places-actions.ts';
import { activity, comparing, openName, pictureSize, pins } from '../state/store.ts';
import { describeViews } from '../views/describe-views.ts';
import { Divider } from './divider.tsx';
import { listenForGestures } from './gestures.ts';
import { Marks } from './marks.tsx';
import { draftRegion } from './draft-region.ts';
import { pictureKey } from './picture-keys.ts';
import { PictureLoop } from './picture-loop.ts';
import { pictureReader } from './picture-reader.ts';
import { crossHair, hovered, tool } from './pointer.ts';
import { pixelAt, type Point, rectangleBetween, toPicture } from './viewport.ts';
import { area, pan, viewport, zoom } from './viewport-state.ts';

export function Picture() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    if (surface.current === null || canvas.current === null) return;
    const element = surface.current;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      if (width > 0 && height > 0) area.value = { width, height };
    });
    observer.observe(element);
    const endGestures = listenForGestures(element, gestures());
    let loop: PictureLoop | undefined;
    try {
      const started = new PictureLoop(canvas.current);
      loop = started;
      pictureReader.value = (side) => started.read(side);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    return () => {
      observer.disconnect();
      endGestures();
      loop?.end();
      pictureReader.value = undefined;
    };
  }, []);

  const empty = pictureSize.value === undefined;
  return (
    <div class="picture">
      <div
        ref={surface}
        class={`surface tool-${tool.value}`}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is operated by keyboard; its keys are in its description
        tabIndex={0}
        aria-label={`Picture ${openName.value}: ${describeViews()}`}
        aria-describedby="picture-keys"
        onKeyDown={pictureKey}
        onBlur={() => {
          crossHair.value = undefined;
        }}
      >
        <canvas ref={canvas} />
        <Marks />
      </div>
      <p id="picture-keys" class="unseen">
        Arrow keys move a cross-hair, Enter pins the spectrum under it. Shift and arrows move the picture,
        plus and minus zoom, 0 shows all. Comma and full stop change the band.
      </p>
      {comparing.value && !empty && <Divider />}
      {empty && <Welcome />}
      {failure !== '' && (
        <p class="blocking" role="alert">
          The picture cannot be drawn: {failure}. Spectra, searches and exports work all the same. Another
          browser, or hardware acceleration in the settings of this one, brings it back.
        </p>
      )}
    </div>
  );
}

function Welcome() {
  const busy = activity.value.kind !== 'idle';
  return <p class="welcome">{busy ? 'One moment …' : 'Drop a photo here, paste one, or open a file.'}</p>;
}

function gestures(): Parameters<typeof listenForGestures>[1] {
  const place = (at: Point): Point => toPicture(viewport.peek(), at, area.peek());
  const pixel = (at: Point): Point | undefined => {
    const picture = pictureSize.peek();
    return picture === undefined ? undefined : pixelAt(place(at), picture);
  };
  const window = (from: Point, to: Point) => {
    const picture = pictureSize.peek();
    return picture === undefined ? undefined : rectangleBetween(place(from), place(to), picture);
  };
  let pinned: string | undefined;
  return {
    hover(at) {
      const next = at === undefined ? undefined : pixel(at);
      const before = hovered.peek();
      if (next?.x !== before?.x || next?.y !== before?.y) hovered.value = next;
    },
    tap(at) {
      const found = pixel(at);
      const before = new Set(pins.peek());
      const label = found === undefined ? undefined : addPin(found.x, found.y);
      pinned = [...pins.peek()].some((pin) => pin.label === label && !before.has(pin)) ? label : undefined;
    },
    doubleTap(at) {
      pins.value = pins.peek().filter(({ label }) => label !== pinned); // the first tap was meant for zooming
      zoom(2, at);
    },
    pan,
    zoom,
    marks: (event) => tool.peek() === 'region' || event.shiftKey,
    mark(from, to, done) {
      const marked = window(from, to);
      draftRegion.value = done ? undefined : marked;
      if (done && marked !== undefined) {
        addRegion(marked);
        tool.value = 'pin';
      }
    },
    cancelMark() {
      draftRegion.value = undefined;
    },
  };
}
